// Time that runs up to a week and no further.

import { on } from "../core/events.js";
import { act } from "../core/link.js";
import { store } from "../core/store.js";

const QUICK = 26; // weeks a second at least: half a year
const LONGEST = 24; // seconds that a stretch may take

let waiting = null;

/** Play until so many weeks are done; resolves to whether they are: false where that was refused or given up. */
export async function playUntil(until) {
  giveUp();
  if (store.week >= until) return true;
  const done = new Promise((over) => { waiting = { until, over }; });
  const mine = waiting;
  const begun = await act("play", { speed: Math.max(QUICK, (until - store.week) / LONGEST), until });
  if (!begun && waiting === mine) giveUp();
  return done;
}

/** The stretch does not matter any more. */
export function giveUp() {
  if (waiting) waiting.over(false);
  waiting = null;
}

async function arrive() {
  if (!waiting || store.week < waiting.until) return;
  const { until, over } = waiting;
  waiting = null;
  await act("pause");
  if (store.week > until) await act("seek", { week: until });
  over(true);
}

/** Somebody may pause on the way; the stretch is over when its week is reached. */
export function startPace() {
  on("drawn", arrive);
}
