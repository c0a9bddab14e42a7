// The large percentages: the four stages, of both worlds when two are compared.

import { el, fill, find } from "../core/dom.js";
import { on } from "../core/events.js";
import { STAGES } from "../core/palette.js";
import { compare, figure, store } from "../core/store.js";
import { percent, points, say, word } from "../core/words.js";

let cells = [];

function build() {
  const two = compare();
  cells = STAGES.map((name, at) => {
    const value = el("span", { class: "value" });
    const other = el("span", { class: "other" });
    const node = el("div", { class: `figure ${name}` },
      el("span", { class: "name" }, say(store.catalogue.stages[at].label)), value, two ? other : null);
    return { name, node, value, other };
  });
  fill(find("figures"), cells.map((cell) => cell.node));
  draw();
}

function draw() {
  const two = compare();
  for (const { name, value, other } of cells) {
    const a = figure(0, name);
    const said = percent(a);
    if (value.textContent !== said) value.textContent = said;
    if (!two) continue;
    const b = figure(1, name);
    const second = b === null ? "" : `${word("world_b")} ${percent(b)} (${points(b - a)})`;
    if (other.textContent !== second) other.textContent = second;
  }
}

export function startFigures() {
  on("story", build);
  on("language", () => store.ready && build());
  on("drawn", draw);
}
