// Guided tours: a question to the room, its guess, what is done then, and the reveal beside the guess.
// A tour's commands are those of the wire. What is shown lies in the room's state, so that viewers see the same scene.

import { el, fill, find, icon, slider } from "../core/dom.js";
import { dialog } from "../core/dialog.js";
import { on, tell } from "../core/events.js";
import { act, request } from "../core/link.js";
import { giveUp, playUntil } from "../timeline/pace.js";
import { store } from "../core/store.js";
import { percent, plain, points, say, word } from "../core/words.js";

let shown = ""; // what the panel shows now, so that it is made anew only when something changed
let course = 0; // which course of a scene this page leads: one that was left must not go on
let leading = false; // whether this page is in the middle of one

function tourOf(name) {
  return store.catalogue.tours.find((one) => one.name === name);
}

function scene() {
  return (store.state && store.state.scene) || {};
}

export function chooseTour() {
  const card = (tour) => el("button", { type: "button", class: "preset-card", onclick: () => { close(); enter(tour.name, 0); } },
    el("strong", {}, say(tour.title)), el("span", {}, say(tour.about)), el("small", {}, word("tour_minutes", { n: tour.minutes })));
  const close = dialog(word("tour_choose"), el("div", { class: "preset-cards" }, store.catalogue.tours.map(card)), { wide: true });
}

/** Lead a scene from where it stands; `work` is told how to ask whether it was left meanwhile. */
async function lead(work) {
  course += 1;
  const mine = course;
  giveUp();
  leading = true;
  await work(() => mine === course);
  if (mine === course) leading = false;
}

/** Do what a scene's list says, one after the other; whether all of it was done. */
async function perform(commands, here) {
  for (const { do: name, ...values } of commands) {
    if (!here()) return false;
    if (name === "play") {
      if (!(await playUntil(values.until))) return false;
    } else {
      try {
        await request(Object.assign({ do: name }, values));
      } catch (refusal) {
        if (refusal) tell("refused", refusal.text);
        return false;
      }
    }
  }
  return here();
}

function show(name, number, values) {
  return act("tour", { name, scene: number, shown: values });
}

/** Come to a scene's question by way of some commands; where they are refused, the tour is over. */
function begin(name, number, commands) {
  return lead(async (here) => {
    await act("pause");
    await show(name, number, { phase: "entering" });
    if (await perform(commands, here)) await show(name, number, { phase: "question" });
    else if (here()) await leave();
  });
}

function enter(name, number) {
  return begin(name, number, tourOf(name).scenes[number].begin || []);
}

/** Back to a scene: everything before it is lived again, without a pause. */
function goBack(name, number) {
  const { scenes } = tourOf(name);
  const before = scenes.slice(0, number).flatMap((one) => (one.begin || []).concat(one.act)).concat(scenes[number].begin || []);
  return begin(name, number, before.map((one) => (one.do === "play" ? { do: "seek", week: one.until } : one)));
}

function commit(guess) {
  const { tour: name, scene: number } = scene();
  return lead(async (here) => {
    if (guess !== null) await act("predict", { scene: `${name}.${number}`, value: guess });
    await show(name, number, { phase: "running", guess });
    const revealed = (await perform(tourOf(name).scenes[number].act, here))
      && (await act("reveal", Object.assign({ tour: name, scene: number }, guess === null ? {} : { guess })));
    if (!here()) return;
    if (!revealed) {
      await show(name, number, { phase: "question" });
      return;
    }
    const { value, against, verdict, reading } = revealed;
    await show(name, number, { phase: "reveal", guess, value, against, verdict, reading });
  });
}

async function leave() {
  course += 1;
  giveUp();
  if (leading) await act("pause");
  leading = false;
  await act("tour", { name: null, scene: 0 });
}

/** A page that was loaded anew in the middle of a scene comes back to its question. */
function takeUp() {
  const { tour: name, scene: number, shown: now } = scene();
  if (name && store.leader && !leading && ["entering", "running"].includes((now || {}).phase)) goBack(name, number);
}

/** A figure in the unit in which the room guesses. */
function figureSaid(guess, value) {
  if (guess.percent && guess.less !== undefined && guess.less !== null) return points(value);
  if (guess.percent) return percent(value, 100 * guess.step >= 1 && value === Math.round(value * 100) / 100 ? 0 : 1);
  return plain(value);
}

function draw() {
  const panel = find("tour");
  const { tour: name, scene: number, shown: now } = scene();
  const tour = name && tourOf(name);
  panel.hidden = !tour;
  document.documentElement.dataset.tour = tour ? "on" : "off";
  if (!tour) {
    shown = "";
    return;
  }
  const key = JSON.stringify([name, number, now, document.documentElement.lang]);
  if (key === shown) return;
  shown = key;
  const one = tour.scenes[number];
  const phase = (now || {}).phase || "question";
  const parts = { entering: () => el("p", {}, word("rewinding")), question: () => question(one), running: () => el("p", { class: "lead" }, running(one, now)), reveal: () => reveal(tour, one, number, now) };
  panel.dataset.phase = phase;
  const back = store.leader && number > 0 && (phase === "question" || phase === "reveal");
  fill(panel, el("header", {}, el("b", {}, say(tour.title)),
    store.leader ? el("button", { type: "button", class: "tool", title: word("tour_end"), aria: { label: word("tour_end") }, onclick: leave }, icon("close")) : null,
    el("small", {}, word("tour_scene", { n: number + 1, all: tour.scenes.length }), " · ", say(one.title))),
  el("h2", {}, say(one.question)), parts[phase](),
  back ? el("p", {}, el("button", { type: "button", class: "link", onclick: () => goBack(name, number - 1) }, `← ${word("tour_back")}`)) : null);
}

function running(one, now) {
  const { until } = one.act[one.act.length - 1];
  const guess = now.guess === null || now.guess === undefined ? "" : `${word("tour_prediction")} ${figureSaid(one.guess, now.guess)} · `;
  return guess + word("tour_running", { week: until });
}

function question(one) {
  const { guess } = one;
  if (!store.leader) return el("p", { class: "lead" }, word("tour_predict"));
  const middle = guess.low + Math.round((guess.high - guess.low) / 2 / guess.step) * guess.step;
  const output = el("output", {}, figureSaid(guess, middle));
  const unit = guess.unit && !guess.percent ? say(guess.unit) : guess.percent && guess.less !== undefined && guess.less !== null ? word("percentage_points") : "";
  const input = slider({ min: guess.low, max: guess.high, step: guess.step, aria: { label: word("tour_predict") },
    oninput: (event) => { output.textContent = figureSaid(guess, Number(event.target.value)); } }, middle);
  return el("form", { class: "guess", onsubmit: (event) => { event.preventDefault(); commit(Number(input.value)); } },
    el("p", {}, word("tour_predict_hint")), el("div", {}, output, " ", el("small", {}, unit)), input,
    el("div", { class: "choices" }, el("button", { type: "submit", class: "main" }, word("tour_commit")),
      el("button", { type: "button", onclick: () => commit(null) }, word("tour_skip_guess"))));
}

function reveal(tour, one, number, now) {
  const { guess } = one;
  const most = Math.max(Math.abs(now.value), Math.abs(now.guess || 0), 1e-9);
  const line = (kind, label, value) => el("div", { class: `bar-line ${kind}` }, el("span", {}, label), el("b", {}, figureSaid(guess, value)), el("i", { css: { width: `${(100 * Math.abs(value)) / most}%` } }));
  const guessed = now.guess !== null && now.guess !== undefined;
  const last = number === tour.scenes.length - 1;
  return el("div", { class: "reveal" },
    guessed ? line("guess", word("tour_prediction"), now.guess) : null, line("model", word("tour_in_this_run"), now.value),
    now.verdict ? el("p", {}, el("b", {}, say(now.verdict))) : null, el("p", { class: "lead" }, say(now.reading)),
    el("p", {}, el("b", {}, word("tour_debrief")), " ", say(one.debrief)),
    store.leader ? el("div", { class: "choices foot" }, last ? el("button", { type: "button", class: "main", onclick: leave }, word("tour_done"))
      : el("button", { type: "button", class: "main", onclick: () => enter(tour.name, number + 1) }, word("tour_next"))) : null);
}

export function startTours() {
  on("story", draw);
  on("language", draw);
  on("link", (how) => { if (how !== "down") takeUp(); });
}
