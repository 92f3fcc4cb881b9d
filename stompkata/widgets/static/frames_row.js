// One line of the table: its cells, and the words in them.

import { beatsIn, isFold } from "./frames_fold.js";
import { keyOf } from "./frames_store.js";
import { DIRECTIONS, MARKS, attributes, element, grouped, plural, put, seconds } from "./shared.js";

export const ROW = 22; // pixels; every line has the same height, so that only the visible ones need exist
export const WAYS = Object.keys(DIRECTIONS); // in the order of their numbers
export const LAYERS = ["handshake", "websocket", "stomp", "event"];
export const COLUMNS = [
  ["number", "#"], ["delta", "Δt"], ["direction", "direction"], ["connection", "connection"], ["layer", "layer"],
  ["length", "octets"], ["command", "frame"], ["destination", "destination"], ["note", "content"],
  ["findings", "findings"],
];
const BOTH = { arrow: "⇄", word: "both" };

export function makeLine(space) {
  const line = attributes(element("div", "sk-row", space), { role: "row" });
  line.cells = {};
  for (const [name] of COLUMNS) {
    line.cells[name] = attributes(element("span", `sk-${name}`, line), { role: "gridcell" });
  }
  line.arrow = element("span", "sk-arrow", line.cells.direction);
  line.word = element("span", "sk-word", line.cells.direction);
  line.twist = attributes(element("span", "sk-twist", line.cells.number), { "aria-hidden": "true" });
  line.digits = element("span", "", line.cells.number);
  return line;
}

export function drawLine(line, entry, before, store, opened) {
  const text = entry.gap ? undefined : store.texts.get(String(keyOf(entry)));
  const fold = isFold(entry);
  const row = entry.rows?.[0] ?? entry;
  const way = entry.gap ? { arrow: "⋯", word: "" } : direction(entry);
  const kind = entry.gap ? "gap" : WAYS[row.direction].replace("_", "-");
  const beats = entry.fold === "beats" && fold;
  const dim = text?.dim || beats ? " sk-dim" : "";
  setClass(line, `sk-row sk-${way === BOTH ? "both" : kind}${dim}${entry.parent ? " sk-child" : ""}`);
  attributes(line, { "aria-level": entry.parent ? 2 : 1, "aria-expanded": fold ? opened : null });
  const words = entry.gap ? { note: entry.gap } : beats ? beatWords(entry) : rowWords(entry, row, text);
  words.delta = entry.gap ? "" : seconds(delta(row, before));
  words.connection = entry.gap ? "" : store.connections[row.connection] ?? "";
  for (const [name, cell] of Object.entries(line.cells)) {
    if (name !== "direction" && name !== "number") put(cell, words[name] ?? "");
  }
  put(line.twist, fold ? (opened ? "▾" : "▸") : "");
  put(line.digits, entry.gap ? "" : String(row.number));
  put(line.arrow, way.arrow);
  put(line.word, way.word);
  drawFindings(line.cells.findings, text);
}

function rowWords(entry, row, text) {
  const length = (entry.rows ?? [row]).reduce((sum, { length }) => sum + length, 0);
  return {
    layer: text?.layer ?? LAYERS[row.layer], length: row.layer === 3 ? "" : grouped(length),
    command: text?.command ?? "…", destination: text?.destination ?? "", note: text?.note ?? "",
    findings: text?.findings ? `${MARKS[text.severity]} ${text.findings}` : "",
  };
}

function beatWords({ rows }) {
  const span = seconds(rows.at(-1).at - rows[0].at).slice(1);
  return {
    layer: "beats", command: `♥ ×${rows.length}`, note: `in ${span}: ${beatsIn({ rows })}`,
    length: grouped(rows.reduce((sum, row) => sum + row.length, 0)),
  };
}

function direction(entry) {
  const ways = new Set((entry.rows ?? [entry]).map((row) => row.direction));
  return ways.size > 1 ? BOTH : DIRECTIONS[WAYS[[...ways][0]]];
}

function delta(row, before) {
  if (!before || before.gap) return null;
  return row.at - ((before.fold === "beats" && before.rows.at(-1)) || before.rows?.[0] || before).at;
}

function drawFindings(cell, text) {
  setClass(cell, `sk-findings sk-${text?.severity ?? "fine"}`);
  const said = text?.findings ? plural(text.findings, text.severity) : null; // in words, not as a mark
  attributes(cell, { title: said, "aria-label": said });
}

function setClass(target, name) {
  if (target.className !== name) target.className = name;
}
