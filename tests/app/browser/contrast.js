// What of the page is too pale to read: every visible text and every control, against what lies behind it (WCAG 2.2 AA).
// Evaluates to a function; disabled controls are exempt, as in the standard (1.4.3, 1.4.11).
(within) => {
  const TEXT = 4.5;
  const LARGE = 3; // text of 24 px, or bold of 18.66 px; and whatever one has to see in order to use a control
  const channels = (said) => {
    const found = (said.match(/[\d.]+/g) || [0, 0, 0, 0]).map(Number);
    return found.length < 4 ? [...found, 1] : found;
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const light = (colour) => {
    const [r, g, b] = colour.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const upwards = (node) => (node ? [node, ...upwards(node.parentElement)] : []);
  /** A function of an element and its answer for the parent, asked once for each element. */
  const inherited = (first, next) => {
    const known = new Map([[null, first]]);
    const answer = (node) => {
      if (!known.has(node)) known.set(node, next(getComputedStyle(node), answer(node.parentElement)));
      return known.get(node);
    };
    return answer;
  };
  /** What is seen behind an element's content: all backgrounds up to the page's. */
  const behind = inherited([255, 255, 255, 1], (style, farther) => over(channels(style.backgroundColor), farther));
  const strength = inherited(1, (style, above) => above * Number(style.opacity));
  const seen = (node) => node.checkVisibility({ visibilityProperty: true }) && node.getClientRects().length > 0 && node.getBoundingClientRect().width > 1 && !node.closest("noscript, option");
  const exempt = (node) => Boolean(node.closest(":disabled"));
  const found = [];
  const note = (node, what, measured, wanted) => {
    if (measured < wanted) found.push(`${measured.toFixed(2)} < ${wanted} ${what}: ${node.tagName.toLowerCase()}${node.id ? `#${node.id}` : ""}.${[...node.classList].join(".")} “${(node.value || node.textContent || "").trim().slice(0, 30)}” in ${upwards(node.parentElement).slice(0, 3).map((one) => one.id || one.className).join(" < ")}`);
  };
  const readable = (node, style, what) => {
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    const ground = behind(node);
    const [r, g, b, a] = channels(style.color);
    note(node, what, ratio(over([r, g, b, a * strength(node)], ground), ground), large ? LARGE : TEXT);
  };
  const root = document.querySelector(within || "body");
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement;
    if (text.data.trim() && seen(node) && !exempt(node)) readable(node, getComputedStyle(node), "text");
  }
  for (const node of root.querySelectorAll("*")) {
    for (const pseudo of ["::before", "::after"]) {
      const style = getComputedStyle(node, pseudo);
      if (/[^\s"]/.test(style.content) && !["none", "normal"].includes(style.content) && seen(node) && !exempt(node)) readable(node, style, pseudo);
    }
  }
  /** The best told of a control's parts: its edge, its own ground, its content. */
  for (const node of root.querySelectorAll("button, input, select, progress, [tabindex='0']")) {
    if (!seen(node) || exempt(node)) continue;
    const style = getComputedStyle(node);
    const ground = behind(node.parentElement);
    const faded = (said) => { const [r, g, b, a] = channels(said); return ratio(over([r, g, b, a * strength(node)], ground), ground); };
    if (/^(text|date|number)$/.test(node.type) || node.tagName === "SELECT") readable(node, style, "value");
    if (node.type === "range") {
      const own = style.getPropertyValue("--own").trim() || style.getPropertyValue("--ink").trim();
      const probe = document.createElement("i");
      probe.style.color = own;
      node.parentElement.append(probe);
      note(node, `handle ${own}`, faded(getComputedStyle(probe).color), LARGE);
      probe.remove();
    } else if (node.tagName !== "PROGRESS" && node.type !== "checkbox") {
      const edge = parseFloat(style.borderBottomWidth) > 0 && channels(style.borderBottomColor)[3] > 0 ? faded(style.borderBottomColor) : null;
      const filled = faded(style.backgroundColor);
      const picture = node.querySelector(":scope > .icon") ? faded(style.color) : null;
      if (edge !== null) note(node, "edge", Math.max(edge, filled), LARGE);
      if (picture !== null) note(node, "sign", ratio(channels(style.color), behind(node)), LARGE);
    }
  }
  return [...new Set(found)];
}
