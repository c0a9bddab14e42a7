// Live curves in tabs. The first world is drawn solid, the second dashed; a pale band shows other seeds.

import { atMostEvery, el, fill, find, oncePerPicture } from "../core/dom.js";
import { on } from "../core/events.js";
import { CURVES, FAINT, INK, LINE, LINE_COLOURS, SOFT, STAGES } from "../core/palette.js";
import { CHARTS } from "./chartlist.js";
import { bars } from "./stepbars.js";
import { compare, store } from "../core/store.js";
import { dateOf, dateSaid, has, percent, plain, say, word } from "../core/words.js";

const LEAST_WEEKS = 26;
const BAND = 0.13;
const QUARTER = 13; // weeks
const REDRAWN = 125; // milliseconds: the eye follows dots, curves only creep

let chosen = CHARTS[0].name;
let plots = [];

/** The measures of a chart that this model has. */
function measuresOf(chart) {
  return chart.measures.filter((name) => name in store.catalogue.measures);
}

function colourOf(chart, at, name) {
  return STAGES.includes(name) ? LINE_COLOURS[name] : CURVES[at % CURVES.length];
}

function faded(colour, share) {
  const part = Math.round(255 * share).toString(16).padStart(2, "0");
  return colour + part;
}

function tabs() {
  return el("div", { class: "tabs", role: "tablist", aria: { label: word("charts") } }, CHARTS.map((chart) => el("button", {
    type: "button", role: "tab", aria: { selected: String(chart.name === chosen) },
    onclick: () => { chosen = chart.name; build(); },
  }, word(has(`tab_${chart.name}`) ? `tab_${chart.name}` : `chart_${chart.name}`))));
}

function build() {
  if (!store.ready && !store.catalogue) return;
  for (const { end } of plots) end();
  plots = [];
  const groups = CHARTS.find((one) => one.name === chosen).parts;
  const boxes = groups.map((part) => ({ part, box: el("div", { class: "plot" }), key: el("div", { class: "plot-key" }) }));
  fill(find("charts"), tabs(), boxes.map(({ part, box, key }) => [
    part.title ? el("h3", {}, word(part.title)) : null, part.bars ? null : key, box]));
  for (const { part, box, key } of boxes) plots.push(part.bars ? bars(part, box) : drawPart(part, box, key));
  if (compare()) find("charts").append(el("p", { class: "hint" }, word("chart_second_world")));
}

function drawPart(part, box, key) {
  const names = measuresOf(part);
  const percentage = names.length > 0 && store.catalogue.measures[names[0]].percent;
  const said = percentage ? (value) => percent(value) : plain;
  const series = [{}];
  const bands = [];
  const pushed = []; // what each of uPlot's series shows
  const worlds = compare() ? [0, 1] : [0];
  for (const [at, name] of names.entries()) {
    const colour = colourOf(part, at, name);
    if (!part.sum && store.state.band && store.state.band[name]) {
      pushed.push({ band: name, side: "high" }, { band: name, side: "low" });
      series.push({ stroke: "transparent", width: 0, points: { show: false } }, { stroke: "transparent", width: 0, points: { show: false } });
      bands.push({ series: [series.length - 2, series.length - 1], fill: faded(colour, BAND) });
    }
    for (const world of worlds) {
      pushed.push({ name, world, sum: part.sum });
      series.push({ stroke: colour, width: 2.5, dash: world ? [7, 5] : undefined, points: { show: false }, spanGaps: false });
    }
  }
  const size = parseFloat(getComputedStyle(document.documentElement).fontSize);
  const font = `${Math.max(size * 0.8125, 13)}px Gongtong, sans-serif`;
  const chart = {
    width: sizeOf(box).width, height: sizeOf(box).height,
    pxAlign: 1, padding: [8, 10, 0, 0], legend: { show: false },
    cursor: { drag: { x: false, y: false }, points: { size: 7 }, sync: { key: "gongtong" } },
    scales: { x: { time: false }, y: { range: (plot, low, high) => [Math.min(low || 0, 0), high > 0 ? high * 1.04 : percentage ? 0.1 : 1] } },
    axes: [
      { font, stroke: SOFT, grid: { show: false }, ticks: { stroke: FAINT, size: 4 }, size: size * 1.7, gap: 3,
        splits: yearStarts, values: (plot, at) => at.map((week) => String(dateOf(week + 0.6, store.state.first).getUTCFullYear())) },
      { font, stroke: SOFT, grid: { stroke: LINE, width: 1 }, ticks: { show: false }, gap: 4, size: size * 3.1,
        values: (plot, at) => at.map((value) => (percentage ? `${Number((100 * value).toFixed(1))}%` : short(value))) },
    ],
    series, bands, hooks: { draw: [changeLines], setCursor: [(plot) => keyAt(plot.cursor.idx)] },
  };
  const plot = new window.uPlot(chart, data(pushed), box);
  function keyAt(index) {
    const week = index === null || index === undefined ? Math.max(store.week - 1, 0) : index;
    fill(key, el("span", { class: "when" }, dateSaid(week, store.state.first)), names.map((name, at) => el("span", { class: "line-key" },
      el("i", { css: { "--own": colourOf(part, at, name) } }), nameOf(part, name), " ",
      el("b", {}, worlds.map((world) => said(valueAt({ name, world, sum: part.sum }, index))).join(" | ")))));
  }
  keyAt(null);
  readByKeys(plot, box, names.map((name) => nameOf(part, name)).join(", "));
  const watch = new ResizeObserver(oncePerPicture(() => {
    const size = sizeOf(box);
    if (size.width !== plot.width || size.height !== plot.height) plot.setSize(size);
  }));
  watch.observe(box);
  return {
    end: () => { watch.disconnect(); plot.destroy(); },
    renew: () => {
      plot.setData(data(pushed));
      keyAt(plot.cursor.idx === undefined ? null : plot.cursor.idx);
    },
  };
}

/** The arrows lead along the weeks, as the pointer does. */
function readByKeys(plot, box, label) {
  box.tabIndex = 0;
  box.setAttribute("role", "group");
  box.setAttribute("aria-label", label);
  box.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by) return;
    event.preventDefault();
    event.stopPropagation();
    const last = Math.max(store.week - 1, 0);
    const now = plot.cursor.idx === null || plot.cursor.idx === undefined ? last + 1 : plot.cursor.idx;
    const week = Math.min(Math.max(now + by * (event.shiftKey ? QUARTER : 1), 0), last);
    plot.setCursor({ left: plot.valToPos(week, "x"), top: plot.over.clientHeight / 2 });
  });
  box.addEventListener("blur", () => plot.setCursor({ left: -10, top: -10 }));
}

function sizeOf(box) {
  return { width: Math.max(box.clientWidth, 120), height: Math.max(box.clientHeight, 60) };
}

function nameOf(part, name) {
  const short = store.catalogue.stages.concat(store.catalogue.hindrances).find((one) => one.name === name);
  if (short) return say(short.label);
  return part.labels && part.labels[name] ? word(part.labels[name]) : say(store.catalogue.measures[name].label);
}

function valueAt(one, index) {
  const values = valuesOf(one);
  return values[index === null || index === undefined ? values.length - 1 : index];
}

function short(value) {
  const size = Math.abs(value);
  if (size >= 1e6) return `${plain(value / 1e6)}M`;
  return size >= 1e4 ? `${plain(value / 1e3)}k` : plain(value);
}

function yearStarts(plot, axis, low, high) {
  const found = [];
  const start = dateOf(0, store.state.first);
  const years = (high - low) / 52.18;
  const each = Math.max(Math.ceil((years * 52) / Math.max(plot.width, 1)), 1);
  for (let year = start.getUTCFullYear(); ; year += each) {
    const week = (Date.UTC(year, 0, 1) - start) / 6048e5;
    if (week > high) return found;
    if (week >= low - 1.1) found.push(Math.max(week, low));
  }
}

/** The weekly values of a measure in a world, or what they have summed up to. */
function valuesOf({ name, world, sum }) {
  const values = store.series[world][name] || [];
  let total = 0;
  return sum ? values.map((value) => { total += value; return total; }) : values;
}

function data(pushed) {
  const weeks = Math.max(LEAST_WEEKS, ...[0, 1].map((world) => (store.series[world].participation || store.series[world].bystander || []).length));
  const x = Array.from({ length: weeks }, (none, at) => at);
  return [x].concat(pushed.map((one) => {
    const values = one.band ? store.state.band[one.band][one.side] : valuesOf(one);
    return x.map((at) => (at < values.length ? values[at] : null));
  }));
}

/** A line where a policy was changed, and one where time stands. */
function changeLines(plot) {
  const { ctx, bbox } = plot;
  const line = (week, colour, dash) => {
    const x = Math.round(plot.valToPos(week, "x", true)) + 0.5;
    if (x < bbox.left || x > bbox.left + bbox.width) return;
    ctx.beginPath();
    ctx.setLineDash(dash);
    ctx.strokeStyle = colour;
    ctx.lineWidth = 1;
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  };
  ctx.save();
  for (const changes of store.state.changes || []) for (const change of changes) line(change.week, FAINT, [2, 3]);
  line(Math.max(store.week - 1, 0), INK, []);
  ctx.restore();
}

const draw = atMostEvery(REDRAWN, () => {
  for (const { renew } of plots) renew();
});

export function startCharts() {
  on("story", build);
  on("language", () => store.ready && build());
  on("drawn", draw);
  on("resized", () => store.ready && build());
}
