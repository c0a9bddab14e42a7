// What a module is set to in a world, and changing it. A module that is off has no settings in the story yet: what is
// set for it then is kept here, and goes along when it is switched on.

import { tell } from "./events.js";
import { act } from "./link.js";
import { store } from "./store.js";

const drafts = [{}, {}]; // by world: module → {path: value}

/** What a world's story has set by now, for the week that comes next: module → {on, values by path}. */
function setNow(world) {
  const set = {};
  for (const { week, path, value } of ((store.state || {}).changes || [])[world] || []) {
    if (week > store.week) continue;
    const name = path.split(".")[0];
    if (!set[name]) set[name] = { on: false, values: {} };
    if (path !== name) set[name].values[path] = value;
    else set[name].on = value !== false;
    if (path === name && value && typeof value === "object") set[name].values = flat(name, value);
  }
  return set;
}

/** {earns: {care: 3}} of a module as {"points.earns.care": 3}. */
function flat(path, group) {
  const found = {};
  for (const [name, value] of Object.entries(group)) {
    if (value && typeof value === "object" && !Array.isArray(value)) Object.assign(found, flat(`${path}.${name}`, value));
    else found[`${path}.${name}`] = value;
  }
  return found;
}

/** How many changes of all worlds are in force: when it grows, the panel is out of date. */
export function inForce() {
  return ((store.state || {}).changes || []).reduce((sum, changes) => sum + changes.filter(({ week }) => week <= store.week).length, 0);
}

export function isOn(world, name) {
  const set = setNow(world)[name];
  return Boolean(set && set.on);
}

/** Whether a module was ever on: some numbers hold from then on for the whole run. */
export function wasOn(world, name) {
  return name in setNow(world);
}

/** The value of a declared number in a world. */
export function valueOf(world, number) {
  const name = number.path.split(".")[0];
  const draft = drafts[world][name] || {};
  const set = setNow(world)[name] || { on: false, values: {} };
  if (!set.on && number.path in draft) return draft[number.path];
  return number.path in set.values ? set.values[number.path] : number.default;
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
