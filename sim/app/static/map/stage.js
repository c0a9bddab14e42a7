// The stage: one map or two, or the map of their difference; the legend; which marks show; what is chosen.

import { afterQuiet, el, fill, find } from "../core/dom.js";
import { on, tell } from "../core/events.js";
import { letterOf } from "../core/letter.js";
import { act, request } from "../core/link.js";
import { Map12 } from "./map.js";
import { KINDS, signOf } from "./marks.js";
import { MODULE_COLOURS, SOFT } from "../core/palette.js";
import { STAGE, YOUNG } from "../core/picture.js";
import { isOn } from "../core/settings.js";
import { compare, figure, store } from "../core/store.js";
import { count, say, word } from "../core/words.js";

const MEASURES = { together: [3], own: [2, 3], any: [1, 2, 3] };

export const view = {
  mode: "both", // or "difference", when comparing
  measure: "own",
  shown: { organisation: true, leader: true, committee: true },
  chosen: null,
  ties: null,
  members: null, // rows of the chosen organisation
  differences: [],
};

let maps = [];

export function choose(what) {
  view.chosen = what;
  view.ties = null;
  view.members = null;
  tell("chosen", what);
  if (what && what.kind === "resident") {
    request({ do: "ties", world: what.world || 0, resident: what.key }).then((answer) => {
      if (view.chosen !== what) return;
      view.ties = answer.rows || answer.ties || [];
      repaint();
    }).catch(() => {});
  }
  repaint();
}

function repaint() {
  for (const map of maps) map.repaint();
}

function build() {
  const wanted = compare() && view.mode === "both" ? [0, 1] : compare() ? [1] : [0];
  const same = maps.length === wanted.length && maps.every((map, at) => map.world === wanted[at] && map.community === store.community);
  if (!same) {
    maps = wanted.map((world) => new Map12(world, store.community, view, choose));
    fill(find("maps"), maps.map((map) => map.node));
    document.documentElement.dataset.view = compare() ? "two" : "one";
  }
  titles(); // before maps are fitted: they leave room for these
  if (!same) for (const map of maps) map.fit();
  draw();
}

function titles() {
  for (const map of maps) {
    map.title.hidden = !compare() || view.mode === "difference";
    if (map.title.hidden) continue;
    const running = store.catalogue.modules.filter((one) => isOn(map.world, one.name));
    fill(map.title, letterOf(map.world),
      el("span", { class: "running" }, running.map((one) => el("span", { class: "pill", title: say(one.label), css: { "--own": MODULE_COLOURS[one.name] || SOFT } }, say(one.label)))));
  }
}

function nameOf(measure) {
  return MEASURES[measure].map((at) => say(store.catalogue.stages[at].label)).join(" + ");
}

function draw() {
  if (!store.worlds.length) return;
  if (compare() && store.worlds.length > 1) {
    const stages = MEASURES[view.measure];
    const share = (grid) => stages.reduce((sum, at) => sum + grid[at], 0);
    view.differences = store.worlds[1].grids.map((grid, at) => share(grid) - share(store.worlds[0].grids[at]));
  }
  for (const map of maps) {
    const latest = store.worlds[map.world];
    if (latest) map.show(latest);
  }
  below();
}

/** How many live there and are old enough to be in a stage. */
function inStages(residents) {
  let many = 0;
  for (let at = 0; at < residents.length; at += 1) {
    const stage = residents[at] & STAGE;
    if (stage && stage !== YOUNG) many += 1;
  }
  return many;
}

const below = (() => {
  let said = "";
  return () => {
    let words = "";
    if (compare() && store.worlds.length > 1) {
      const gap = figure(1, "together") - figure(0, "together");
      const stage = { measure: nameOf("together"), points: gap ? word(gap > 0 ? "points_up" : "points_down", { n: Math.abs(100 * gap).toFixed(1) }) : word("points_same"), people: count(Math.abs(gap) * inStages(store.worlds[1].residents)) };
      words = store.differ ? `${word("difference")} · ${word("difference_of", stage)} · ${word("difference_people", { n: count(store.differ) })}` : word("difference_none");
    }
    if (words !== said) find("below").textContent = said = words;
    find("below").hidden = !words;
  };
})();

function legend() {
  const differing = compare() && view.mode === "difference";
  const key = (kind, said) => el("span", { class: "key" }, el("i", { class: `dot ${kind}` }), said);
  fill(find("legend"), differing ? [key("less", word("difference_less")), key("more", word("difference_more")), key("differs", word("lives_differently"))]
    : store.catalogue.stages.map((stage) => el("span", { class: "key", title: word(`stage_${stage.name}_means`) }, el("i", { class: `dot ${stage.name}` }),
    el("b", {}, say(stage.label)))));
  const views = compare() ? el("div", { class: "segments", role: "group", aria: { label: word("compare") } },
    ["both", "difference"].map((mode) => el("button", { type: "button", aria: { pressed: String(view.mode === mode) },
      onclick: () => { view.mode = mode; legend(); build(); } }, word(mode === "both" ? "compare_on" : "difference_map"))),
    view.mode === "difference" ? el("select", { aria: { label: word("difference") }, onchange: (event) => { view.measure = event.target.value; titles(); draw(); } },
      Object.keys(MEASURES).map((name) => el("option", { value: name, selected: view.measure === name }, nameOf(name)))) : null) : null;
  fill(find("layers"), views, el("div", { class: "marks" }, KINDS.map((kind) => el("button", {
    type: "button", class: "mark-key", title: word(`mark_${kind}`), aria: { pressed: String(view.shown[kind]), label: word(`mark_${kind}`) },
    onclick: () => { view.shown[kind] = !view.shown[kind]; legend(); repaint(); },
  }, sign(kind), el("span", {}, word(`short_${kind}`))))));
}

function sign(kind) {
  const canvas = el("canvas", { width: 32, height: 32, class: "sign", aria: { hidden: "true" } });
  signOf(canvas.getContext("2d"), kind, 16, 17, 10);
  return canvas;
}

export function startStage() {
  on("story", () => { if (!compare()) view.mode = "both"; legend(); build(); });
  on("drawn", draw);
  on("in-force", titles);
  on("language", () => { if (!store.ready) return; legend(); titles(); for (const map of maps) if (map.layout) map.nameGrids(); below(); });
  const refit = afterQuiet(80, () => { for (const map of maps) map.fit(); });
  new ResizeObserver(refit).observe(find("maps"));
  on("members", (rows) => { view.members = rows; repaint(); });
}

/** The canvases now on the stage, for a slide. */
export function stageCanvases() {
  return maps.map((map) => ({ world: map.world, lower: map.lower, upper: map.upper, layout: map.layout }));
}

export function toggleCompare() {
  return act("compare", { on: !compare() });
}

