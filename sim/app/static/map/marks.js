// What stands on the map besides people: organisations, leaders, committees, a resident's contacts, what is chosen.

import { INK, MARK_COLOURS, PAPER, STAGES, STAGE_COLOURS } from "../core/palette.js";
import { STAGE } from "../core/picture.js";
import { placeOf } from "./layout.js";
import { rounded } from "./dots.js";

export const KINDS = ["organisation", "leader", "committee"];
const REACH = 9; // CSS pixels within which a mark is hit
const ROOMY = 6; // spacing of homes at which signs have their full size
const LEAST = 0.62; // of it, at the least
const STEPS = 12; // an organisation's sign grows with its steps up to this

/** Signs are smaller on maps where people are. */
function sizeOf(mark, layout) {
  const scale = Math.min(Math.max(layout.pitch[0] / ROOMY, LEAST * layout.scale), layout.scale);
  if (mark.kind === "organisation") return (3.6 + 2.6 * Math.min((mark.step || 0) / STEPS, 1)) * scale;
  return (mark.kind === "committee" ? 5.4 : 4.6) * scale;
}

/** The outline of a sign: round for organisations, a diamond for leaders, a house for committees. */
function trace(pen, kind, x, y, size) {
  pen.beginPath();
  if (kind === "organisation") {
    pen.arc(x, y, size, 0, 2 * Math.PI);
  } else if (kind === "leader") {
    pen.moveTo(x, y - size * 1.25);
    pen.lineTo(x + size, y);
    pen.lineTo(x, y + size * 1.25);
    pen.lineTo(x - size, y);
  } else {
    pen.moveTo(x, y - size * 1.25);
    pen.lineTo(x + size, y - size * 0.3);
    pen.lineTo(x + size, y + size);
    pen.lineTo(x - size, y + size);
    pen.lineTo(x - size, y - size * 0.3);
  }
  pen.closePath();
}

/** A whole sign: rings for organisations, filled with a pale rim the others. */
export function signOf(pen, kind, x, y, size) {
  trace(pen, kind, x, y, size);
  pen.lineWidth = size * (kind === "organisation" ? 0.6 : 0.3);
  pen.fillStyle = kind === "organisation" ? PAPER : MARK_COLOURS[kind];
  pen.strokeStyle = kind === "organisation" ? MARK_COLOURS[kind] : PAPER;
  pen.stroke();
  pen.fill();
}

/** Paint the upper canvas of a map: `shown` says which kinds, `chosen` what was clicked, `ties` whom they know. */
export function paintMarks(pen, layout, world, community, { shown, chosen, ties, members }) {
  pen.clearRect(0, 0, layout.width, layout.height);
  for (const kind of KINDS) {
    if (!shown[kind]) continue;
    for (const mark of world.marks || []) {
      if (mark.kind !== kind) continue;
      const [x, y] = standing(layout, community, mark);
      signOf(pen, kind, x, y, sizeOf(mark, layout));
    }
  }
  if (members) paintMembers(pen, layout, world, community, members);
  if (chosen) paintChosen(pen, layout, world, community, chosen, ties);
}

function homeOf(layout, community, resident) {
  const seat = community.seats.of[resident];
  return [layout.place.x[seat] + layout.pitch[0] / 2, layout.place.y[seat] + layout.pitch[1] / 2];
}

/** A leader stands at home; organisations and committees where the community has them. */
function standing(layout, community, mark) {
  return mark.kind === "leader" ? homeOf(layout, community, mark.key) : placeOf(layout, mark);
}

function paintChosen(pen, layout, world, community, chosen, ties) {
  const { scale } = layout;
  pen.strokeStyle = INK;
  pen.lineWidth = 2 * scale;
  if (chosen.kind === "resident") {
    const [x, y] = homeOf(layout, community, chosen.key);
    for (const row of ties || []) paintTie(pen, layout, world, community, [x, y], row);
    pen.strokeStyle = INK;
    pen.lineWidth = 2.5 * scale;
    pen.beginPath();
    pen.arc(x, y, 8 * scale, 0, 2 * Math.PI);
    pen.stroke();
  } else if (chosen.kind === "grid" || chosen.kind === "estate") {
    const { box } = (chosen.kind === "grid" ? layout.grids : layout.estates)[chosen.key];
    rounded(pen, box, 6 * scale);
    pen.stroke();
  } else {
    const mark = (world.marks || []).find((one) => one.kind === chosen.kind && one.key === chosen.key);
    if (!mark) return;
    pen.beginPath();
    pen.arc(...standing(layout, community, mark), 11 * scale, 0, 2 * Math.PI);
    pen.stroke();
  }
}

function paintMembers(pen, layout, world, community, members) {
  pen.strokeStyle = MARK_COLOURS.organisation;
  pen.lineWidth = 2 * layout.scale;
  for (const row of members) {
    if (!(world.residents[row] & STAGE)) continue;
    pen.beginPath();
    pen.arc(...homeOf(layout, community, row), 5.5 * layout.scale, 0, 2 * Math.PI);
    pen.stroke();
  }
}

function paintTie(pen, layout, world, community, [x, y], row) {
  const value = world.residents[row] & STAGE;
  if (!value) return;
  const colour = STAGE_COLOURS[STAGES[value - 1]] || PAPER; // children are in no stage
  const [toX, toY] = homeOf(layout, community, row);
  const far = Math.hypot(toX - x, toY - y);
  pen.beginPath();
  pen.moveTo(x, y);
  pen.quadraticCurveTo((x + toX) / 2 + (toY - y) * 0.12, (y + toY) / 2 - (toX - x) * 0.12, toX, toY);
  pen.strokeStyle = INK;
  pen.globalAlpha = far > 30 ? 0.55 : 0.8;
  pen.lineWidth = 1.3 * layout.scale;
  pen.stroke();
  pen.globalAlpha = 1;
  pen.beginPath();
  pen.arc(toX, toY, 4.6 * layout.scale, 0, 2 * Math.PI);
  pen.fillStyle = colour;
  pen.fill();
  pen.stroke();
}

/** The mark nearest to a point, if one is near enough. */
export function markAt(layout, world, community, shown, x, y) {
  let best = null;
  let nearest = REACH * layout.scale;
  for (const mark of world.marks || []) {
    if (!shown[mark.kind]) continue;
    const [atX, atY] = standing(layout, community, mark);
    const far = Math.hypot(atX - x, atY - y);
    if (far < nearest) {
      nearest = far;
      best = mark;
    }
  }
  return best;
}
