// What the page knows: the story as the server tells it, and the figures of all pictures so far.

import { on, tell } from "./events.js";
import { MODULE_COLOURS } from "./palette.js";
import { numbers } from "./picture.js";

export const store = {
  ready: false,
  leader: false,
  catalogue: null,
  community: null,
  state: null,
  week: 0,
  differ: 0,
  pictured: -1, // the week of the latest picture, and
  worlds: [], // what is on it: residents, grids, marks
  series: [{}, {}], // measure → values by week, for each world
  events: [[], []],
};

export function compare() {
  return Boolean(store.state && store.state.compare);
}

/** The latest value of a measure in a world, or the value of a week. */
export function figure(world, name, week) {
  const values = (store.series[world] || {})[name] || [];
  const at = week === undefined ? values.length - 1 : week;
  return at >= 0 && at < values.length ? values[at] : null;
}

function takeCommunity(community) {
  for (const name of ["x", "y", "grid", "estate"]) community[name] = numbers(community[name], Uint16Array);
  store.community = community;
  store.worlds = [];
  store.pictured = -1;
}

function takeState(state) {
  if (state.community) takeCommunity(state.community);
  store.state = state;
  store.week = state.week;
  store.series = [0, 1].map((world) => Object.assign({}, (state.series || [])[world]));
  store.events = [0, 1].map((world) => ((state.events || [])[world] || []).slice());
  tell("story", state);
}

function takePicture(picture) {
  store.week = picture.week;
  if (store.state) store.state.week = picture.week;
  store.differ = picture.differ || 0;
  picture.worlds.forEach((world, at) => {
    const before = store.worlds[at];
    if (world.marks_changed === false && before) world.marks = before.marks;
    const series = store.series[at];
    for (const [name, values] of Object.entries(world.figures || {})) {
      const kept = (series[name] || []).slice(0, picture.from);
      series[name] = kept.concat(values);
    }
    if (world.events && world.events.length) store.events[at].push(...world.events);
  });
  store.worlds = picture.worlds;
  store.pictured = picture.week;
  tell("drawn", picture);
}

export function keepStore() {
  on("welcome", (message) => {
    store.leader = message.leader;
    store.catalogue = message.catalogue;
    for (const { name, colour } of message.catalogue.modules) MODULE_COLOURS[name] = colour;
    takeCommunity(message.community);
    tell("meet", message);
    takeState(message.state);
    store.ready = true;
  });
  on("state", takeState);
  on("picture", takePicture);
}
