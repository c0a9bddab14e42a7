// Making and finding elements, without a framework.

export function find(id) {
  return document.getElementById(id);
}

const EVENT = /^on([a-z]+)$/;

/** An element: properties, `on…` listeners, `data` and `aria` maps, then children (elements or texts; null is left out). */
export function el(tag, options, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options || {})) {
    const event = EVENT.exec(name);
    if (value === undefined || value === null) continue;
    if (event) node.addEventListener(event[1], value);
    else if (name === "class") node.className = value;
    else if (name === "data") Object.assign(node.dataset, value);
    else if (name === "aria") for (const [key, said] of Object.entries(value)) node.setAttribute(`aria-${key}`, said);
    else if (name === "css") for (const [key, said] of Object.entries(value)) node.style.setProperty(key, said);
    else if (name in node && name !== "list" && name !== "form") node[name] = value;
    else node.setAttribute(name, value);
  }
  put(node, children);
  return node;
}

function put(node, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

/** Replace what an element holds; where the keyboard was inside, it is afterwards at the like of where it was. */
export function fill(node, ...children) {
  const back = wayBack(node);
  node.textContent = "";
  put(node, children);
  if (back) back();
  return node;
}

/** A function that brings the keyboard back to where it is now inside an element, even when that was made anew since. */
export function wayBack(within = document.body) {
  const had = document.activeElement;
  if (!had || had === within || had === document.body || !within.contains(had)) return null;
  const kind = had.dataset.keep ? `[data-keep="${CSS.escape(had.dataset.keep)}"]`
    : had.tagName + [...had.classList].map((name) => `.${CSS.escape(name)}`).join("");
  const at = [...within.querySelectorAll(kind)].indexOf(had);
  return () => {
    const like = within.querySelectorAll(kind)[at];
    const next = like && !like.disabled ? like : within.closest("[tabindex]");
    if (next) next.focus({ preventScroll: true });
  };
}

/** A function that runs at most once a picture, with the latest arguments. */
export function oncePerPicture(work) {
  let asked = false;
  let latest = [];
  return (...args) => {
    latest = args;
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      work(...latest);
    });
  };
}

/** A function that runs at once and then at most every so often, the last time with the latest arguments. */
export function atMostEvery(milliseconds, work) {
  let latest = [];
  let timer = 0;
  let ran = -Infinity;
  const run = () => {
    timer = 0;
    ran = performance.now();
    work(...latest);
  };
  return (...args) => {
    latest = args;
    if (timer) return;
    const rest = ran + milliseconds - performance.now();
    if (rest <= 0) run();
    else timer = setTimeout(run, rest);
  };
}

/** A function that runs when no further call came for a while. */
export function afterQuiet(milliseconds, work) {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = setTimeout(() => work(...args), milliseconds);
  };
}

/** A slider whose track is filled up to its value. */
export function slider(options, value) {
  const node = el("input", Object.assign({ type: "range" }, options));
  const fillTrack = () => {
    const share = (node.value - node.min) / Math.max(node.max - node.min, 1e-9);
    node.style.setProperty("--fill", `${(100 * share).toFixed(2)}%`);
  };
  node.show = (next) => {
    node.value = next;
    fillTrack();
  };
  node.addEventListener("input", fillTrack);
  node.show(value);
  return node;
}

const SVG = "http://www.w3.org/2000/svg";

/** A line icon of 20 × 20 from path data. */
export function icon(name) {
  const node = document.createElementNS(SVG, "svg");
  node.setAttribute("viewBox", "0 0 20 20");
  node.setAttribute("class", "icon");
  node.setAttribute("aria-hidden", "true");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", ICONS[name]);
  node.append(line);
  return node;
}

const ICONS = {
  play: "M6 3.5v13l10.5-6.5z",
  pause: "M6 4v12M14 4v12",
  step: "M4 4.5v11l8-5.5zM15.5 4.5v11",
  restart: "M4.5 10a5.5 5.5 0 1 0 1.8-4.1M4.2 3.2v3.6h3.6",
  close: "M5 5l10 10M15 5L5 15",
  more: "M5 8l5 5 5-5",
  tour: "M3 16l4-12 3 7 3-4 4 9",
  compare: "M3 4h5.5v12H3zM11.5 4H17v12h-5.5z",
  present: "M3 4h14v9.5H3zM10 13.5V17M6.5 17h7",
  game: "M4 16V9h3.4v7M8.3 16V4h3.4v12M12.6 16v-5H16v5",
  file: "M5 3h7l3 3v11H5zM12 3v3h3",
  help: "M7.5 7.6a2.5 2.5 0 1 1 3.4 2.3c-.6.3-.9.7-.9 1.4v.7M10 14.6v.2",
  language: "M2.8 5h8M6.8 3v2M9 5c-.7 3-3 5.6-6 7M5 7.500c.8 2 2.700 3.800 5 4.600M10.500 17l3.300-8 3.300 8M11.700 14.400h4.300",
  branch: "M5 4v12M5 12c0-4 9-2 9-7M14 5m-1.600 0a1.600 1.600 0 1 0 3.200 0a1.600 1.600 0 1 0-3.200 0",
  list: "M7 5h10M7 10h10M7 15h10M3.500 5h.1M3.500 10h.1M3.500 15h.1",
  sliders: "M3 6h6M13 6h4M11 6m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0M3 14h2M9 14h8M7 14m-2 0a2 2 0 1 0 4 0a2 2 0 1 0-4 0",
  pen: "M4 16l.8-3.500L13.500 3.800l2.700 2.700-8.700 8.700z",
  eye: "M2 10c3-5.500 13-5.500 16 0-3 5.500-13 5.500-16 0zM10 10m-2.300 0a2.300 2.300 0 1 0 4.600 0a2.300 2.300 0 1 0-4.600 0",
};
