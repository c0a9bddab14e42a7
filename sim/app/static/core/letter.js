// The letters that tell two compared worlds apart.

import { el } from "./dom.js";
import { compare } from "./store.js";
import { word } from "./words.js";

/** The letter of a world, or nothing while there is only one. */
export function letterOf(world) {
  return compare() ? el("span", { class: `letter world-${world}` }, word(world ? "world_b" : "world_a")) : null;
}
