// Residents as dots: written straight into the pixels of one canvas, and only those whose stage changed.

import { GROUND, INK, LINE, PAPER, STAGES, STAGE_COLOURS, STAGE_SIZES, FAINT, between } from "../core/palette.js";
import { DIFFERS, STAGE, YOUNG } from "../core/picture.js";

const NEVER = 255;
const FINE = 4; // parts of a pixel, each way, in which a dot's edge is measured

/** Paints one map's ground and residents. */
export class Dots {
  constructor(canvas) {
    this.canvas = canvas;
    this.pen = canvas.getContext("2d", { alpha: false, willReadFrequently: true });
    this.mode = "stage";
  }

  /** Take a new geometry and paint the ground: links, grids, estates. */
  layOut(layout, community) {
    this.layout = layout;
    this.community = community;
    this.canvas.width = layout.width;
    this.canvas.height = layout.height;
    paintGround(this.pen, layout, community);
    this.image = this.pen.getImageData(0, 0, layout.width, layout.height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.values = new Uint8Array(layout.seats.total);
    this.shown = new Uint8Array(layout.seats.total).fill(NEVER);
    this.stamps = {};
  }

  /** What a dot says: the stage, or whether this resident lives differently in the other world. */
  setMode(mode) {
    if (this.mode === mode) return;
    this.mode = mode;
    if (this.shown) this.shown.fill(NEVER);
  }

  paint(residents) {
    const { seats, place, width } = this.layout;
    const { values, shown } = this;
    const differing = this.mode === "differ";
    values.fill(0);
    for (let at = 0; at < residents.length; at += 1) {
      const value = residents[at];
      if ((value & STAGE) !== 0) values[seats.of[at]] = differing ? (value & DIFFERS ? 9 : 8) : value & STAGE;
    }
    for (let seat = 0; seat < seats.total; seat += 1) {
      const value = values[seat];
      if (value === shown[seat]) continue;
      shown[seat] = value;
      this.stampAt(this.stamp(value), place.y[seat] * width + place.x[seat]);
    }
    this.pen.putImageData(this.image, 0, 0);
  }

  stampAt(stamp, corner) {
    const { width } = this.layout;
    const [across, down] = this.layout.pitch;
    let from = 0;
    for (let row = 0; row < down; row += 1) {
      let to = corner + row * width;
      for (let column = 0; column < across; column += 1) {
        this.pixels[to] = stamp[from];
        to += 1;
        from += 1;
      }
    }
  }

  /** The pixels of one dot with its surroundings, edges softened. */
  stamp(value) {
    if (!this.stamps[value]) this.stamps[value] = makeStamp(value, this.layout.pitch);
    return this.stamps[value];
  }
}

function look(value) {
  if (value === YOUNG) return [LINE, 0.5];
  if (value === 9) return [INK, 0.9];
  if (value === 8) return [LINE, 0.55];
  return [STAGE_COLOURS[STAGES[value - 1]], STAGE_SIZES[value]];
}

function makeStamp(value, [across, down]) {
  const stamp = new Uint32Array(across * down);
  const [colour, size] = value ? look(value) : [PAPER, 0];
  const radius = Math.max(size * Math.min(across, down), value ? 1.6 : 0) / 2;
  for (let y = 0; y < down; y += 1) {
    for (let x = 0; x < across; x += 1) {
      let inside = 0;
      for (let part = 0; part < FINE * FINE; part += 1) {
        const dx = x + ((part % FINE) + 0.5) / FINE - across / 2;
        const dy = y + (Math.floor(part / FINE) + 0.5) / FINE - down / 2;
        if (dx * dx + dy * dy < radius * radius) inside += 1;
      }
      const [red, green, blue] = between(PAPER, colour, inside / (FINE * FINE));
      stamp[y * across + x] = (255 << 24) | (blue << 16) | (green << 8) | red; // the order of bytes in memory
    }
  }
  return stamp;
}

function paintGround(pen, layout, community) {
  pen.fillStyle = GROUND;
  pen.fillRect(0, 0, layout.width, layout.height);
  pen.strokeStyle = FAINT;
  pen.lineWidth = 3 * layout.scale;
  for (const [a, b] of community.links) {
    pen.beginPath();
    pen.moveTo(...middle(layout.grids[a].box));
    pen.lineTo(...middle(layout.grids[b].box));
    pen.stroke();
  }
  for (const { box } of layout.grids) {
    pen.fillStyle = PAPER;
    rounded(pen, box, 6 * layout.scale);
    pen.fill();
    pen.strokeStyle = "#C9D0D9";
    pen.lineWidth = layout.scale;
    pen.stroke();
  }
  pen.strokeStyle = LINE;
  pen.lineWidth = 1;
  for (const { box } of layout.estates) {
    rounded(pen, [box[0] - 0.5, box[1] - 0.5, box[2] + 1, box[3] + 1], 3 * layout.scale);
    pen.stroke();
  }
}

function middle([x, y, w, h]) {
  return [x + w / 2, y + h / 2];
}

export function rounded(pen, [x, y, w, h], radius) {
  const r = Math.min(radius, w / 2, h / 2);
  pen.beginPath();
  pen.moveTo(x + r, y);
  pen.arcTo(x + w, y, x + w, y + h, r);
  pen.arcTo(x + w, y + h, x, y + h, r);
  pen.arcTo(x, y + h, x, y, r);
  pen.arcTo(x, y, x + w, y, r);
  pen.closePath();
}

