// Time that runs up to a week and no further.

import { on } from "./events.js";
import { act } from "./link.js";
import { store } from "./store.js";

const QUICK = 26; // weeks a second at least: half a year
const LONGEST = 24; // seconds that a stretch may take

let waiting = null;

/** Play until so many weeks are done; resolves to whether they are. */
export function playUntil(until) {
  if (store.week >= until) return Promise.resolve(true);
  return new Promise((done) => {
    waiting = { until, done };
    act("play", { speed: Math.max(QUICK, (until - store.week) / LONGEST), until });
  });
}

async function arrive() {
  if (!waiting || store.week < waiting.until) return;
  const { until, done } = waiting;
  waiting = null;
  await act("pause");
  if (store.week > until) await act("seek", { week: until });
  done(true);
}

/** Somebody may pause on the way; the stretch is over when its week is reached. */
export function startPace() {
  on("drawn", arrive);
}
