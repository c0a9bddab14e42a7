// The board of the budget game: what came out of every plan by outcome, equity and cost, and without any module.

import { el } from "../core/dom.js";
import { count, money, percent, plain, points, say, word } from "../core/words.js";

function said(column, value) {
  if (value === undefined || value === null) return "–";
  if (column.percent) return column.key === "age_gap" ? points(value).replace("+", "") : percent(value);
  return column.key.includes("yuan") ? money(value) : value >= 1000 ? count(value) : plain(value);
}

export function board({ columns, rows, refused, nothing }) {
  const kinds = ["outcome", "equity", "cost"];
  const head = el("thead", {},
    el("tr", {}, el("th", {}), kinds.map((kind) => el("th", { colSpan: columns.filter((column) => column.about === kind).length }, word(`game_${kind}`)))),
    el("tr", {}, el("th", { scope: "col" }, word("game_teams")), columns.map((column) => el("th", { scope: "col" }, say(column.label), el("small", {}, say(column.unit))))));
  const row = ({ team, values, ranks }) => el("tr", {}, el("th", { scope: "row" }, team), columns.map((column) => el("td", {},
    el("b", {}, said(column, values[column.key])), ranks && rows.length > 1 ? el("small", {}, word("game_rank", { n: ranks[column.key] })) : null)));
  return el("section", {}, el("h3", {}, word("game_board")), el("p", { class: "hint" }, word("game_board_hint")),
    el("div", { class: "board-frame" }, el("table", { class: "board" }, head, el("tbody", {}, rows.map(row), row({ team: word("game_nothing"), values: nothing, ranks: null })))),
    refused.length ? el("ul", { class: "refused" }, refused.map(({ text }) => el("li", {}, say(text)))) : null,
    el("p", {}, word("game_debrief")), el("p", { class: "hint" }, word("game_one_seed")));
}
