// Draws the part of a ladder that is in view.

import { clock, cutTo, shape, widthOfWords } from "./drawing.js";
import { RUNG, FOLD, TIME, TRACK } from "./ladder_layout.js";

const SMALL = 12 / 11; // as many more letters are there in the smaller size

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
    const now = placed === this.chosen ? "sk-now" : "";
    const group = shape("g", { class: `sk-rung sk-${rung.way} ${now}` }, this.parent);
    if (fold) this.fold(fold, y - RUNG + 8 - FOLD / 2, group);
    const box = { x: 0, y: y - RUNG + 9, width: "100%", height: RUNG, class: "sk-hit" };
    shape("rect", box, group).placed = placed;
    shape("text", { x: 8, y: y + 3, class: "sk-small" }, group, (rung.at - this.start).toFixed(3));
    if (rung.way === "none") this.event(rung, y, group);
    else this.arrow(rung, y, group);
    this.note(placed, y, group);
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
    const words = cutTo((this.columns.notes - 10) * SMALL, sorted.map((pair) => pair.words).join(", "));
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
    if (end) shape("path", { d: `M${gutter - 1} ${to}l6 -4v8z`, class: `sk-tip sk-${pair.state} ${marked}` }, this.parent);
    if (pair.state === "unanswered") this.cross(x, to - 8);
  }

  cross(x, y) {
    shape("path", { d: `M${x - 4} ${y - 4}l8 8m0 -8l-8 8`, class: "sk-bracket sk-unanswered" }, this.parent);
  }
}
