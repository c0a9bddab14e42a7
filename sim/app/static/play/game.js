// The budget game: teams plan for the same community with the same luck and budget; a board of communities, not persons.

import { el, fill } from "../core/dom.js";
import { dialog } from "../core/dialog.js";
import { on, tell } from "../core/events.js";
import { request } from "../core/link.js";
import { board } from "./board.js";
import { store } from "../core/store.js";
import { dateOf, plain, say, word } from "../core/words.js";

const MONDAY = 1;
let teams = null; // kept while the page lives, so that a closed board can be opened again
let result = null;
let progress = null;

function newTeam(number) {
  return { name: word("game_team_n", { n: number }), modules: {} };
}

/** The first Monday of a year of the game. */
function mondayOf(year) {
  const date = new Date(Date.UTC(year, 0, 1));
  while (date.getUTCDay() !== MONDAY) date.setUTCDate(date.getUTCDate() + 1);
  return date.toISOString().slice(0, 10);
}

/** A team's plan as the server takes it: values by dotted path. */
function planOf(team) {
  const changes = {};
  for (const [module, plan] of Object.entries(team.modules)) {
    changes[`${module}.start`] = mondayOf(plan.start);
    if (plan.stop) changes[`${module}.stop`] = mondayOf(plan.stop);
    if (plan.dose !== 1) changes[`${module}.dose`] = plan.dose;
    if (plan.grids) changes[`${module}.grids`] = plan.grids;
  }
  return { name: team.name, changes };
}

function years() {
  const first = dateOf(0, store.state.first).getUTCFullYear();
  const count = Math.max(Math.floor(store.catalogue.game.budget.weeks / 52), 2);
  return Array.from({ length: count }, (none, at) => first + at);
}

export function openGame() {
  if (!teams) teams = [newTeam(1), newTeam(2)];
  const content = el("div", {});
  const draw = () => fill(content, rules(), progress ? running() : null, result && !progress ? board(result) : null, el("div", { class: "teams" }, teams.map((team) => teamCard(team, draw))), buttons(draw));
  redraw = draw;
  draw();
  dialog(word("game"), content, { wide: true, closed: () => { redraw = () => {}; } });
}

let redraw = () => {};

function rules() {
  const { budget } = store.catalogue.game;
  return el("div", {}, el("p", { class: "lead" }, word("game_about")),
    el("p", {}, word("game_rule_budget", { yuan: plain(budget.yuan), hours: plain(budget.hours) })), el("p", { class: "hint" }, word("game_rule_same"), " ", word("game_rule_no_winner")));
}

function running() {
  return el("div", { class: "progress" }, el("progress", { max: progress.all, value: progress.done, aria: { label: word("game_run") } }), " ", word("game_running", progress));
}

function teamCard(team, draw) {
  return el("section", { class: "team" },
    el("div", { class: "team-head" }, el("input", { type: "text", value: team.name, maxLength: 40, aria: { label: word("game_team_name") }, oninput: (event) => { team.name = event.target.value; } }),
      teams.length > 1 ? el("button", { type: "button", class: "tool small", title: word("game_team_remove"), aria: { label: `${word("game_team_remove")} ${team.name}` }, onclick: () => { teams = teams.filter((one) => one !== team); draw(); } }, "×") : null),
    store.catalogue.modules.map((module) => moduleLine(team, module, draw)),
    Object.keys(team.modules).length ? null : el("p", { class: "hint" }, word("game_plan_empty")));
}

function moduleLine(team, module, draw) {
  const plan = team.modules[module.name];
  const all = years();
  const choose = (label, value, choices, set) => el("select", { aria: { label: `${say(module.label)} ${label}` }, title: label, onchange: (event) => { set(choices[event.target.selectedIndex].value); draw(); } },
    choices.map((choice) => el("option", { selected: choice.value === value }, choice.said)));
  const box = el("input", { type: "checkbox", checked: Boolean(plan), onchange: () => {
    if (plan) delete team.modules[module.name];
    else team.modules[module.name] = { start: all[1], stop: null, dose: 1, grids: null };
    draw();
  } });
  return el("div", { class: "plan" }, el("label", {}, box, " ", say(module.label)),
    plan ? el("div", { class: "plan-when" },
      choose(word("game_plan_start"), plan.start, all.slice(1).map((year) => ({ value: year, said: `${year} →` })), (year) => { plan.start = year; if (plan.stop && plan.stop <= year) plan.stop = null; }),
      choose(word("game_plan_stop"), plan.stop, [{ value: null, said: "… →" }].concat(all.filter((year) => year > plan.start).map((year) => ({ value: year, said: `→ ${year}` }))), (year) => { plan.stop = year; }),
      choose(word("dose"), plan.dose, [0.5, 1, 1.5, 2].map((value) => ({ value, said: `×${value}` })), (value) => { plan.dose = value; }),
      choose(word("game_plan_grids"), plan.grids ? plan.grids.length : null, gridChoices(), (many) => { plan.grids = many ? Array.from({ length: many }, (none, at) => at + 1) : null; })) : null);
}

function gridChoices() {
  const all = store.community.grids.length;
  return [{ value: null, said: word("where_everywhere") }].concat([3, 6].filter((many) => many < all).map((many) => ({ value: many, said: word("where_chosen", { grids: `1–${many}` }) })));
}

function buttons(draw) {
  const most = store.catalogue.game.most_teams;
  return el("div", { class: "choices" },
    el("button", { type: "button", disabled: teams.length >= most, onclick: () => { teams.push(newTeam(teams.length + 1)); draw(); } }, word("game_team_add")),
    el("button", { type: "button", class: "main", disabled: Boolean(progress), onclick: () => run(draw) }, word(result ? "game_again" : "game_run")));
}

async function run(draw) {
  progress = { done: 0, all: teams.length + 1 };
  draw();
  try {
    result = await request({ do: "game", teams: teams.map(planOf) });
  } catch (refusal) {
    if (refusal) tell("refused", refusal.text);
  }
  progress = null;
  redraw();
}

export function startGame() {
  on("game", ({ done, all }) => {
    if (!progress) return;
    progress = { done, all };
    redraw();
  });
}
