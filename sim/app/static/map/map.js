// One map: a canvas of residents, a canvas of marks, a named button for every grid, and what the pointer meets.

import { el, oncePerPicture } from "../core/dom.js";
import { Dots, rounded } from "./dots.js";
import { layOut, livingAt, under } from "./layout.js";
import { markAt, paintMarks } from "./marks.js";
import { INK, LESS, LINE, MORE, PAPER, STAGES, STAGE_COLOURS } from "../core/palette.js";
import { STAGE, YOUNG } from "../core/picture.js";
import { store } from "../core/store.js";
import { points, say, word } from "../core/words.js";

const NARROW = 8.6; // times the type size: narrower grids have their bar under their name
const MOST = 2; // device pixels per CSS pixel; more costs pictures and is not seen

export class Map12 {
  /** `choose({kind, key})` is called for what is clicked; `view` says which marks show, what is chosen, and the mode. */
  constructor(world, community, view, choose) {
    this.world = world;
    this.community = community;
    this.view = view;
    this.choose = choose;
    this.lower = el("canvas", { class: "lower", aria: { hidden: "true" } });
    this.upper = el("canvas", { class: "upper", aria: { hidden: "true" } });
    this.names = el("div", { class: "grid-names" });
    this.tip = el("div", { class: "tip", hidden: true });
    this.face = el("div", { class: "map-face" }, this.lower, this.upper, this.names, this.tip);
    this.title = el("h2", { class: "map-title" });
    this.node = el("div", { class: "map" }, this.title, this.face);
    this.dots = new Dots(this.lower);
    this.repaint = oncePerPicture(() => this.paint());
    this.upper.addEventListener("click", (event) => this.click(event));
    this.upper.addEventListener("pointermove", oncePerPicture((event) => this.hover(event)));
    this.upper.addEventListener("pointerleave", () => { this.tip.hidden = true; this.face.classList.remove("hit"); });
    this.latest = null;
  }

  /** Fit to the space there is; returns whether anything changed. */
  fit() {
    const width = this.face.clientWidth;
    const height = this.face.clientHeight;
    if (width < 40 || height < 40) return;
    const scale = Math.min(window.devicePixelRatio || 1, MOST);
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
    const slimmest = Math.min(...this.community.grids.map((grid) => grid.box[2])) * width;
    this.stacked = slimmest < size * NARROW;
    const header = Math.round(size * (this.stacked ? 2.35 : 1.75));
    const wide = Math.round(width * scale);
    const high = Math.round(height * scale);
    this.layout = layOut(this.community, wide, high, scale, header);
    this.dots.layOut(this.layout, this.community);
    this.upper.width = wide;
    this.upper.height = high;
    this.pen = this.upper.getContext("2d");
    this.nameGrids();
    this.paint();
  }

  nameGrids() {
    this.names.textContent = "";
    this.names.classList.toggle("stacked", this.stacked);
    const { scale } = this.layout;
    this.layout.grids.forEach(({ box, head }, at) => {
      const name = say(this.community.grids[at].name);
      this.names.append(el("button", {
        class: "grid-name", type: "button", onclick: () => this.choose({ kind: "grid", key: at, world: this.world }),
        css: { left: `${box[0] / scale}px`, top: `${box[1] / scale}px`, width: `${box[2] / scale}px`, height: `${head / scale}px` },
      }, el("span", {}, name)));
    });
  }

  show(latest) {
    this.latest = latest;
    this.repaint();
  }

  paint() {
    if (!this.latest || !this.layout) return;
    this.dots.setMode(this.view.mode === "difference" ? "differ" : "stage");
    this.dots.paint(this.latest.residents);
    this.paintBars();
    const { chosen, ties, members, shown } = this.view;
    const mine = chosen && (chosen.world === this.world || chosen.kind !== "resident") ? chosen : null;
    paintMarks(this.pen, this.layout, this.latest, this.community, { shown, chosen: mine, ties: mine ? ties : null, members: mine ? members : null });
    if (this.view.mode === "difference") this.paintDifference();
  }

  /** The stage bar in the head of every grid. */
  paintBars() {
    const pen = this.dots.pen;
    const { scale } = this.layout;
    this.layout.grids.forEach(({ box, head }, at) => {
      const shares = this.latest.grids[at];
      const inset = 6 * scale;
      const high = 9 * scale;
      const long = this.stacked ? box[2] - 2 * inset : Math.min(box[2] * 0.55, 260 * scale);
      const left = box[0] + box[2] - inset - long;
      const top = box[1] + (this.stacked ? head - high - 3 * scale : (head - high) / 2);
      pen.fillStyle = PAPER;
      pen.fillRect(left - 1, top - 1, long + 2, high + 2);
      if (this.view.mode === "difference") return;
      let from = left;
      STAGES.forEach((stage, which) => {
        pen.fillStyle = STAGE_COLOURS[stage];
        pen.fillRect(from, top, shares[which] * long, high);
        from += shares[which] * long;
      });
      pen.strokeStyle = LINE;
      pen.lineWidth = 1;
      pen.strokeRect(left + 0.5, top + 0.5, long - 1, high - 1);
    });
  }

  paintDifference() {
    const { pen } = this;
    const { scale } = this.layout;
    const size = parseFloat(getComputedStyle(document.documentElement).fontSize) * scale;
    this.view.differences.forEach((difference, at) => {
      const { box, head } = this.layout.grids[at];
      pen.globalAlpha = Math.min(Math.abs(difference) / 0.25, 1) * 0.42;
      pen.fillStyle = difference < 0 ? LESS : MORE;
      rounded(pen, box, 6 * scale);
      pen.fill();
      pen.globalAlpha = 1;
      pen.fillStyle = INK;
      pen.font = `600 ${size * 1.05}px Gongtong, sans-serif`;
      pen.textAlign = "right";
      pen.textBaseline = "middle";
      pen.fillText(points(difference), box[0] + box[2] - 8 * scale, box[1] + head / 2);
    });
  }

  at(event) {
    const box = this.upper.getBoundingClientRect();
    const scale = this.layout.scale * (this.upper.clientWidth / box.width);
    return [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
  }

  /** What a point of the map is: a mark before a resident, a resident before an estate. */
  meet(event) {
    if (!this.latest || !this.layout) return null;
    const [x, y] = this.at(event);
    const mark = markAt(this.layout, this.latest, this.community, this.view.shown, x, y);
    if (mark) return { kind: mark.kind, key: mark.key, label: mark.label, world: this.world };
    const found = under(this.layout, x, y);
    if (found.seat !== null) {
      const key = livingAt(this.community, this.latest.residents, found.seat);
      if (key !== null) return { kind: "resident", key, estate: found.estate, world: this.world };
    }
    if (found.estate !== null) return { kind: "estate", key: found.estate, world: this.world };
    if (found.grid !== null) return { kind: "grid", key: found.grid, world: this.world };
    return null;
  }

  click(event) {
    const met = this.meet(event);
    if (met) this.choose(met);
  }

  hover(event) {
    const met = this.meet(event);
    this.tip.hidden = !met;
    this.face.classList.toggle("hit", Boolean(met));
    if (!met) return;
    this.tip.textContent = this.nameOf(met);
    const box = this.face.getBoundingClientRect();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    this.tip.style.left = `${Math.min(x + 14, box.width - this.tip.offsetWidth - 4)}px`;
    this.tip.style.top = `${Math.max(y - this.tip.offsetHeight - 8, 2)}px`;
  }

  nameOf(met) {
    if (met.kind === "grid") return say(this.community.grids[met.key].name);
    if (met.kind === "estate") return say(this.community.estates[met.key].name);
    if (met.kind !== "resident") return say(met.label) || word(`mark_${met.kind}`);
    const stage = this.latest.residents[met.key] & STAGE;
    return `${say(this.community.estates[met.estate].name)} · ${stage === YOUNG ? word("legend_young") : say(store.catalogue.stages[stage - 1].label)}`;
  }
}
