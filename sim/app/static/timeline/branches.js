// Branches: every different course of events is kept under a name; here one goes from one to another.

import { el, icon } from "../core/dom.js";
import { ask } from "../core/dialog.js";
import { act } from "../core/link.js";
import { store } from "../core/store.js";
import { say, word } from "../core/words.js";

function nameOf(branch) {
  return typeof branch === "string" ? branch : branch.label ? say(branch.label) : say(branch.name);
}

function keyOf(branch) {
  return typeof branch === "string" ? branch : branch.id !== undefined ? branch.id : branch.name;
}

export function branches() {
  const all = store.state.branches || [];
  const now = store.state.branch !== undefined ? store.state.branch : (store.state.worlds[0] || {}).branch;
  const list = el("select", { aria: { label: word("branches") }, title: word("branch_hint"), disabled: !store.leader,
    onchange: (event) => act("switch", { branch: keyOf(all[event.target.selectedIndex]) }) },
  all.map((branch) => el("option", { selected: keyOf(branch) === now }, nameOf(branch))));
  const rename = async () => {
    const branch = all.find((one) => keyOf(one) === now) || all[0];
    const name = await ask(word("branch_name"), branch ? nameOf(branch) : "");
    if (name) act("rename", { branch: keyOf(branch), name });
  };
  const keep = async () => {
    const name = await ask(word("branch_name"), word("branch_numbered", { n: all.length + 1 }));
    if (name) act("branch", { name });
  };
  return el("div", { class: "branches" }, icon("branch"), list, store.leader ? [
    el("button", { type: "button", class: "tool small", title: word("branch_rename"), aria: { label: word("branch_rename") }, onclick: rename }, icon("pen")),
    el("button", { type: "button", class: "tool small", title: word("branch_keep"), aria: { label: word("branch_keep") }, onclick: keep }, "+")] : null);
}
