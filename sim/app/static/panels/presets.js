// Presets: ready ways to begin, among them three ways to fail.

import { el, fill } from "../core/dom.js";
import { dialog } from "../core/dialog.js";
import { act } from "../core/link.js";
import { compare, store } from "../core/store.js";
import { say, word } from "../core/words.js";

/** The preset that a world follows to the letter, or null. */
export function presetOf(world) {
  const { preset } = store.state.worlds[world] || {};
  return store.catalogue.presets.find((one) => one.name === preset) || null;
}

function nameOf(world) {
  const preset = presetOf(world);
  return preset ? say(preset.label) : word("preset_own");
}

/** The button that says which preset is in use and opens the list. */
export function presetPicker() {
  return el("button", { type: "button", class: "preset", disabled: !store.leader, onclick: () => choosePreset(), title: word("preset_choose"), aria: { label: `${word("presets")}: ${nameOf(0)}${compare() && nameOf(1) !== nameOf(0) ? ` | ${nameOf(1)}` : ""}` }, data: { keep: "preset" } },
    el("small", {}, word("presets")), el("span", {}, nameOf(0), compare() && nameOf(1) !== nameOf(0) ? ` | ${nameOf(1)}` : ""));
}

function choosePreset(first = 0) {
  let world = first;
  const content = el("div", {});
  const take = async (preset) => {
    close();
    await act("preset", { world, name: preset.name });
  };
  const card = (preset) => el("button", { type: "button", class: "preset-card", onclick: () => take(preset) },
    el("strong", {}, say(preset.label)), el("span", {}, say(preset.meaning)));
  const draw = () => {
    const worlds = compare() ? el("div", { class: "segments" }, [0, 1].map((one) => el("button", { type: "button", aria: { pressed: String(one === world) },
      onclick: () => { world = one; draw(); } }, word(one ? "world_b_long" : "world_a_long")))) : null;
    const usual = store.catalogue.presets.filter((preset) => !preset.failure);
    const failures = store.catalogue.presets.filter((preset) => preset.failure);
    fill(content, worlds, el("p", {}, word("preset_apply_hint")), el("div", { class: "preset-cards" }, usual.map(card)),
      failures.length ? [el("h3", {}, word("preset_failures")), el("div", { class: "preset-cards" }, failures.map(card))] : null);
  };
  draw();
  const close = dialog(word("preset_choose"), content, { wide: true });
}
