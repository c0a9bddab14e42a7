// The bar at the top: tours, game, compare, presenter, file, language, help; and the page's own titles.

import { el, fill, find, icon } from "../core/dom.js";
import { on } from "../core/events.js";
import { dialog, notice } from "../core/dialog.js";
import { exportData, exportSlide, exportSummary, openSession, saveSession } from "./exports.js";
import { openGame } from "../play/game.js";
import { showHelp } from "../play/welcome.js";
import { pass } from "../core/link.js";
import { panelsOpen, setPanels, togglePresenter } from "./presenter.js";
import { toggleCompare } from "../map/stage.js";
import { compare, store } from "../core/store.js";
import { chooseTour } from "../play/tours.js";
import { lang, setLanguage, word } from "../core/words.js";

function button(name, picture, work, { pressed, leaders = false, words = true } = {}) {
  const label = word(name);
  return el("button", { type: "button", class: `menu-button ${name}`, disabled: leaders && !store.leader, title: label, onclick: work,
    aria: pressed === undefined ? { label } : { label, pressed: String(pressed) } }, icon(picture), words ? el("span", {}, label) : null);
}

export function otherLanguage() {
  setLanguage(lang === "zh" ? "en" : "zh");
}

function build() {
  const presenting = document.documentElement.dataset.presenter === "on";
  const panels = panelsOpen();
  fill(find("menu"),
    button("policies", "sliders", () => setPanels(!panels), { pressed: panels }),
    button("tours", "tour", chooseTour, { leaders: true }),
    button("game", "game", openGame, { leaders: true }),
    button("compare", "compare", toggleCompare, { pressed: compare(), leaders: true }),
    button("presenter", "present", togglePresenter, { pressed: presenting }),
    button("export", "file", fileMenu),
    el("button", { type: "button", class: "menu-button language", title: word("language_hint"), lang: lang === "zh" ? "en" : "zh", onclick: otherLanguage }, icon("language"), el("span", {}, word("language"))),
    button("help", "help", showHelp, { words: false }));
}

function fileMenu() {
  const item = (name, hint, work, leaders) => el("button", { type: "button", class: "preset-card", disabled: leaders && !store.leader,
    onclick: async () => { close(); await work(); } }, el("strong", {}, word(name)), hint ? el("span", {}, word(hint)) : null);
  const close = dialog(word("export"), [
    el("div", { class: "preset-cards" }, item("export_slide", "illustration_long", exportSlide), item("export_data", null, exportData), item("export_summary", null, exportSummary),
      item("session_save", "session_save_hint", saveSession), item("session_open", "session_drop", openSession, true), item("share", "share_hint", shareLink, true)),
  ], { wide: true });
}

function shareLink() {
  const link = `${location.origin}${location.pathname}?room=${encodeURIComponent(pass.room)}&view=${encodeURIComponent(pass.readOnly || "")}`;
  const input = el("input", { type: "text", readOnly: true, value: link, class: "wide-input", aria: { label: word("share") } });
  input.setAttribute("autofocus", "");
  const local = ["127.0.0.1", "localhost", "[::1]"].includes(location.hostname);
  dialog(word("share"), [el("p", {}, word("share_hint")), input, el("div", { class: "choices" }, el("button", { type: "button", class: "main", onclick: async () => {
    input.select();
    try { await navigator.clipboard.writeText(link); } catch (error) { document.execCommand("copy"); }
    notice(word("share_copied"));
  } }, word("share_copy"))), local ? el("p", { class: "hint" }, word("share_only_here")) : null]);
  input.select();
}

function titles() {
  document.documentElement.lang = lang === "zh" ? "zh-CN" : "en";
  document.title = `${word("app_name")} · Gongtong`;
  document.querySelector("h1").textContent = word("app_name");
  find("community").textContent = word("app_subtitle");
  document.querySelector(".skip").textContent = word("skip_to_stage");
  for (const node of document.querySelectorAll("[data-label]")) node.setAttribute("aria-label", word(node.dataset.label));
}

export function startMenu() {
  const all = () => {
    if (!store.catalogue) return;
    titles();
    build();
  };
  on("story", all);
  on("language", all);
  on("panels", build);
}
