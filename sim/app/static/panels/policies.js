// The policy panel, made from the declared numbers: a switch, a dose, targets and all other numbers for every module.

import { el, fill, find, slider } from "../core/dom.js";
import { on, tell } from "../core/events.js";
import { letterOf } from "../core/letter.js";
import { isDose, numbersOf } from "./numbers.js";
import { MODULE_COLOURS, SOFT } from "../core/palette.js";
import { presetPicker } from "./presets.js";
import { change, changedOf, inForce, isOn, switchModule, valueOf } from "../core/settings.js";
import { compare, store } from "../core/store.js";
import { lang, plain, say, word } from "../core/words.js";

const open = new Set(); // which parts of which modules are shown: kept when the panel is made anew

function build() {
  const panel = find("policies");
  const kept = panel.scrollTop;
  fill(panel, el("header", {}, el("h2", {}, word("policies")), presetPicker()), store.catalogue.modules.map(moduleCard));
  panel.scrollTop = kept;
}

function moduleCard(module) {
  const worlds = compare() ? [0, 1] : [0];
  const inside = el("div", {});
  const parts = { where: () => worlds.map((world) => targets(module, world)), numbers: () => numbersOf(module, worlds) };
  const draw = () => fill(inside, Object.keys(parts).map((part) => (open.has(`${module.name} ${part}`) ? parts[part]() : null)));
  const opener = (part, ...said) => {
    const key = `${module.name} ${part}`;
    return el("button", { type: "button", class: "opener", data: { keep: key }, aria: { expanded: String(open.has(key)) }, onclick: (event) => {
      if (!open.delete(key)) open.add(key);
      event.currentTarget.setAttribute("aria-expanded", String(open.has(key)));
      draw();
    } }, said);
  };
  draw();
  return el("article", { class: "module", data: { module: module.name }, css: { "--own": MODULE_COLOURS[module.name] || SOFT } },
    el("h3", {}, say(module.label)),
    el("p", { class: "meaning", title: say(module.meaning) }, say(module.meaning)),
    worlds.map((world) => worldRow(module, world)),
    el("div", { class: "openers" }, opener("where", whereSaid(module, worlds)), opener("numbers", word("numbers"), changed(module, worlds))), inside);
}

function gridsOf(module, world) {
  const grids = valueOf(world, { path: `${module.name}.grids`, default: null });
  return grids && grids.length ? grids : null;
}

function whereSaid(module, worlds) {
  const said = worlds.map((world) => {
    const grids = gridsOf(module, world);
    return grids ? word("where_chosen", { grids: grids.join(lang === "zh" ? "、" : ", ") }) : word("where_everywhere");
  });
  return [...new Set(said)].join(" | ");
}

function changed(module, worlds) {
  const many = worlds.reduce((sum, world) => sum + changedOf(world, module).filter((number) => number.kind !== "grids" && !isDose(number)).length, 0);
  return many ? el("small", {}, ` · ${word("numbers_changed", { n: many })}`) : null;
}

function worldRow(module, world) {
  const running = isOn(world, module.name);
  const dose = module.numbers.find(isDose);
  const label = `${say(module.label)}${compare() ? ` ${word(world ? "world_b" : "world_a")}` : ""}`;
  const toggle = el("button", { type: "button", class: "switch", role: "switch", disabled: !store.leader, data: { keep: `${module.name}-on-${world}` },
    title: word(running ? "module_off" : "module_on"), aria: { checked: String(running), label },
    onclick: () => switchModule(module.name, world) }, el("i", {}));
  return el("div", { class: "world-row" }, letterOf(world), toggle, dose ? doseSlider(module, dose, world) : null);
}

function doseSlider(module, dose, world) {
  const value = valueOf(world, dose);
  const output = el("output", {}, `×${plain(value)}`);
  const input = slider({ min: 0, max: dose.high, step: 0.05, disabled: !store.leader, data: { keep: `${module.name}-dose-${world}` },
    title: word("dose_hint"), aria: { label: `${say(module.label)}: ${word("dose")}` },
    oninput: (event) => { output.textContent = `×${plain(Number(event.target.value))}`; },
    onchange: (event) => change(world, dose.path, Number(event.target.value)) }, value);
  return el("label", { class: "dose" }, input, output);
}

/** Where the module runs: everywhere, or in chosen grids. */
function targets(module, world) {
  const chosen = gridsOf(module, world);
  const all = store.community.grids.map((grid, at) => at + 1);
  const grids = store.community.grids.map((grid, at) => {
    const here = !chosen || chosen.includes(at + 1);
    return el("button", { type: "button", class: "grid-choice", disabled: !store.leader, title: say(grid.name), aria: { pressed: String(here), label: say(grid.name) },
      onclick: () => {
        const next = (chosen || all).filter((one) => one !== at + 1).concat(here ? [] : [at + 1]).sort((a, b) => a - b);
        if (next.length) change(world, `${module.name}.grids`, next.length === all.length ? null : next);
      } }, String(at + 1));
  });
  return el("div", { class: "grid-choices", role: "group", aria: { label: word("where_choose") } }, letterOf(world), grids);
}

export function startPolicies() {
  let known = 0;
  on("story", () => { known = inForce(); build(); });
  on("drawn", () => {
    if (inForce() === known) return;
    known = inForce();
    build();
    tell("in-force");
  });
  on("draft", build);
  on("language", () => store.ready && build());
}
