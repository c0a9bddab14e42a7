// The one connection to the server: requests with answers, pictures with credits, and coming back after a cut.

import { tell } from "./events.js";
import { readPicture } from "./picture.js";

const CREDITS = 2;
const PATIENCE = [400, 800, 1500, 3000]; // milliseconds between attempts to come back
const SLOW = 350; // milliseconds after which one is told to wait
const ROOM_KEY = "gongtong.room";

let socket = null;
let number = 0;
let attempts = 0;
let met = false;
const waiting = new Map();

const address = new URLSearchParams(location.search);

/** What this page may do: its room and its proof, kept while the tab lives; an address may name them. */
export const pass = {
  token: address.get("token") || "",
  room: address.get("room") || "",
  view: address.get("view") || "",
};
if (!pass.room) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(ROOM_KEY) || "{}");
    pass.room = kept.room || "";
    pass.leader = kept.leader || "";
  } catch (error) { /* a tab without storage starts anew */ }
}

export function connect() {
  const where = new URL("ws", location.href); // relative: a proxy may have put the page under a path of its own
  where.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  socket = new WebSocket(where);
  socket.binaryType = "arraybuffer";
  socket.onopen = open;
  socket.onmessage = hear;
  socket.onclose = comeBack;
}

function open() {
  attempts = 0;
  const wanted = { do: "open" };
  if (pass.leader || pass.token) wanted.token = pass.leader || pass.token;
  if (pass.room) wanted.room = pass.room;
  if (pass.view) wanted.view = pass.view;
  request(wanted).catch(() => {
    // the room is gone: the server was started anew; a new room, and the old session is offered again
    if (!pass.room) return;
    pass.room = "";
    pass.leader = "";
    tell("room-gone");
    open();
  });
}

function hear(event) {
  if (event.data instanceof ArrayBuffer) {
    send({ do: "ack" });
    const picture = readPicture(event.data);
    if (picture) tell("picture", picture);
    return;
  }
  const message = JSON.parse(event.data);
  const asked = waiting.get(message.to);
  if (asked) {
    waiting.delete(message.to);
    if (message.is === "refused") asked.refuse(message);
    else asked.answer(message);
  } else if (message.is === "refused") {
    tell("refused", message.text);
  }
  if (message.is === "welcome") welcome(message);
  else if (message.is !== "refused") tell(message.is, message);
}

function welcome(message) {
  pass.room = message.room;
  pass.leader = message.leader ? message.token : "";
  pass.readOnly = message.view;
  try {
    if (message.leader) sessionStorage.setItem(ROOM_KEY, JSON.stringify({ room: pass.room, leader: pass.leader }));
  } catch (error) { /* without storage a reload starts anew */ }
  tell("welcome", message);
  tell("link", met ? "back" : "up");
  met = true;
  send({ do: "ready", credits: CREDITS });
}

function comeBack() {
  const unanswered = [...waiting.values()];
  waiting.clear();
  for (const asked of unanswered) asked.refuse(null);
  tell("link", "down");
  if (!met && attempts) askAtTheDoor();
  setTimeout(connect, PATIENCE[Math.min(attempts, PATIENCE.length - 1)]);
  attempts += 1;
}

/** Why there is no connection: a page that may not talk is told so; null where it may, and something else is wrong. */
async function askAtTheDoor() {
  try {
    const answer = await fetch("door", { method: "POST" });
    const said = answer.ok ? null : new DOMParser().parseFromString(await answer.text(), "text/html").querySelectorAll("main p");
    tell("cut", said);
  } catch (error) {
    tell("cut", null);
  }
}

function send(message) {
  if (socket && socket.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
}

/** Send a request and wait for its answer; rejects with the refusal (null when the connection broke). */
export function request(message) {
  number += 1;
  const id = number;
  return new Promise((answer, refuse) => {
    const slow = setTimeout(() => tell("busy", true), SLOW);
    const over = (then) => (value) => {
      clearTimeout(slow);
      if (!waiting.size) tell("busy", false);
      then(value);
    };
    waiting.set(id, { answer: over(answer), refuse: over(refuse) });
    send(Object.assign({}, message, { id }));
  });
}

/** Tell the server what to do; a refusal is shown as its one sentence. Resolves to the answer, or null. */
export function act(name, values) {
  return request(Object.assign({ do: name }, values)).catch((refusal) => {
    if (refusal) tell("refused", refusal.text);
    return null;
  });
}
