// A small history: a line of numbers, or the stages of one resident as coloured weeks.

import { el } from "./dom.js";
import { INK, LINE, STAGES, STAGE_COLOURS } from "./palette.js";
import { store } from "./store.js";
import { dateSaid, percent, plain, word } from "./words.js";

const HIGH = 56;
const SLIM = 22;

export function sparkline({ weeks, values, kind }) {
  const stages = kind === "stage";
  const scale = Math.min(window.devicePixelRatio || 1, 2);
  const wide = 520;
  const high = stages ? SLIM : HIGH;
  const canvas = el("canvas", { class: `spark ${kind || "number"}`, width: wide * scale, height: high * scale, role: "img", aria: { label: describe(weeks, values, kind) } });
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  if (stages) paintStages(pen, values, wide, high);
  else paintLine(pen, values, wide, high);
  const first = weeks ? weeks[0] : 0;
  const last = weeks ? weeks[weeks.length - 1] : values.length - 1;
  return el("figure", { class: "history" }, canvas, el("figcaption", {}, el("span", {}, dateSaid(first, store.state.first)),
    stages ? null : el("b", {}, said(values[values.length - 1], kind)), el("span", {}, dateSaid(last, store.state.first))));
}

function said(value, kind) {
  return kind === "percent" ? percent(value) : plain(value);
}

function describe(weeks, values, kind) {
  if (kind === "stage") return word("about_history_stage");
  return `${said(values[0], kind)} → ${said(values[values.length - 1], kind)}`;
}

function paintStages(pen, values, wide, high) {
  const each = wide / values.length;
  pen.fillStyle = LINE;
  pen.fillRect(0, high - 2, wide, 2);
  values.forEach((value, at) => {
    if (!value) return;
    const tall = (high * (1 + value)) / 5;
    pen.fillStyle = STAGE_COLOURS[STAGES[value - 1]];
    pen.fillRect(at * each, high - tall, each + 0.5, tall);
  });
}

function paintLine(pen, values, wide, high) {
  const known = values.filter((value) => value !== null);
  const top = Math.max(...known, 1e-9);
  const x = (at) => 2 + ((wide - 4) * at) / Math.max(values.length - 1, 1);
  const y = (value) => high - 3 - ((high - 8) * value) / top;
  pen.strokeStyle = LINE;
  pen.beginPath();
  pen.moveTo(0, high - 2.5);
  pen.lineTo(wide, high - 2.5);
  pen.stroke();
  pen.beginPath();
  values.forEach((value, at) => { if (value !== null) pen.lineTo(x(at), y(value)); });
  pen.strokeStyle = INK;
  pen.lineWidth = 2;
  pen.lineJoin = "round";
  pen.stroke();
}
