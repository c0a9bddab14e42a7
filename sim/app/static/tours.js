import { dialog } from "./dialog.js";
import { word } from "./words.js";
export function chooseTour() { dialog(word("tours"), ""); }
export function startTours() {}
