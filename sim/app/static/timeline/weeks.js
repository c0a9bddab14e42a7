// Weeks of the run: where one lies on the timeline, and going to it.

import { act } from "../core/link.js";
import { store } from "../core/store.js";

/** Where a week lies, as a share of the timeline from its start. */
export function share(week) {
  return Math.min(Math.max(week / Math.max(store.state.weeks - 1, 1), 0), 1);
}

export function seek(week) {
  return act("seek", { week: Math.min(Math.max(Math.round(week), 0), store.state.weeks) });
}
