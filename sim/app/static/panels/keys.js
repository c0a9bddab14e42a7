// The keyboard: one key for everything a facilitator does often.

import { closeDialog, dialogOpen } from "../core/dialog.js";
import { exportSlide, saveSession } from "./exports.js";
import { act } from "../core/link.js";
import { otherLanguage } from "./menu.js";
import { panelsOpen, setPanels, togglePresenter } from "./presenter.js";
import { switchModule } from "../core/settings.js";
import { choose, toggleCompare, view } from "../map/stage.js";
import { store } from "../core/store.js";
import { faster, togglePlay } from "../timeline/timeline.js";
import { seek } from "../timeline/weeks.js";
import { chooseTour } from "../play/tours.js";
import { showHelp } from "../play/welcome.js";

const QUARTER = 13;

const KEYS = {
  " ": togglePlay,
  ArrowRight: (event) => (event.shiftKey ? seek(store.week + QUARTER) : act("step")),
  ArrowLeft: (event) => seek(store.week - (event.shiftKey ? QUARTER : 1)),
  Home: () => seek(0),
  "+": () => faster(1),
  "=": () => faster(1),
  "-": () => faster(-1),
  c: toggleCompare,
  t: chooseTour,
  s: saveSession,
};
const ANYBODY = { p: togglePresenter, l: otherLanguage, e: exportSlide, "?": showHelp };

export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (!store.ready || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      if (dialogOpen()) closeDialog();
      else if (view.chosen) choose(null);
      else if (panelsOpen()) setPanels(false);
      return;
    }
    const tag = event.target.tagName;
    if (dialogOpen() || tag === "SELECT" || tag === "TEXTAREA" || (tag === "INPUT" && event.target.type !== "range")) return;
    if (tag === "INPUT" && event.key.startsWith("Arrow")) return;
    if (event.key === " " && (tag === "BUTTON" || tag === "SUMMARY")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const module = /^[1-6]$/.test(key) && store.catalogue.modules[Number(key) - 1];
    const work = ANYBODY[key] || (store.leader && (KEYS[key] || (module && (() => switchModule(module.name)))));
    if (!work) return;
    event.preventDefault();
    work(event);
  });
}
