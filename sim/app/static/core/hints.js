// What the pointer is told by resting on something, the keyboard is told by coming to it.

import { el } from "./dom.js";

const AWAY = 8; // pixels between a hint and what it is about

export function startHints() {
  const hint = el("div", { class: "tip hint-tip", role: "tooltip", hidden: true });
  const hide = () => { hint.hidden = true; };
  document.body.append(hint);
  document.addEventListener("focusin", ({ target }) => {
    const said = target.title;
    hint.hidden = !said || said === target.textContent.trim() && target.scrollWidth <= target.clientWidth || !target.matches(":focus-visible");
    if (hint.hidden) return;
    hint.textContent = said;
    const box = target.getBoundingClientRect();
    const above = box.top - hint.offsetHeight - AWAY;
    hint.style.top = `${above > 0 ? above : box.bottom + AWAY}px`;
    hint.style.left = `${Math.max(Math.min(box.left, innerWidth - hint.offsetWidth - AWAY), AWAY)}px`;
  });
  document.addEventListener("focusout", hide);
  document.addEventListener("keydown", ({ key }) => { if (key === "Escape") hide(); }, true);
}
