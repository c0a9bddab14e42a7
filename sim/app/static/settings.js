// What a module is set to in a world, and changing it. A module that is off has no settings in the story yet: what is
// set for it then is kept here, and goes along when it is switched on.

import { tell } from "./events.js";
import { act } from "./link.js";
import { store } from "./store.js";

const drafts = [{}, {}]; // by world: module → {path: value}

function modulesOf(world) {
  return (store.state.worlds[world] || {}).modules || {};
}

export function isOn(world, name) {
  return Boolean(modulesOf(world)[name] && modulesOf(world)[name].on);
}

function within(group, path) {
  return path.split(".").slice(1).reduce((inner, part) => (inner && typeof inner === "object" ? inner[part] : undefined), group);
}

/** The value of a declared number in a world. */
export function valueOf(world, number) {
  const name = number.path.split(".")[0];
  const draft = drafts[world][name] || {};
  if (!isOn(world, name) && number.path in draft) return draft[number.path];
  const value = within((modulesOf(world)[name] || {}).numbers, number.path);
  return value === undefined ? number.default : value;
}

function same(one, other) {
  return JSON.stringify(one === undefined ? null : one) === JSON.stringify(other === undefined ? null : other);
}

/** Numbers of a module that are not at their default. */
export function changedOf(world, module) {
  return module.numbers.filter((number) => !same(valueOf(world, number), number.default));
}

export function change(world, path, value) {
  const name = path.split(".")[0];
  if (isOn(world, name)) return act("change", { world, path, value });
  drafts[world][name] = Object.assign({}, drafts[world][name], { [path]: value });
  tell("draft");
  return Promise.resolve(null);
}

/** Switch a module on, with what was set for it, or off; what it was set to is kept for the next time. */
export function switchModule(name, world = 0) {
  const module = store.catalogue.modules.find((one) => one.name === name);
  const settings = {};
  for (const number of changedOf(world, module)) settings[number.path] = valueOf(world, number);
  drafts[world][name] = settings;
  if (isOn(world, name)) return act("change", { world, path: name, value: false });
  return act("change", { world, path: name, value: nested(settings) });
}

/** {"points.earns.care": 3} as {earns: {care: 3}}; true where nothing is set. */
function nested(settings) {
  const group = {};
  for (const [path, value] of Object.entries(settings)) {
    const parts = path.split(".").slice(1);
    let inner = group;
    for (const part of parts.slice(0, -1)) inner = inner[part] = inner[part] || {};
    inner[parts[parts.length - 1]] = value;
  }
  return Object.keys(group).length ? group : true;
}
