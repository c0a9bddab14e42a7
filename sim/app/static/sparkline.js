// Small histories: a line of numbers, or the shares of the stages.

import { el } from "./dom.js";
import { INK, LINE, STAGES, STAGE_COLOURS } from "./palette.js";
import { store } from "./store.js";
import { dateSaid, percent, plain, word } from "./words.js";

const HIGH = 56;
const BANDS = 70;

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
  return el("figure", { class: "history" }, canvas, el("figcaption", {}, el("span", {}, dateSaid(0, store.state.first)), last ? el("b", {}, last) : null,
    el("span", {}, dateSaid(Math.max(weeks - 1, 0), store.state.first))));
}

/** A line of weekly values, the first of week 0. */
export function sparkline({ values, kind }) {
  const said = (value) => (kind === "percent" ? percent(value) : plain(value));
  const label = `${said(values[0])} → ${said(values[values.length - 1])}`;
  return framed(canvasOf(HIGH, label, (pen) => paintLine(pen, values)), values.length, said(values[values.length - 1]));
}

/** The stages' shares week by week, stacked: together at the foot. */
export function stageBands(shares) {
  const weeks = shares[0].length;
  const paint = (pen) => {
    const base = new Array(weeks).fill(0);
    for (let stage = STAGES.length - 1; stage >= 0; stage -= 1) {
      pen.fillStyle = STAGE_COLOURS[STAGES[stage]];
      for (let week = 0; week < weeks; week += 1) {
        const high = shares[stage][week] * BANDS;
        pen.fillRect((week / weeks) * WIDE, BANDS - base[week] - high, WIDE / weeks + 0.6, high);
        base[week] += high;
      }
    }
  };
  return framed(canvasOf(BANDS, word("about_history_stage"), paint), weeks);
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
