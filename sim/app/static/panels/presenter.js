// Presenter mode: large type, side panels away, nothing but the stage, time and the large percentages.

import { tell } from "../core/events.js";

const root = document.documentElement;

/** Open or close the panel of policies where it is a drawer. */
export function setPanels(open) {
  root.dataset.drawer = open ? "open" : "closed";
  tell("panels");
}

export function panelsOpen() {
  return root.dataset.drawer === "open";
}

export function togglePresenter() {
  root.dataset.presenter = root.dataset.presenter === "on" ? "off" : "on";
  setPanels(false);
  tell("resized");
}
