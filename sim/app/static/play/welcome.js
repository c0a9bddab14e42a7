// The welcome of a first visit, and the help.

import { el } from "../core/dom.js";
import { closeDialog, dialog } from "../core/dialog.js";
import { act } from "../core/link.js";
import { store } from "../core/store.js";
import { chooseTour } from "./tours.js";
import { openGame } from "./game.js";
import { say, word } from "../core/words.js";

const KEY = "gongtong.welcomed";

export function welcomeOnce() {
  let seen = false;
  try { seen = localStorage.getItem(KEY) === "yes"; } catch (error) { /* then it is shown each time */ }
  if (!seen && store.leader) showWelcome();
}

function showWelcome() {
  const leave = () => {
    if (again.checked) try { localStorage.setItem(KEY, "yes"); } catch (error) { /* shown again, then */ }
    closeDialog();
  };
  const again = el("input", { type: "checkbox" });
  const history = store.catalogue.presets.find((preset) => preset.name === "history");
  const choice = (title, hint, work, kind = "") => el("button", { type: "button", class: `preset-card ${kind}`, onclick: () => { leave(); work(); } }, el("strong", {}, title), el("span", {}, hint));
  const choices = [
    choice(word("welcome_tour"), word("welcome_tour_hint"), chooseTour, "first"),
    choice(word("welcome_play"), word("welcome_first"), () => {}),
    history ? choice(say(history.label), say(history.meaning), async () => { await act("preset", { world: 0, name: "history" }); act("play", { speed: 8 }); }) : null,
    choice(word("welcome_game"), word("game_about"), openGame),
  ];
  dialog(word("welcome_title"), el("div", { class: "welcome" }, el("h2", {}, word("welcome_title")), el("p", { class: "lead" }, word("welcome_text")), legend(),
    el("div", { class: "preset-cards" }, choices),
    el("p", { class: "hint" }, word("welcome_caution")), el("p", { class: "hint" }, word("welcome_case")),
    el("label", { class: "check" }, again, word("welcome_again"))), { wide: true, plain: true });
}

function legend() {
  return el("ul", { class: "welcome-legend" }, store.catalogue.stages.map((stage) => el("li", {}, el("i", { class: `dot ${stage.name}` }), el("b", {}, say(stage.label)), el("span", {}, word(`stage_${stage.name}_means`)))));
}

const GUIDE = ["map", "time", "policies", "compare", "residents", "reading", "facilitator"];
const KEYS = ["space", "take_back", "right", "left", "shift_arrow", "home", "faster", "module", "compare", "tours", "presenter", "language", "save", "slide", "help", "escape"];

export function showHelp() {
  dialog(word("help_title"), el("div", { class: "columns" },
    el("section", {}, GUIDE.map((name) => [el("h3", {}, word(`help_${name}`)), el("p", {}, word(`help_${name}_text`))])),
    el("section", {}, legend(), el("h3", {}, word("keys")), el("ul", { class: "keys" }, KEYS.map((name) => el("li", {}, keyLine(word(`key_${name}`))))),
      el("p", { class: "hint" }, word("welcome_caution")))), { wide: true });
}

function keyLine(said) {
  const at = said.search(/[:：]/);
  return at < 0 ? said : [el("kbd", {}, said.slice(0, at)), el("span", {}, said.slice(at + 1).trim())];
}
