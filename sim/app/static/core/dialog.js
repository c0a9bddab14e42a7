// Dialogs over the page: one at a time, closed by Escape, focus kept inside and given back.

import { el, fill, find, icon, wayBack } from "./dom.js";
import { word } from "./words.js";

let leave = null;

export function dialogOpen() {
  return leave !== null;
}

export function closeDialog() {
  if (leave) leave();
}

/** Show a dialog; returns the function that closes it. */
export function dialog(title, content, { wide = false, plain = false, closed } = {}) {
  closeDialog();
  const back = wayBack();
  const box = el("div", { class: `dialog${wide ? " wide" : ""}${plain ? " plain" : ""}`, role: "dialog", tabIndex: -1, aria: { modal: "true", label: title } },
    plain ? null : el("header", {}, el("h2", {}, title), el("button", { type: "button", class: "tool", title: word("close"), aria: { label: word("close") }, onclick: () => closeDialog() }, icon("close"))),
    el("div", { class: "content" }, content));
  const shade = el("div", { class: "shade", onclick: (event) => { if (event.target === shade) closeDialog(); } }, box);
  shade.addEventListener("keydown", (event) => keepFocus(event, box));
  fill(find("layer"), shade);
  reach(false);
  leave = () => {
    leave = null;
    find("layer").textContent = "";
    reach(true);
    if (back) back();
    if (closed) closed();
  };
  (box.querySelector("[autofocus]") || box).focus();
  return closeDialog;
}

/** Whether the page behind can be reached, by whatever means. */
function reach(possible) {
  for (const part of document.body.children) if (part.id !== "layer" && part.id !== "toasts") part.inert = !possible;
}

function keepFocus(event, box) {
  event.stopPropagation();
  if (event.key === "Escape") closeDialog();
  if (event.key !== "Tab") return;
  const all = [...box.querySelectorAll("button, input, select, a[href], textarea, [tabindex='0']")].filter((one) => !one.disabled && one.offsetParent);
  if (!all.length) return;
  const [first, last] = [all[0], all[all.length - 1]];
  if (event.shiftKey && (document.activeElement === first || document.activeElement === box)) {
    event.preventDefault();
    last.focus();
  } else if (!event.shiftKey && document.activeElement === last) {
    event.preventDefault();
    first.focus();
  }
}

/** Ask for a short text; resolves to it, or to null. */
export function ask(title, value) {
  return new Promise((answer) => {
    const input = el("input", { type: "text", value, maxLength: 60, class: "wide-input", aria: { label: title } });
    input.setAttribute("autofocus", "");
    let said = null;
    const form = el("form", { onsubmit: (event) => { event.preventDefault(); said = input.value.trim() || null; closeDialog(); } },
      input, el("div", { class: "choices" }, el("button", { type: "submit", class: "main" }, word("confirm")),
        el("button", { type: "button", onclick: () => closeDialog() }, word("cancel"))));
    dialog(title, form, { closed: () => answer(said) });
    input.select();
  });
}

/** A short notice that leaves by itself; with a choice it stays until chosen or closed. */
export function notice(text, { kind = "info", choice, stay = false } = {}) {
  const close = () => node.remove();
  const node = el("div", { class: `notice ${kind}` }, el("p", {}, text),
    choice ? el("button", { type: "button", class: "main", onclick: () => { close(); choice.act(); } }, choice.label) : null,
    el("button", { type: "button", class: "tool small", title: word("close"), aria: { label: word("close") }, onclick: close }, icon("close")));
  const all = find("toasts");
  for (const other of [...all.children]) if (other.firstChild.textContent === text) other.remove();
  all.append(node);
  if (!choice && !stay) setTimeout(close, 6000);
  return close;
}
