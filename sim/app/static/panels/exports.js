// What one takes home: a slide, the data of the curves, a page of summary, the session itself; and opening a session.

import { el, find } from "../core/dom.js";
import { notice } from "../core/dialog.js";
import { tell } from "../core/events.js";
import { act, request } from "../core/link.js";
import { slide } from "./slide.js";
import { store } from "../core/store.js";
import { lang, word } from "../core/words.js";

const MOST = 4; // megabytes of a session file

/** Hand a file to the browser to keep. */
function keepFile(name, content) {
  const address = URL.createObjectURL(content);
  const link = el("a", { href: address, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
  notice(word("export_done", { name }));
}

async function fromServer(what) {
  const file = await act("export", { what, world: 0, lang }); // both worlds are in it
  if (file) keepFile(file.name, new Blob([file.text], { type: file.mime || "text/plain" }));
}

export const exportData = () => fromServer("csv");
export const exportSummary = () => fromServer("summary");

export async function exportSlide() {
  try {
    const picture = await slide();
    keepFile(`gongtong-week-${store.week}.png`, picture);
  } catch (error) {
    notice(word("error_export"), { kind: "refused" });
  }
}

export async function saveSession() {
  const saved = await act("save");
  if (saved) keepFile(saved.name, new Blob([JSON.stringify(saved.data)], { type: "application/json" }));
}

export function openSession() {
  const input = el("input", { type: "file", accept: ".json,.gongtong,application/json", hidden: true, id: "session-file" });
  input.addEventListener("change", () => { if (input.files[0]) openFile(input.files[0]); input.remove(); });
  const before = find("session-file");
  if (before) before.remove();
  document.body.append(input);
  input.click();
}

async function openFile(file) {
  if (file.size > MOST * 1048576) {
    notice(word("error_file_size", { name: file.name, size: MOST }), { kind: "refused" });
    return;
  }
  try {
    await reopen(JSON.parse(await file.text()));
  } catch (error) {
    notice(word("error_file_type", { name: file.name }), { kind: "refused" });
  }
}

/** Open a session from what was saved of it. */
export async function reopen(data) {
  try {
    await request({ do: "load", data });
    notice(word("session_opened"));
  } catch (refusal) {
    if (refusal) tell("refused", refusal.text);
  }
}

/** Files may be dropped anywhere on the page. */
export function startDrops() {
  document.addEventListener("dragover", (event) => event.preventDefault());
  document.addEventListener("drop", (event) => {
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    if (file && store.leader) openFile(file);
  });
}
