// The workshop page: starts its parts, and speaks of what concerns them all (connection, refusals, welcome).

import { startCards } from "./panels/cards.js";
import { startCharts } from "./panels/charts.js";
import { startChronicle } from "./timeline/chronicle.js";
import { notice } from "./core/dialog.js";
import { fill, find } from "./core/dom.js";
import { on } from "./core/events.js";
import { reopen, startDrops } from "./panels/exports.js";
import { startFigures } from "./panels/figures.js";
import { startGame } from "./play/game.js";
import { startHints } from "./core/hints.js";
import { startKeys } from "./panels/keys.js";
import { connect, request } from "./core/link.js";
import { startMenu } from "./panels/menu.js";
import { startPace } from "./timeline/pace.js";
import { startPolicies } from "./panels/policies.js";
import { startStage } from "./map/stage.js";
import { startStatus } from "./panels/status.js";
import { keepStore, store } from "./core/store.js";
import { startTimeline } from "./timeline/timeline.js";
import { startTours } from "./play/tours.js";
import { welcomeOnce } from "./play/welcome.js";
import { say, word } from "./core/words.js";

const SESSION = "gongtong.session";
let gone = false; // the room we were in no longer exists
let lost = null; // closes the notice of a lost connection

keepStore();
startMenu();
startStatus();
startStage();
startFigures();
startCharts();
startPolicies();
startTimeline();
startChronicle();
startCards();
startTours();
startGame();
startPace();
startKeys();
startHints();
startDrops();

on("meet", ({ state }) => {
  find("splash").hidden = true;
  for (const said of state.remarks) notice(say(said), { stay: true });
});
on("busy", (busy) => { document.documentElement.dataset.busy = busy ? "yes" : "no"; });
on("refused", (text) => notice(say(text), { kind: "refused" }));
on("room-gone", () => { gone = true; });
on("link", (how) => {
  if (how === "down") {
    if (store.ready && !lost) lost = notice(word("connection_lost"), { stay: true });
    return;
  }
  if (lost) lost();
  lost = null;
  if (gone) offerSession();
  else if (how === "back") notice(word("connection_back"));
  if (how === "up") welcomeOnce();
  gone = false;
});

on("done", ({ text }) => { if (text) notice(say(text)); });
on("cut", (said) => {
  if (said && said.length) fill(find("cut"), [...said]);
  find("cut").hidden = false;
});

/** The story is remembered by the tab, so that it can be opened again if the server goes down. */
let remembering = 0;
on("story", () => {
  if (!store.leader) return;
  clearTimeout(remembering);
  remembering = setTimeout(async () => {
    try {
      const saved = await request({ do: "save" });
      sessionStorage.setItem(SESSION, JSON.stringify(saved.data));
    } catch (error) { /* nothing to remember, or nowhere to */ }
  }, 1500);
});

function offerSession() {
  let kept = null;
  try { kept = JSON.parse(sessionStorage.getItem(SESSION)); } catch (error) { /* none */ }
  notice(word("server_restarted"), kept ? { choice: { label: word("session_open"), act: () => reopen(kept) } } : {});
}

document.fonts.load("16px Gongtong", "共G").then(connect, connect);
