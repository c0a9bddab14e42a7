// All numbers of a module behind one disclosure: what each means, its plausible range, how well it is known, its source.

import { el, icon, slider } from "../core/dom.js";
import { letterOf } from "../core/letter.js";
import { change, valueOf, wasOn } from "../core/settings.js";
import { store } from "../core/store.js";
import { lang, plain, say, word } from "../core/words.js";

export function isDose(number) {
  return number.path.endsWith(".dose");
}

export function numbersOf(module, worlds) {
  return module.numbers.filter((number) => !isDose(number) && number.kind !== "grids").map((number) => numberRow(number, worlds));
}

function numberRow(number, worlds) {
  const given = worlds.some((world) => valueOf(world, number) !== number.default); // status and source speak for the default
  const status = given ? "given" : number.status;
  return el("div", { class: "number" },
    el("div", { class: "number-label" }, say(number.label), number.unit && lang === "en" ? el("small", {}, say(number.unit)) : null),
    worlds.map((world) => control(number, world)),
    el("p", { class: "about-number" },
      el("span", { class: `badge ${status}`, title: word(`status_${status}_means`), tabIndex: 0 }, word(`status_${status}`)),
      number.kind === "number" ? el("span", {}, word("number_range", { low: plain(number.low), high: plain(number.high) })) : null,
      given ? null : sources(number)));
}

/** Where a number comes from; what is assumed and nothing else needs no source. */
function sources(number) {
  const keys = (number.source || []).filter((key) => key !== "assumption");
  const known = store.catalogue.sources || {};
  return keys.length ? el("span", { class: "source", title: keys.map((key) => say(known[key]) || key).join("\n"), tabIndex: 0 }, word("number_source"), " ", keys.join(", ")) : null;
}

function control(number, world) {
  const value = valueOf(world, number);
  const send = (next) => change(world, number.path, next);
  const common = { disabled: !store.leader || Boolean(number.whole_run && wasOn(world, number.path.split(".")[0])), data: { keep: `${number.path}-${world}` }, aria: { label: say(number.label) } };
  const reset = value !== number.default && !common.disabled ? el("button", { type: "button", class: "tool small", title: word("numbers_reset"), aria: { label: word("numbers_reset") },
    onclick: () => send(number.default) }, icon("restart")) : null;
  return el("div", { class: "number-row" }, letterOf(world), input(number, value, send, common), reset);
}

function input(number, value, send, common) {
  if (number.kind === "flag") {
    return el("button", Object.assign({}, common, { type: "button", class: "switch", role: "switch",
      aria: { checked: String(Boolean(value)), label: say(number.label) }, onclick: () => send(!value) }), el("i", {}));
  }
  if (number.kind === "choice") {
    return el("select", Object.assign({}, common, { onchange: (event) => send(keyOf(number.choices[event.target.selectedIndex])) }),
      number.choices.map((choice) => el("option", { selected: keyOf(choice) === value }, typeof choice === "object" ? say(choice.label || choice) : choice)));
  }
  if (number.kind === "date") {
    const date = el("input", Object.assign({}, common, { type: "date", onchange: (event) => send(event.target.value || null) }));
    date.value = value || "";
    return date;
  }
  const output = el("output", {}, plain(value));
  const track = slider(Object.assign({}, common, { min: number.low, max: number.high, step: number.step || "any",
    oninput: (event) => { output.textContent = plain(Number(event.target.value)); },
    onchange: (event) => send(Number(event.target.value)) }), value);
  return el("label", { class: "dose" }, track, output);
}

function keyOf(choice) {
  return typeof choice === "object" ? choice.name !== undefined ? choice.name : choice.value : choice;
}
