// The colours of the figures (sim/report/figures/style.py), for canvas and curves; the page's own are in style.css.
// Bystanders are darker than in the figures: a dot on a projector is smaller than a bar on paper.
// A stage differs from the next in hue, in lightness and in the size of its dot.

export const STAGES = ["bystander", "told_to", "want_to", "together"];
export const STAGE_COLOURS = { bystander: "#C3CBD7", told_to: "#8490A6", want_to: "#F2AE2E", together: "#0F6E52" };
// The same as lines, which are thinner than bars and dots: each stands out 3 to 1 from paper, and from its neighbour.
export const LINE_COLOURS = { bystander: "#8A94A2", told_to: "#55617A", want_to: "#BD7E00", together: "#0F6E52" };
export const STAGE_SIZES = [0, 0.56, 0.7, 0.84, 0.98];
export const INK = "#1B2430";
export const SOFT = "#56616F";
export const FAINT = "#9AA4B1";
export const LINE = "#E3E7EC";
export const PAPER = "#FFFFFF";
export const GROUND = "#F6F7F9";
export const MODULE_COLOURS = {}; // by name, as the catalogue has them
export const MARK_COLOURS = { organisation: "#0072B2", leader: "#A8325E", committee: "#6A3D9A" };
export const CURVES = ["#0072B2", "#D55E00", "#0F6E52", "#6A3D9A", "#8C6D1F", "#CC79A7", "#68737F"];
export const LESS = "#2F6DA8";
export const MORE = "#C96A12";

function rgb(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}

/** A colour between two. */
export function between(from, to, share) {
  const a = rgb(from);
  const b = rgb(to);
  return a.map((value, at) => Math.round(value + (b[at] - value) * share));
}
