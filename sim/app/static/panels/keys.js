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

const WRITTEN = "textarea, input:not([type=range]):not([type=checkbox])"; // here every key is a letter
const OWN_KEYS = `${WRITTEN}, select, input[type=checkbox]`;
const PRESSED = "button, summary, a";

// Whoever came to a button with the mouse means time when pressing Space; whoever came with Tab means the button.
let pointed = false;

function startModes() {
  document.addEventListener("pointerdown", () => { pointed = true; }, true);
  document.addEventListener("keydown", (event) => { if (event.key === "Tab") pointed = false; }, true);
}

/** Let go of what was clicked, so that no browser presses it again. */
function letGo(event) {
  event.preventDefault();
  event.target.blur();
}

/** Ctrl+Z; where somebody writes it is the writing that is taken back. */
function takeBack(event) {
  if (event.key.toLowerCase() !== "z" || event.shiftKey || dialogOpen() || event.target.matches(WRITTEN) || !store.leader) return;
  event.preventDefault();
  act("take_back");
}

export function startKeys() {
  startModes();
  document.addEventListener("keydown", (event) => {
    if (!store.ready || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      takeBack(event);
      return;
    }
    if (event.key === "Escape") {
      if (dialogOpen()) closeDialog();
      else if (view.chosen) choose(null);
      else if (panelsOpen()) setPanels(false);
      return;
    }
    if (dialogOpen()) return;
    const { target } = event;
    if (event.key === " " && pointed && !target.matches(WRITTEN)) letGo(event);
    else if (target.matches(OWN_KEYS) || (event.key === " " && target.matches(PRESSED))) return;
    if (target.tagName === "INPUT" && event.key.startsWith("Arrow")) return;
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const module = /^[1-6]$/.test(key) && store.catalogue.modules[Number(key) - 1];
    const work = ANYBODY[key] || (store.leader && (KEYS[key] || (module && (() => switchModule(module.name)))));
    if (!work) return;
    event.preventDefault();
    work(event);
  });
}
