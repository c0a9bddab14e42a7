// The side card of what was clicked: what it is, its history, and why this resident did or did not take part.

import { afterQuiet, el, fill, find, icon } from "./dom.js";
import { on, tell } from "./events.js";
import { request } from "./link.js";
import { STAGES, STAGE_COLOURS } from "./palette.js";
import { sparkline } from "./sparkline.js";
import { choose } from "./stage.js";
import { store } from "./store.js";
import { percent, plain, say, word } from "./words.js";

const REFRESH = 400; // milliseconds between questions while time runs

let chosen = null;
let about = null;
let asking = false;

async function askAgain() {
  if (!chosen || asking) return;
  const asked = chosen;
  asking = true;
  try {
    const answer = await request({ do: "ask", world: asked.world || 0, kind: asked.kind, key: asked.key });
    if (chosen === asked) {
      about = answer;
      draw();
    }
  } catch (refusal) {
    if (refusal && chosen === asked) tell("refused", refusal.text);
    if (chosen === asked && !about) choose(null);
  } finally {
    asking = false;
    if (chosen && chosen !== asked) askAgain();
  }
}

function draw() {
  const card = find("card");
  card.hidden = !chosen;
  find("results").classList.toggle("with-card", Boolean(chosen));
  if (!chosen || !about) return;
  const kept = card.scrollTop;
  fill(card,
    el("header", {}, el("div", {}, el("h2", {}, say(about.title))),
      el("button", { type: "button", class: "tool", title: word("close"), aria: { label: word("close") }, onclick: () => choose(null) }, icon("close"))),
    about.text ? el("p", { class: "lead" }, say(about.text)) : null,
    about.why ? why(about.why) : null,
    about.stages ? stageBar(about.stages) : null,
    about.history && about.history.values && about.history.values.length ? el("section", {}, el("h3", {}, say(about.history.label) || word("about_history")), sparkline(about.history)) : null,
    facts(about.facts || []),
    links(about.links || []));
  card.scrollTop = kept;
}

function facts(rows) {
  return rows.length ? el("dl", { class: "facts" }, rows.map(([name, value]) => [el("dt", {}, say(name)), el("dd", {}, typeof value === "number" ? plain(value) : say(value))])) : null;
}

function links(all) {
  return all.length ? el("div", { class: "links" }, all.map((link) => el("button", { type: "button", class: "link",
    onclick: () => choose({ kind: link.kind, key: link.key, world: chosen.world }) }, say(link.label)))) : null;
}

function stageBar(shares) {
  return el("section", { class: "stage-shares" }, el("div", { class: "bar", aria: { hidden: "true" } }, STAGES.map((stage, at) => el("i", { css: { width: `${100 * shares[at]}%`, background: STAGE_COLOURS[stage] } }))),
    el("ul", {}, STAGES.map((stage, at) => el("li", {}, el("i", { class: `dot ${stage}` }), say(store.catalogue.stages[at].label), " ", el("b", {}, percent(shares[at], 0))))));
}

const KEEPS_AWAY = { unasked: "nobody_asked", unable: "cant", unwilling: "dont_want" };

/** Why: the verdict in a sentence, then each term of the decision as a bar to the left (against) or right (for). */
function why(reason) {
  const kind = reason.verdict;
  const terms = (reason.terms || []).slice().sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const most = Math.max(...terms.map((term) => Math.abs(term.value)), 0.5);
  return el("section", { class: `why ${kind}` },
    KEEPS_AWAY[kind] ? el("strong", { class: "verdict" }, word(KEEPS_AWAY[kind])) : null,
    el("p", {}, say(reason.text)),
    terms.length ? [el("h3", {}, word("why_terms")), el("p", { class: "hint" }, word("why_terms_hint")),
      el("ul", { class: "terms" }, terms.map((term) => termBar(term, most)))] : null,
    reason.chance !== undefined && reason.chance !== null ? el("p", { class: "chance" }, word("why_chance", { percent: (100 * reason.chance).toFixed(0) }), " ", el("small", {}, word("why_luck"))) : null);
}

function termBar(term, most) {
  const wide = (50 * Math.abs(term.value)) / most;
  const bar = el("i", { class: term.value < 0 ? "against" : "for", css: { width: `${wide}%` } });
  const value = `${term.value < 0 ? "−" : "+"}${Math.abs(term.value).toFixed(2)}`;
  return el("li", {}, el("span", { class: "term" }, say(term.label) || word(`term_${term.name}`)), el("span", { class: "scale", title: value, role: "img", aria: { label: value } }, bar));
}

export function startCards() {
  on("chosen", (what) => {
    chosen = what;
    about = null;
    draw();
    askAgain();
  });
  const again = afterQuiet(REFRESH, askAgain);
  let last = 0;
  on("drawn", () => {
    if (!chosen) return;
    again();
    if (Date.now() - last > REFRESH) {
      last = Date.now();
      askAgain();
    }
  });
  on("story", () => chosen && again());
  on("language", draw);
}
