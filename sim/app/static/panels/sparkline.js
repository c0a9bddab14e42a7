// Small histories: a line of numbers, or the stages of one resident.

import { el } from "../core/dom.js";
import { INK, LINE, STAGES, STAGE_COLOURS } from "../core/palette.js";
import { store } from "../core/store.js";
import { dateSaid, percent, plain, word } from "../core/words.js";

const HIGH = 56;
const STEPS = 44;

const WIDE = 520;

function canvasOf(high, said, paint) {
  const scale = Math.min(window.devicePixelRatio || 1, 2);
  const canvas = el("canvas", { class: "spark", width: WIDE * scale, height: high * scale, role: "img", aria: { label: said } });
  const pen = canvas.getContext("2d");
  pen.scale(scale, scale);
  paint(pen);
  return canvas;
}

function framed(canvas, weeks, last) {
  return el("figure", { class: "history" }, canvas, el("figcaption", {}, el("span", {}, dateSaid(weeks[0], store.state.first)), last ? el("b", {}, last) : null,
    el("span", {}, dateSaid(weeks[weeks.length - 1], store.state.first))));
}

/** Values of the given weeks: a line, or the stages of one resident as coloured steps. */
export function sparkline({ weeks, values, kind }) {
  if (kind === "stage") return framed(canvasOf(STEPS, word("about_history_stage"), (pen) => paintStages(pen, weeks, values)), weeks);
  const said = (value) => (kind === "percent" ? percent(value) : plain(value));
  const label = `${said(values[0])} → ${said(values[values.length - 1])}`;
  return framed(canvasOf(HIGH, label, (pen) => paintLine(pen, values)), weeks, said(values[values.length - 1]));
}

/** 0 is away or too young; the higher the stage, the higher its step. */
function paintStages(pen, weeks, values) {
  const first = weeks[0];
  const each = WIDE / Math.max(weeks[weeks.length - 1] - first + 1, 1);
  values.forEach((value, at) => {
    if (!value) return;
    const until = at + 1 < weeks.length ? weeks[at + 1] : weeks[at] + 1;
    const high = (STEPS * value) / STAGES.length;
    pen.fillStyle = STAGE_COLOURS[STAGES[value - 1]];
    pen.fillRect((weeks[at] - first) * each, STEPS - high, (until - weeks[at]) * each + 0.4, high);
  });
}

function paintLine(pen, values) {
  const top = Math.max(...values, 1e-9);
  const x = (at) => 2 + ((WIDE - 4) * at) / Math.max(values.length - 1, 1);
  const y = (value) => HIGH - 3 - ((HIGH - 8) * value) / top;
  pen.strokeStyle = LINE;
  pen.strokeRect(0, HIGH - 2.5, WIDE, 0);
  pen.beginPath();
  values.forEach((value, at) => pen.lineTo(x(at), y(value)));
  pen.strokeStyle = INK;
  pen.lineWidth = 2;
  pen.lineJoin = "round";
  pen.stroke();
}
