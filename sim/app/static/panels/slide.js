// A slide: 16:9, with a title, the map or maps, the legend, the large percentages, and what the picture is worth.

import { rounded } from "../map/dots.js";
import { KINDS, signOf } from "../map/marks.js";
import { INK, FAINT, LINE, PAPER, SOFT, STAGES, STAGE_COLOURS } from "../core/palette.js";
import { presetOf } from "./presets.js";
import { bandSaid, calibration } from "./status.js";
import { isOn } from "../core/settings.js";
import { stageCanvases, view } from "../map/stage.js";
import { compare, figure, store } from "../core/store.js";
import { dateDone, percent, points, say, word } from "../core/words.js";

const WIDE = 1920;
const HIGH = 1080;
const EDGE = 70;
const font = (size, weight = 400) => `${weight} ${size}px Gongtong, sans-serif`;

export async function slide() {
  await document.fonts.load(font(40));
  const canvas = document.createElement("canvas");
  canvas.width = WIDE;
  canvas.height = HIGH;
  const pen = canvas.getContext("2d");
  pen.fillStyle = PAPER;
  pen.fillRect(0, 0, WIDE, HIGH);
  head(pen);
  const maps = stageCanvases();
  const side = 400;
  const room = WIDE - 2 * EDGE - side - 40;
  const each = (room - 30 * (maps.length - 1)) / maps.length;
  maps.forEach((map, at) => drawMap(pen, map, EDGE + at * (each + 30), 190, each, 770));
  numbers(pen, WIDE - EDGE - side, 190, side);
  foot(pen);
  return new Promise((done, failed) => canvas.toBlob((blob) => (blob ? done(blob) : failed(new Error("no picture"))), "image/png"));
}

function text(pen, said, x, y, size, { colour = INK, weight = 400, align = "left" } = {}) {
  pen.font = font(size, weight);
  pen.fillStyle = colour;
  pen.textAlign = align;
  pen.textBaseline = "alphabetic";
  pen.fillText(said, x, y);
}

function planOf(world) {
  const running = store.catalogue.modules.filter((module) => isOn(world, module.name));
  const preset = presetOf(world);
  const modules = running.map((module) => say(module.label)).join(" + ");
  return preset ? say(preset.label) : modules || word("module_never");
}

function head(pen) {
  const plan = compare() ? `${word("world_a")} ${planOf(0)}  |  ${word("world_b")} ${planOf(1)}` : planOf(0);
  text(pen, `${word("week_n", { week: store.week })} · ${dateDone(store.week, store.state.first)}`, EDGE, 92, 46, { weight: 600 });
  text(pen, fitted(pen, plan, 1500, 28), EDGE, 140, 28, { colour: SOFT });
  const mark = word("illustration");
  pen.font = font(26);
  const wide = pen.measureText(mark).width + 32;
  pen.strokeStyle = FAINT;
  pen.lineWidth = 2;
  rounded(pen, [WIDE - EDGE - wide, 56, wide, 46], 8);
  pen.stroke();
  text(pen, mark, WIDE - EDGE - wide / 2, 88, 26, { align: "center", colour: SOFT });
}

function fitted(pen, said, wide, size) {
  pen.font = font(size);
  let left = said;
  while (left.length > 1 && pen.measureText(left).width > wide) left = `${left.slice(0, -2)}…`;
  return left;
}

function drawMap(pen, map, x, y, wide, high) {
  const scale = Math.min(wide / map.lower.width, high / map.lower.height);
  const w = map.lower.width * scale;
  const h = map.lower.height * scale;
  const left = x + (wide - w) / 2;
  pen.imageSmoothingQuality = "high";
  for (const canvas of [map.lower, map.upper]) pen.drawImage(canvas, left, y, w, h);
  const each = scale;
  map.layout.grids.forEach(({ box, head: tall }, at) => {
    const said = say(store.community.grids[at].name);
    text(pen, said, left + box[0] * each + 8, y + (box[1] + tall / 2) * each + 6, Math.max(Math.min(20, tall * each * 0.6), 13), { weight: 600 });
  });
  if (compare() && view.mode === "both") text(pen, word(map.world ? "world_b_long" : "world_a_long"), left, y - 14, 24, { weight: 600 });
}

function numbers(pen, x, y, wide) {
  STAGES.forEach((stage, at) => {
    const top = y + at * 168;
    pen.fillStyle = STAGE_COLOURS[stage];
    pen.fillRect(x, top, 12, 130);
    text(pen, say(store.catalogue.stages[at].label), x + 34, top + 34, 30, { colour: SOFT });
    text(pen, percent(figure(0, stage)), x + 34, top + 92, 58, { weight: 600 });
    if (compare()) {
      const gap = figure(1, stage) - figure(0, stage);
      text(pen, `${word("world_b")} ${percent(figure(1, stage))} (${points(gap)})`, x + 34, top + 128, 26, { colour: SOFT });
    }
  });
  text(pen, fitted(pen, word("legend"), wide, 24), x, y + 694, 24, { colour: SOFT });
  KINDS.forEach((kind, at) => {
    signOf(pen, kind, x + 8, y + 716 + at * 30, 8);
    text(pen, fitted(pen, word(`mark_${kind}`), wide - 30, 22), x + 30, y + 724 + at * 30, 22, { colour: SOFT });
  });
}

function foot(pen) {
  pen.fillStyle = LINE;
  pen.fillRect(EDGE, 990, WIDE - 2 * EDGE, 2);
  const title = say(store.state.title) || say(store.community.title) || word("app_name");
  const said = word("export_footer", { title, week: store.week, seed: store.state.seed, calibration: calibration() });
  text(pen, fitted(pen, said, WIDE - 2 * EDGE, 22), EDGE, 1028, 22, { colour: SOFT });
  text(pen, fitted(pen, `${bandSaid()} · ${word("not_for_scoring")}`, WIDE - 2 * EDGE, 20), EDGE, 1059, 20, { colour: SOFT });
}
