// The chronicle: a tick for every event under the timeline, the latest in words, and the whole list on demand.

import { atMostEvery, el, fill, icon } from "../core/dom.js";
import { on } from "../core/events.js";
import { dialog } from "../core/dialog.js";
import { compare, store } from "../core/store.js";
import { seek, share } from "./weeks.js";
import { dateSaid, say, word } from "../core/words.js";

const SHOWN = 260; // ticks at most
const REDRAWN = 500; // milliseconds between two of their drawings
let ticks = null;
let latest = null;
let known = -1;

export function eventKinds() {
  ticks = el("div", { class: "ticks", aria: { hidden: "true" } });
  known = -1;
  return ticks;
}

/** One line with the latest event; a click opens the list. */
export function chronicle() {
  latest = el("span", { class: "latest" });
  return el("button", { type: "button", class: "chronicle", title: word("events"), onclick: openChronicle }, icon("list"), latest);
}

function drawLatest() {
  if (!latest) return;
  const last = store.events[0][store.events[0].length - 1];
  const said = last ? say(last.label) : word("events_none");
  if (latest.textContent !== said) latest.textContent = said;
}

function drawEvents() {
  if (!ticks) return;
  const events = store.events[0].concat(compare() ? store.events[1] : []);
  if (events.length === known) return;
  known = events.length;
  const each = Math.max(Math.ceil(events.length / SHOWN), 1);
  fill(ticks, events.filter((event, at) => at % each === 0 || important(event)).map((event) => el("i", {
    class: important(event) ? "big" : "", css: { left: `${100 * share(event.week)}%` }, title: `${dateSaid(event.week, store.state.first)} ${say(event.label)}`,
  })));
}

function important(event) {
  return Boolean(event.major);
}

function openChronicle() {
  const world = (at) => store.events[at].slice().reverse().map((event) => el("li", {}, el("button", {
    type: "button", class: "plain", disabled: !store.leader, onclick: () => { close(); seek(event.week); },
  }, el("time", {}, dateSaid(event.week, store.state.first)), el("span", {}, say(event.label)))));
  const lists = (compare() ? [0, 1] : [0]).map((at) => el("section", {},
    compare() ? el("h3", {}, word(at ? "world_b_long" : "world_a_long")) : null,
    store.events[at].length ? el("ol", { class: "events" }, world(at)) : el("p", {}, word("events_none"))));
  const close = dialog(word("events"), el("div", { class: "columns" }, lists), { wide: compare() });
}

export function startChronicle() {
  const soon = atMostEvery(REDRAWN, drawEvents);
  on("drawn", () => { drawLatest(); soon(); });
  on("story", () => { known = -1; drawLatest(); drawEvents(); });
  on("language", () => { known = -1; setTimeout(() => { drawLatest(); drawEvents(); }); });
}
