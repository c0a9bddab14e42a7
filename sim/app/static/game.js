import { dialog } from "./dialog.js";
import { word } from "./words.js";
export function openGame() { dialog(word("game"), ""); }
