// The line at the bottom: what this is and is not, its seed, and how well its numbers are known.

import { el, fill, find } from "../core/dom.js";
import { on } from "../core/events.js";
import { store } from "../core/store.js";
import { say, word } from "../core/words.js";

/** What the pale band shows, or why there is none. */
export function bandSaid() {
  return say(store.state.band_note);
}

/** The calibration status in the language in use. */
export function calibration() {
  const given = store.state.calibration || {};
  return given.label ? say(given.label) : word("calibration", { status: word("calibration_none") });
}

function draw() {
  const { state } = store;
  if (!state) return;
  const told = (said, more, kind = "") => el("span", { class: kind, title: more, tabIndex: 0 }, said);
  fill(find("status"), told(word("illustration"), word("illustration_long"), "mark"),
    told(word("seed", { seed: state.seed }), word("seed_explained")),
    told(calibration(), word("calibration_explained"), "shrinks"),
    told(bandSaid(), bandSaid(), "shrinks"),
    store.leader ? null : el("span", { class: "watching" }, word("viewing")),
    told(word("not_for_scoring"), word("not_for_scoring_long"), "caution"));
}

export function startStatus() {
  on("story", draw);
  on("language", draw);
}
