// The side card of what was clicked: what it is, its history, and why this resident did or did not take part.

import { afterQuiet, el, fill, find, icon, wayBack } from "../core/dom.js";
import { on, tell } from "../core/events.js";
import { request } from "../core/link.js";
import { STAGES, STAGE_COLOURS } from "../core/palette.js";
import { STAGE } from "../core/picture.js";
import { sparkline } from "./sparkline.js";
import { choose } from "../map/stage.js";
import { store } from "../core/store.js";
import { dateSaid, percent, say, word } from "../core/words.js";

const MOST_LINKS = 40;
const REFRESH = 400; // milliseconds between questions while time runs

let chosen = null;
let about = null;
let asking = false;
let back = null; // where the keyboard was when it opened the card

async function askAgain() {
  if (!chosen || asking) return;
  const asked = chosen;
  asking = true;
  try {
    const answer = await request({ do: "ask", world: asked.world || 0, kind: asked.kind === "leader" ? "resident" : asked.kind, key: asked.key });
    if (chosen === asked) {
      about = answer;
      draw();
      if (answer.members) tell("members", answer.members);
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
  if (!chosen) return;
  const kept = card.scrollTop;
  const close = el("button", { type: "button", class: "tool", title: word("close"), aria: { label: word("close") }, onclick: () => choose(null) }, icon("close"));
  fill(card, el("header", {}, el("h2", {}, about ? say(about.title) : "…"), close), about ? inside() : null);
  card.scrollTop = kept;
}

function inside() {
  return [
    about.text ? el("p", { class: "hint" }, say(about.text)) : null,
    about.why ? why(about.why) : null,
    about.stages ? stageBar(about.stages) : null,
    about.half_year ? halfYear(about.half_year) : null,
    about.history && about.history.values.length ? el("section", {}, el("h3", {}, say(about.history.label)), sparkline(about.history)) : null,
    facts(about.facts || []), links(), events(about.events || [])];
}

function facts(rows) {
  return rows.length ? el("dl", { class: "facts" }, rows.map(([label, value]) => [el("dt", {}, say(label)), el("dd", {}, say(value))])) : null;
}

/** Ways on; from an estate also to somebody who lives there, so that the keyboard reaches residents too. */
function links() {
  const go = (kind, key, said) => el("button", { type: "button", class: "link", onclick: () => choose({ kind, key, world: chosen.world }) }, said);
  const found = (about.links || []).slice(0, MOST_LINKS).map((link) => go(link.kind, link.key, say(link.label)));
  if (chosen.kind === "estate") {
    const somebody = somebodyIn(chosen.key);
    if (somebody !== null) found.push(go("resident", somebody, word("about_somebody")));
  }
  return found.length ? el("div", { class: "links" }, found) : null;
}

function somebodyIn(estate) {
  const { residents } = store.worlds[chosen.world || 0];
  const all = [];
  residents.forEach((value, at) => { if ((value & STAGE) && store.community.estate[at] === estate) all.push(at); });
  return all.length ? all[Math.floor(Math.random() * all.length)] : null;
}

function events(all) {
  if (!all.length) return null;
  return el("section", {}, el("h3", {}, word("about_history")), el("ol", { class: "events" }, all.slice().reverse().map((event) => el("li", {}, el("time", {}, dateSaid(event.week, store.state.first)), el("span", {}, say(event.label))))));
}

function stageBar(shares) {
  return el("div", { class: "stage-shares" }, el("div", { class: "bar", aria: { hidden: "true" } }, STAGES.map((stage, at) => el("i", { css: { width: `${100 * shares[at]}%`, background: STAGE_COLOURS[stage] } }))),
    el("ul", {}, STAGES.map((stage, at) => el("li", {}, el("i", { class: `dot ${stage}` }), say(store.catalogue.stages[at].label), " ", el("b", {}, percent(shares[at], 0))))));
}

const WEEKS = ["week_nothing", "week_heard", "week_came", "week_voiced"];

/** The last 26 weeks, one box each: nothing, heard of something, came, organised or spoke. */
function halfYear(weeks) {
  return el("section", {}, el("h3", {}, word("about_half_year")), el("ol", { class: "weeks-row" }, weeks.map((value) => el("li", { class: WEEKS[value], title: word(WEEKS[value]) }))),
    el("ul", { class: "weeks-key" }, WEEKS.slice(1).map((name) => el("li", {}, el("i", { class: name }), word(name)))));
}

const KEEPS_AWAY = { unasked: "nobody_asked", unable: "cant", no_seat: "cant", unwilling: "dont_want" };
const LEAST_TERM = 0.005; // shorter bars say nothing

/** Why: the verdict in a sentence, then each term of the decision as a bar to the left (against) or right (for). */
function why(reason) {
  const terms = (reason.terms || []).filter((term) => Math.abs(term.value) > LEAST_TERM).sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
  const most = Math.max(...terms.map((term) => Math.abs(term.value)), 0.5);
  return el("section", { class: `why ${reason.verdict}` },
    reason.verdict in KEEPS_AWAY ? el("strong", { class: "verdict" }, word(KEEPS_AWAY[reason.verdict])) : null,
    el("p", {}, say(reason.text)),
    (reason.occasion || []).map((said) => el("p", { class: "hint" }, say(said))),
    reason.reached_by ? reached(reason) : null,
    terms.length ? [el("h3", {}, word("why_terms")), el("p", { class: "hint" }, word("why_terms_hint")),
      el("ul", { class: "terms" }, terms.map((term) => termBar(term, most)))] : null,
    typeof reason.chance === "number" && terms.length ? el("p", { class: "chance" }, word("why_chance", { percent: (100 * reason.chance).toFixed(0) }), " ", el("small", {}, word("why_luck"))) : null);
}

function reached(reason) {
  const ways = reason.reached_by.filter((one) => one.value > 0);
  if (!ways.length) return null;
  const most = Math.max(...ways.map((one) => one.value));
  return [el("h3", {}, word("why_reached")), el("ul", { class: "terms" }, ways.map((one) => el("li", {}, el("span", { class: "term" }, say(one.label)),
    el("span", { class: "scale plain", role: "img", title: one.value.toFixed(3), aria: { label: one.value.toFixed(3) } }, el("i", { class: "for", css: { width: `${(100 * one.value) / most}%` } })))))];
}

function termBar(term, most) {
  const wide = (50 * Math.abs(term.value)) / most;
  const value = `${term.value < 0 ? "−" : "+"}${Math.abs(term.value).toFixed(2)}`;
  const bar = el("i", { class: term.value < 0 ? "against" : "for", css: { width: `${wide}%` } });
  return el("li", { title: [term.explain ? say(term.explain) : "", value].filter(Boolean).join(" "), tabIndex: 0 }, el("span", { class: "term" }, say(term.label)), el("span", { class: "scale", role: "img", aria: { label: value } }, bar));
}

export function startCards() {
  on("chosen", (what) => {
    const inside = find("card").contains(document.activeElement);
    if (what && !inside) back = document.activeElement.matches(":focus-visible") ? wayBack() : null;
    chosen = what;
    about = null;
    draw();
    if (what && back && !inside) find("card").focus();
    if (!what && inside && back) back();
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
