// Words in the language in use, and numbers as people read them.
// All texts come with the catalogue as {en, zh}; none stands in the page's code.

import { tell } from "./events.js";
import { store } from "./store.js";

const KEY = "gongtong.language";

export let lang = firstLanguage();

function firstLanguage() {
  try {
    const kept = localStorage.getItem(KEY);
    if (kept === "en" || kept === "zh") return kept;
  } catch (error) { /* the browser keeps nothing: ask it instead */ }
  const asked = new URLSearchParams(location.search).get("lang");
  if (asked === "en" || asked === "zh") return asked;
  return (navigator.language || "zh").toLowerCase().startsWith("zh") ? "zh" : "en";
}

export function setLanguage(name) {
  lang = name;
  try { localStorage.setItem(KEY, name); } catch (error) { /* not remembered, then */ }
  tell("language", name);
}

/** A text of the catalogue in the language in use; plain strings say themselves. */
export function say(text) {
  if (text === null || text === undefined) return "";
  return typeof text === "object" ? text[lang] || text.en || "" : String(text);
}

export function has(key) {
  return key in store.catalogue.words;
}

/** A word of the catalogue by its key, its {fields} filled. */
export function word(key, values) {
  const words = store.catalogue ? store.catalogue.words : {};
  const said = key in words ? say(words[key]) : key;
  return values ? said.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole)) : said;
}

export function count(value) {
  return COUNT.format(Math.round(value));
}

export function percent(share, digits = 1) {
  return share === null || share === undefined ? "–" : `${(100 * share).toFixed(digits)}%`;
}

/** A difference of shares in percentage points, with its sign. */
export function points(share) {
  const value = (100 * share).toFixed(1);
  return `${share > 0 ? "+" : ""}${value.replace("-", "−")}`;
}

/** A number with as many digits as its size bears. */
export function plain(value) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  if (size >= 1000) return count(value);
  return String(Number(value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2)));
}

export function money(yuan) {
  if (lang === "zh") return Math.abs(yuan) >= 1e4 ? `${plain(yuan / 1e4)} 万元` : `${count(yuan)} 元`;
  return Math.abs(yuan) >= 1e6 ? `${plain(yuan / 1e6)} M yuan` : `${count(yuan)} yuan`;
}

const DAY = 86400000;

/** The Monday of a week of the run, the first being week 0. */
export function dateOf(week, first) {
  return new Date(new Date(`${first}T00:00:00Z`).getTime() + week * 7 * DAY);
}

/** The date of the last of so many weeks done. */
export function dateDone(weeks, first) {
  return dateSaid(Math.max(weeks - 1, 0), first);
}

// making a formatter takes many times as long as using one
const ENGLISH_DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const COUNT = new Intl.NumberFormat("en-US");

export function dateSaid(week, first) {
  const date = dateOf(week, first);
  if (lang === "zh") return `${date.getUTCFullYear()}年${date.getUTCMonth() + 1}月${date.getUTCDate()}日`;
  return ENGLISH_DATE.format(date);
}
