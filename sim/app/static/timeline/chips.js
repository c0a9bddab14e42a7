// Changes of policy on the timeline: a chip each, which can be dragged to another week, moved by keys, or taken back.

import { el, find, icon } from "../core/dom.js";
import { act } from "../core/link.js";
import { MODULE_COLOURS, SOFT } from "../core/palette.js";
import { compare, store } from "../core/store.js";
import { share } from "./weeks.js";
import { dateSaid, say, word } from "../core/words.js";

const LANES = 2;
const TRACK = 0.62; // of the timeline's width, about
const FULL = 1.05; // widths in times the type size: of a Chinese sign,
const HALF = 0.56; // of a Latin letter,
const REST = 1.5; // of a chip's edges, and the most that a chip is wide
const MOST = 11.5;
const LEAST = 2.6; // and the least, where many changes fall together
const NEAR_END = 0.88; // of the timeline: from here on chips reach to the left

/** The lanes of chips, packed so that none hides another; a change made in both worlds is one chip. */
export function chips() {
  const lanes = Array.from({ length: LANES }, () => ({ from: -1, end: -1, node: null }));
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const track = Math.max(find("time").clientWidth * TRACK, 200);
  const nodes = together().map((change) => {
    const at = share(change.week);
    const wide = (widthOf(letterOf(change) + say(change.label)) * size) / track;
    const from = at > NEAR_END ? at - wide : at;
    let lane = lanes.findIndex(({ end }) => from >= end);
    let aside = 0;
    if (lane < 0) { // no room: the longest one that began before makes some
      lane = lanes.reduce((best, one, which) => (one.from < lanes[best].from ? which : best), 0);
      const room = Math.max(from - lanes[lane].from, (LEAST * size) / track);
      lanes[lane].node.style.setProperty("--room", `${100 * room}%`);
      aside = lanes[lane].from + room - from;
    }
    const node = chip(change, lane, at + aside);
    lanes[lane] = { from: from + aside, end: from + aside + wide, node };
    return node;
  });
  return el("div", { class: "chips", data: { lanes: String(lanes.filter(({ node }) => node).length) } }, nodes);
}

/** All changes in the order of time, each with the worlds it was made in and its number there. */
function together() {
  const found = new Map();
  (store.state.changes || []).slice(0, compare() ? 2 : 1).forEach((changes, world) => {
    for (const change of changes) {
      const key = JSON.stringify([change.week, change.path, change.value]);
      if (!found.has(key)) found.set(key, { week: change.week, path: change.path, value: change.value, label: change.label, made: [] });
      found.get(key).made.push({ world, change: change.id });
    }
  });
  return [...found.values()].sort((a, b) => a.week - b.week);
}

/** About how wide a chip is, in times the type size, before it is drawn. */
function widthOf(said) {
  const signs = [...said].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e80 ? FULL : HALF), 0);
  return Math.min(signs * 0.875 + REST, MOST);
}

/** The world of a change that was made in one of two only. */
function letterOf({ made }) {
  return compare() && made.length === 1 ? `${word(made[0].world ? "world_b" : "world_a")} · ` : "";
}

function undo({ made }) {
  for (const one of made) act("undo", one);
}

function colourOf(path) {
  const parts = String(path).split(".");
  return MODULE_COLOURS[parts[0] === "policies" ? parts[1] : parts[0]] || SOFT;
}

/** What a chip is whatever its week: so the keyboard stays with one that it moves. */
function likeness({ path, value, made }) {
  return JSON.stringify([path, value, made.map(({ world }) => world)]);
}

function chip(change, lane, at) {
  const said = say(change.label);
  const letter = letterOf(change);
  const node = el("button", {
    type: "button", class: "chip", data: { lane: String(lane), end: String(share(change.week) > NEAR_END), keep: `chip ${likeness(change)}` }, css: { left: `${100 * at}%`, "--own": colourOf(change.path) },
    title: `${letter}${said} · ${word("week_n", { week: change.week })}, ${dateSaid(change.week, store.state.first)}\n${word("change_move_hint")}`,
    aria: { label: `${letter}${said}, ${word("week_n", { week: change.week })}. ${word("change_move_hint")}` },
  }, el("span", {}, letter, said));
  if (!store.leader) return node;
  node.append(el("span", { class: "undo", title: word("change_undo"), onclick: (event) => {
    event.stopPropagation();
    undo(change);
  } }, icon("close")));
  draggable(node, change);
  return node;
}

function move(change, week) {
  const to = Math.min(Math.max(Math.round(week), 0), store.state.weeks - 1);
  if (to !== change.week) for (const one of change.made) act("drag", Object.assign({ week: to }, one));
}

function draggable(node, change) {
  let from = null;
  let week = change.week;
  node.addEventListener("pointerdown", (event) => {
    if (event.target.closest(".undo")) return;
    from = event.clientX;
    week = change.week;
    node.setPointerCapture(event.pointerId);
  });
  node.addEventListener("pointermove", (event) => {
    if (from === null) return;
    const wide = node.parentElement.clientWidth;
    week = Math.min(Math.max(change.week + Math.round(((event.clientX - from) / wide) * (store.state.weeks - 1)), 0), store.state.weeks - 1);
    node.style.left = `${100 * share(week)}%`;
    node.dataset.dragged = word("week_n", { week });
  });
  const drop = () => {
    if (from === null) return;
    from = null;
    delete node.dataset.dragged;
    move(change, week);
  };
  node.addEventListener("pointerup", drop);
  node.addEventListener("pointercancel", () => { week = change.week; drop(); });
  node.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by) {
      event.preventDefault();
      event.stopPropagation();
      move(change, change.week + by * (event.shiftKey ? 13 : 1));
    } else if (event.key === "Delete" || event.key === "Backspace") {
      undo(change);
    }
  });
}
