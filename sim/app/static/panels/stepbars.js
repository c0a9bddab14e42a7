// How many stand where now: a bar for each measure, the second world's below the first's.

import { el, fill } from "../core/dom.js";
import { compare, figure, store } from "../core/store.js";
import { plain, say } from "../core/words.js";

/** A part of a tab: made once, renewed with every picture. */
export function bars({ group }, box) {
  box.classList.add("step-bars");
  const worlds = compare() ? [0, 1] : [0];
  const numbered = Object.entries(store.catalogue.measures).filter(([name, one]) => one.group === group && /\d/.test(name));
  const rows = numbered.map(([name]) => {
    const lines = worlds.map((world) => ({ world, bar: el("i", { class: `world-${world}` }), value: el("b", {}) }));
    const label = `${/\d+/.exec(name)[0]} ${say(store.catalogue.measures[name].label).split(/[:：]/).pop().trim()}`;
    return { name, lines, node: el("li", {}, el("span", { class: "step" }, label), el("span", { class: "step-lines" }, lines.map(({ bar, value }) => el("span", {}, bar, value)))) };
  });
  fill(box, el("ol", {}, rows.map(({ node }) => node)));
  const renew = () => {
    const most = Math.max(4, ...rows.flatMap(({ name }) => worlds.map((world) => figure(world, name) || 0)));
    for (const { name, lines } of rows) {
      for (const { world, bar, value } of lines) {
        const now = figure(world, name) || 0;
        bar.style.width = `${(85 * now) / most}%`;
        value.textContent = plain(now);
      }
    }
  };
  renew();
  return { end: () => {}, renew };
}
