// Draws the part of a ladder that is in view, and keeps it: who scrolls pays for what comes into view.

import { attributes } from "./shared.js";
import { clock, cutTo, shape, widthOfWords, wrapTo } from "./drawing.js";
import { RUNG, FOLD, TIME, TRACK } from "./ladder_layout.js";

const SMALL = 12 / 11; // as many more letters are there in the smaller size
const NOTE_LINES = 2, NOTE_LINE = 12; // of a note, and pixels from one to the next
const BESIDE = 4 * RUNG; // pixels above and below the view that are drawn, too: a page may scroll before it draws

export class LadderDrawing {
  constructor(layout, svg) {
    Object.assign(this, { layout, svg, store: layout.store, look: "", chosen: null });
    Object.assign(this, { rungs: new Map(), brackets: new Map() }); // what is drawn, by what it stands for
    const names = ["lives", "chosen", "rungs", "brackets"]; // from below to above
    this.parts = Object.fromEntries(names.map((name) => [name, shape("g", {}, svg)]));
  }

  draw({ top, height, chosen, start }) {
    const { layout } = this;
    const bottom = Math.max(height, layout.height + 6);
    const look = [layout.settled, layout.width, this.store.connections.length, start, bottom].join();
    if (look !== this.look) Object.assign(this, { look, bottom, start, columns: layout.columns() }).clear();
    if (chosen !== this.chosen) this.choose(chosen);
    const from = top - BESIDE, to = top + height + BESIDE;
    this.keep("rungs", layout.rungs.slice(layout.at(from), layout.at(to) + 1), (placed) => this.rung(placed));
    const joined = (layout.joined ?? []).filter((each) => each.bottom >= from && each.top <= to);
    this.keep("brackets", joined, (each) => this.bracket(each));
  }

  clear() { // all looks different
    for (const part of Object.values(this.parts)) part.replaceChildren();
    this.rungs.clear();
    this.brackets.clear();
    attributes(this.svg, { width: "100%", height: this.bottom });
    if (this.layout.rungs.length) this.lifelines();
    this.choose(this.chosen);
  }

  keep(name, wanted, make) { // in their order, and no others
    const drawn = this[name], kept = new Set(wanted);
    for (const [each, group] of drawn) if (!kept.has(each)) { group.remove(); drawn.delete(each); }
    let before = null;
    for (const each of wanted.toReversed()) {
      if (!drawn.has(each)) drawn.set(each, this.parts[name].insertBefore(make(each), before));
      before = drawn.get(each);
    }
  }

  choose(chosen) { // what is chosen looks different, and all that belongs to it
    for (const placed of [this.chosen, chosen]) {
      this.rungs.get(placed)?.remove();
      this.rungs.delete(placed);
    }
    this.chosen = chosen;
    this.marked = new Set(this.store.pairsOf(chosen?.rung).map((pair) => pair.id));
    this.brackets.clear();
    for (const name of ["chosen", "brackets"]) this.parts[name].replaceChildren();
    if (chosen) this.highlight(chosen);
  }

  lifelines() {
    const { clients, broker } = this.columns;
    for (const [index, x] of [...clients.entries(), ["broker", broker]])
      shape("line", { x1: x, x2: x, y1: 0, y2: this.bottom, class: index === "broker" ? "sk-life sk-broker" : "sk-life" },
        this.parts.lives);
  }

  highlight({ y }) {
    shape("rect", { x: 0, y: y - RUNG + 9, width: "100%", height: RUNG, class: "sk-chosen" }, this.parts.chosen);
  }

  rung(placed) {
    const { rung, fold, y } = placed;
    const now = placed === this.chosen ? "sk-now" : "";
    const group = shape("g", { class: `sk-rung sk-${rung.way} ${now}` });
    if (fold) this.fold(fold, y - RUNG + 8 - FOLD / 2, group);
    const box = { x: 0, y: y - RUNG + 9, width: "100%", height: RUNG, class: "sk-hit" };
    shape("rect", box, group).placed = placed;
    shape("text", { x: 8, y: y + 3, class: "sk-small" }, group, (rung.at - this.start).toFixed(3));
    if (rung.way === "none") this.event(rung, y, group);
    else this.arrow(rung, y, group);
    this.note(placed, y, group);
    return group;
  }

  fold({ seconds, beats }, y, group) {
    const words = beats ? `⋯ ${clock(seconds)}, ♥ × ${beats}` : `⋯ ${clock(seconds)}`;
    const line = { x1: Math.max(TIME, widthOfWords(words) + 8), x2: this.columns.gutter, y1: y, y2: y, class: "sk-fold" };
    shape("line", line, group);
    shape("text", { x: 8, y: y + 4, class: "sk-small" }, group, words);
  }

  event(rung, y, group) {
    const x = this.columns.of(rung.connection);
    shape("circle", { cx: x, cy: y - 1, r: 4, class: "sk-event" }, group);
    const words = [x - TIME, this.columns.gutter - x]; // room on either side
    const side = words[1] >= Math.min(words[0], widthOfWords(rung.command) + 18) ? 1 : -1;
    shape("text", { x: x + 9 * side, y: y + 3, class: "sk-label sk-quiet", "text-anchor": side > 0 ? "start" : "end" },
      group, cutTo(Math.max(...words) - 18, rung.command));
  }

  arrow(rung, y, group) {
    const client = this.columns.of(rung.connection), { broker } = this.columns;
    const [from, to] = rung.way === "to_server" ? [client, broker] : [broker, client];
    const side = Math.sign(to - from);
    shape("line", { x1: from, x2: to - 7 * side, y1: y, y2: y, class: "sk-arrow" }, group);
    shape("path", { d: `M${to} ${y}l${-9 * side} -5v10z`, class: "sk-head" }, group);
    this.label(rung, Math.min(from, to), Math.max(from, to), y, group);
  }

  label(rung, left, right, y, group) { // what is too long for its arrow goes on beyond: the rest of the row is free
    const beat = rung.command === "beat";
    const below = this.layout.layer === "websocket" ? rung.frame : "";
    const said = [below, beat ? "♥ beat" : rung.command].filter(Boolean).join(" · ");
    const fits = widthOfWords(`${said} ${rung.detail}`) <= right - left - 14, { broker, gutter } = this.columns;
    const [x, anchor, room] = fits ? [(left + right) / 2, "middle", right - left - 14]
      : left < broker ? [left + 9, "start", gutter - left - 14] : [right - 9, "end", right - TIME - 9];
    const name = fits ? "sk-label" : "sk-label sk-over"; // a halo costs much, so only what crosses lifelines has one
    const text = shape("text", { x, y: y - 5, class: name, "text-anchor": anchor }, group);
    const command = cutTo(room, said);
    shape("tspan", { class: beat ? "sk-quiet" : "sk-strong" }, text, command);
    const rest = room - widthOfWords(`${command} `);
    if (rung.detail && (fits || rest > 40)) shape("tspan", { dx: 6 }, text, fits ? rung.detail : cutTo(rest, rung.detail));
  }

  note({ index }, y, group) {
    const pairs = this.layout.notes?.get(index);
    if (!pairs || !this.columns.notes) return;
    const sorted = pairs.toSorted((a, b) => (b.state === "unanswered") - (a.state === "unanswered"));
    const lines = wrapTo((this.columns.notes - 10) * SMALL, sorted.map((pair) => pair.words).join(", "), NOTE_LINES);
    const name = sorted[0].state === "unanswered" ? "sk-note sk-waiting" : "sk-note";
    const x = this.layout.width - this.columns.notes, top = y + 3 - (lines.length - 1) * NOTE_LINE / 2;
    const text = shape("text", { y: top, class: name }, group);
    lines.forEach((line, at) => shape("tspan", { x, dy: at && NOTE_LINE }, text, at < lines.length - 1 ? `${line} ` : line));
  }

  bracket({ pair, top, bottom, track }) {
    const { gutter } = this.columns, x = gutter + 10 + track * TRACK;
    const group = shape("g", {});
    const from = top, to = Math.min(bottom, this.bottom + 20);
    const marked = this.marked.has(pair.id) ? "sk-marked" : "";
    const turn = Math.min(5, Math.max(0, (to - from) / 2));
    const end = pair.state === "answered" || pair.state === "refused";
    const tail = end && bottom !== Infinity ? `V${to - turn}Q${x} ${to} ${x - turn} ${to}H${gutter}` : `V${to - 8}`;
    const d = `M${gutter} ${from}H${x - turn}Q${x} ${from} ${x} ${from + turn}${tail}`;
    shape("path", { d, class: `sk-bracket sk-${pair.state} ${marked}` }, group);
    if (end) shape("path", { d: `M${gutter - 1} ${to}l6 -4v8z`, class: `sk-tip sk-${pair.state} ${marked}` }, group);
    if (pair.state === "unanswered") this.cross(x, to - 8, group);
    return group;
  }

  cross(x, y, group) {
    shape("path", { d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`, class: "sk-bracket sk-unanswered" }, group);
  }
}
