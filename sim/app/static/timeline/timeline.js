// Time: play, pause, step and speed; the slider that rewinds; the chronicle; where changes lie.

import { el, fill, find, icon, oncePerPicture, slider } from "../core/dom.js";
import { on } from "../core/events.js";
import { act } from "../core/link.js";
import { chips } from "./chips.js";
import { branches } from "./branches.js";
import { chronicle, eventKinds } from "./chronicle.js";
import { store } from "../core/store.js";
import { seek, share } from "./weeks.js";
import { dateDone, dateOf, word } from "../core/words.js";

const SPEEDS = [1, 2, 4, 8, 16, 30, 60];
const parts = {};
let wanted = null; // the week the handle is dragged to

function playing() {
  return Boolean(store.state && store.state.playing);
}

export function togglePlay() {
  return playing() ? act("pause") : act("play", { speed: speed() });
}

function speed() {
  return store.state.speed || 8;
}

export function faster(by) {
  const at = SPEEDS.findIndex((one) => one >= speed());
  setSpeed(SPEEDS[Math.min(Math.max((at < 0 ? SPEEDS.length - 1 : at) + by, 0), SPEEDS.length - 1)]);
}

function setSpeed(value) {
  store.state.speed = value;
  if (playing()) act("play", { speed: value });
  draw();
}

function build() {
  const { leader } = store;
  parts.play = el("button", { type: "button", class: "play", onclick: togglePlay, disabled: !leader });
  parts.step = el("button", { type: "button", class: "tool", title: word("step"), aria: { label: word("step") }, onclick: () => act("step"), disabled: !leader }, icon("step"));
  parts.restart = el("button", { type: "button", class: "tool", title: word("restart"), aria: { label: word("restart") }, onclick: () => act("restart"), disabled: !leader }, icon("restart"));
  parts.speed = slider({ min: 0, max: SPEEDS.length - 1, step: 1, class: "speed", aria: { label: word("speed") }, disabled: !leader,
    oninput: (event) => setSpeed(SPEEDS[event.target.value]) }, 3);
  parts.speedSaid = el("output", { class: "speed-said" });
  parts.week = el("strong", {});
  parts.date = el("span", {});
  parts.slider = el("input", { type: "range", min: 0, max: store.state.weeks, step: 1, class: "weeks", aria: { label: word("timeline") }, disabled: !leader,
    oninput: (event) => { wanted = Number(event.target.value); draw(); },
    onchange: (event) => { wanted = null; seek(Number(event.target.value)); } });
  parts.done = el("div", { class: "done" });
  const track = el("div", { class: "track" }, chips(), el("div", { class: "rail" }, parts.done, parts.slider), years(), eventKinds());
  fill(find("time"),
    el("div", { class: "clock" }, el("div", { class: "buttons" }, parts.play, parts.step, parts.restart),
      el("label", { class: "pace" }, parts.speed, parts.speedSaid)),
    track,
    el("div", { class: "now" }, el("div", { class: "date" }, parts.week, parts.date), chronicle(), branches()));
  draw();
}

function years() {
  const start = dateOf(0, store.state.first);
  const found = [];
  const weeks = store.state.weeks;
  for (let year = start.getUTCFullYear(); ; year += 1) {
    const week = Math.max((Date.UTC(year, 0, 1) - start) / 6048e5, 0);
    if (week >= weeks - 8) break;
    found.push(el("span", { css: { left: `${100 * share(week)}%` } }, String(year)));
  }
  return el("div", { class: "years", aria: { hidden: "true" } }, found);
}

function draw() {
  if (!parts.week || !store.state) return;
  const week = wanted === null ? store.week : wanted;
  const going = playing();
  if (parts.play.dataset.state !== String(going)) {
    parts.play.dataset.state = String(going);
    fill(parts.play, icon(going ? "pause" : "play"), el("span", {}, word(going ? "pause" : "play")));
  }
  parts.week.textContent = word("week_n", { week });
  parts.date.textContent = dateDone(week, store.state.first);
  if (wanted === null) parts.slider.value = week;
  parts.slider.setAttribute("aria-valuetext", `${word("week_n", { week })}, ${dateDone(week, store.state.first)}`);
  parts.done.style.width = `${100 * share(week)}%`;
  parts.speed.show(Math.max(SPEEDS.findIndex((one) => one >= speed()), 0));
  parts.speedSaid.textContent = word("speed_weeks", { n: speed() });
}

export function startTimeline() {
  on("story", build);
  on("language", () => store.ready && build());
  on("drawn", oncePerPicture(draw));
  on("pace", ({ playing: going, speed: weeks }) => {
    Object.assign(store.state, { playing: going, speed: weeks });
    draw();
  });
}

