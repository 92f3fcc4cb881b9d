// Draws the part of a ladder that is in view.

import { clock, shape } from "./drawing.js";
import { RUNG, FOLD, TRACK } from "./ladder_layout.js";

const LETTER = 7.3; // pixels of one letter

function cutTo(pixels, text) {
  const room = Math.max(8, Math.floor(pixels / LETTER));
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}

export class LadderDrawing {
  constructor(layout, parent, { top, height, chosen, start }) {
    Object.assign(this, { layout, parent, top, height, chosen, start, store: layout.store, columns: layout.columns() });
    this.marked = new Set(this.store.pairsOf(chosen?.rung).map((pair) => pair.id));
    this.lifelines();
    const first = layout.at(top), last = layout.at(top + height);
    if (chosen) this.highlight(chosen);
    for (const placed of layout.rungs.slice(first, last + 1)) this.rung(placed);
    for (const joined of layout.joined ?? [])
      if (joined.bottom >= top && joined.top <= top + height) this.bracket(joined);
  }

  lifelines() {
    const { clients, broker } = this.columns;
    for (const [index, x] of [...clients.entries(), ["broker", broker]])
      shape("line", { x1: x, x2: x, y1: 0, y2: this.height, class: index === "broker" ? "sk-life sk-broker" : "sk-life" },
        this.parent);
  }

  highlight({ y }) {
    shape("rect", { x: 0, y: y - this.top - RUNG + 9, width: "100%", height: RUNG, class: "sk-chosen" }, this.parent);
  }

  rung(placed) {
    const { rung, fold } = placed, y = placed.y - this.top;
    const group = shape("g", { class: `sk-rung sk-${rung.way}` }, this.parent);
    if (fold) this.fold(fold, y - RUNG + 8 - FOLD / 2, group);
    const box = { x: 0, y: y - RUNG + 9, width: "100%", height: RUNG, class: "sk-hit" };
    shape("rect", box, group).placed = placed;
    shape("text", { x: 8, y: y + 3, class: "sk-small" }, group, (rung.at - this.start).toFixed(3));
    if (rung.way === "none") this.event(rung, y, group);
    else this.arrow(rung, y, group);
    this.note(placed, y, group);
  }

  fold({ seconds, beats }, y, group) {
    shape("line", { x1: 66, x2: this.columns.gutter, y1: y, y2: y, class: "sk-fold" }, group);
    const words = beats ? `⋯ ${clock(seconds)}, ♥ × ${beats}` : `⋯ ${clock(seconds)}`;
    shape("text", { x: 8, y: y + 4, class: "sk-small" }, group, words);
  }

  event(rung, y, group) {
    const x = this.columns.of(rung.connection);
    shape("circle", { cx: x, cy: y - 1, r: 4, class: "sk-event" }, group);
    shape("text", { x: x + 9, y: y + 3, class: "sk-label sk-quiet" }, group, cutTo(260, rung.command));
  }

  arrow(rung, y, group) {
    const client = this.columns.of(rung.connection), { broker } = this.columns;
    const [from, to] = rung.way === "to_server" ? [client, broker] : [broker, client];
    const side = Math.sign(to - from);
    shape("line", { x1: from, x2: to - 7 * side, y1: y, y2: y, class: "sk-arrow" }, group);
    shape("path", { d: `M${to} ${y}l${-9 * side} -5v10z`, class: "sk-head" }, group);
    const beat = rung.command === "beat";
    const below = this.layout.layer === "websocket" ? rung.frame : "";
    const said = [below, beat ? "♥ beat" : rung.command].filter(Boolean).join(" · ");
    const room = Math.abs(to - from) - 14;
    const text = shape("text", { x: (from + to) / 2, y: y - 5, class: "sk-label", "text-anchor": "middle" }, group);
    const command = cutTo(room, said);
    shape("tspan", { class: beat ? "sk-quiet" : "sk-strong" }, text, command);
    const rest = room - (command.length + 1) * LETTER;
    if (rung.detail && rest > 40) shape("tspan", { dx: 6 }, text, cutTo(rest, rung.detail));
  }

  note({ index }, y, group) {
    const pairs = this.layout.notes?.get(index);
    if (!pairs || !this.columns.notes) return;
    const sorted = pairs.toSorted((a, b) => (b.state === "unanswered") - (a.state === "unanswered"));
    const words = cutTo(this.columns.notes - 10, sorted.map((pair) => pair.words).join(", "));
    const name = sorted[0].state === "unanswered" ? "sk-note sk-waiting" : "sk-note";
    shape("text", { x: this.layout.width - this.columns.notes, y: y + 3, class: name }, group, words);
  }

  bracket({ pair, top, bottom, track }) {
    const { gutter } = this.columns, x = gutter + 10 + track * TRACK;
    const from = top - this.top, to = Math.min(bottom - this.top, this.height + 20);
    const marked = this.marked.has(pair.id) ? "sk-marked" : "";
    const turn = Math.min(5, Math.max(0, (to - from) / 2));
    const end = pair.state === "answered" || pair.state === "refused";
    const tail = end && bottom !== Infinity ? `V${to - turn}Q${x} ${to} ${x - turn} ${to}H${gutter}` : `V${to - 8}`;
    const d = `M${gutter} ${from}H${x - turn}Q${x} ${from} ${x} ${from + turn}${tail}`;
    shape("path", { d, class: `sk-bracket sk-${pair.state} ${marked}` }, this.parent);
    if (end) shape("path", { d: `M${gutter - 1} ${to}l6 -4v8z`, class: `sk-tip ${marked}` }, this.parent);
    if (pair.state === "unanswered") this.cross(x, to - 8);
  }

  cross(x, y) {
    shape("path", { d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`, class: "sk-bracket sk-unanswered" }, this.parent);
  }
}
