// Draws a map: edges, then boxes, each with its name, what it counts, and a square for each message it holds.

import { shape } from "./drawing.js";
import { MAP_COLUMNS } from "./broker_map_layout.js";
import { bend } from "./broker_map_pulses.js";

const SQUARES = 10, SQUARE = 8;
const GLYPH = 7.3; // pixels of one letter, and of a small one
const SMALL_GLYPH = 6.7;
const APART_AT = 0.68; // of an edge: there it is apart from those that begin or end where it does, or cross it

function fitted(text, pixels, glyph = GLYPH) {
  const room = Math.max(3, Math.floor(pixels / glyph));
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}

export class MapDrawing {
  constructor(layout, parent, { chosen, selected, pulses, now }) {
    Object.assign(this, { layout, parent, chosen, selected, pulses, now, store: layout.store });
    parent.replaceChildren();
    for (const edge of this.merged()) this.edge(edge);
    for (const table of Object.keys(MAP_COLUMNS)) {
      for (const key of layout.rows(table)) this.box(this.store.nodes.get(key));
      if (layout.more[table] > 0) this.more(table);
    }
  }

  merged() { // edges of nodes that share a place are one
    const edges = new Map();
    for (const edge of this.store.edges.values()) {
      const curve = this.layout.curve(edge);
      if (!curve) continue;
      const place = `${curve.x1} ${curve.y1} ${curve.y2}`, rate = this.pulses.rate(edge.key, this.now);
      const known = edges.get(place) ?? { edge, curve, rate: 0, count: 0, open: false, lit: false };
      known.rate += rate;
      known.count += edge.count;
      known.open ||= this.store.nodes.get(edge.source).open && this.store.nodes.get(edge.target).open;
      known.lit ||= [edge.source, edge.target].includes(this.chosen);
      edges.set(place, known);
    }
    return edges.values();
  }

  edge({ edge, curve, rate, count, open, lit }) {
    const { x1, y1, x2, y2 } = curve, middle = (x1 + x2) / 2;
    const way = edge.target[0] === "d" ? "sk-to_server" : "sk-to_client";
    const busy = rate && this.now - (this.pulses.throttled ?? -Infinity) < 1000;
    const group = shape("g", { class: `sk-edge ${way} ${open ? "" : "sk-ended"} ${lit ? "sk-lit" : ""}` }, this.parent);
    const d = `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2 - 7} ${y2}`;
    const thick = busy ? Math.min(9, 2 + Math.log2(rate)) : lit ? 2.5 : 1.5;
    shape("path", { d, class: "sk-line", "stroke-width": thick }, group);
    shape("path", { d: `M${x2} ${y2}l-9 -5v10z`, class: "sk-head" }, group);
    if (!count) return;
    const words = busy ? `${rate.toLocaleString("en")}/s` : `${count.toLocaleString("en")}`;
    const flash = this.pulses.isFlashing(edge.key, this.now) ? "sk-flash" : "";
    const { x, y } = bend(curve, APART_AT);
    shape("text", { x, y: y - 5, class: `sk-count ${flash}`, "text-anchor": "middle" }, group, words);
  }

  box(node) {
    const { x, y, width, height } = this.layout.box(node), top = y - height / 2;
    const names = ["sk-node", `sk-${node.table}`, node.open ? "" : "sk-ended",
      node.key === this.chosen ? "sk-chosen" : "", node.last && node.last === this.selected ? "sk-selected" : ""];
    const group = shape("g", { class: names.join(" ") }, this.parent);
    const round = node.kind && node.kind !== "queue";
    shape("rect", { x, y: top, width, height, rx: round ? height / 2 : 4, class: "sk-box" }, group).node = node;
    shape("title", {}, group, node.words);
    if (node.kind === "queue") this.queueEnd(x + width, top, height, group);
    const inset = round ? 22 : 10;
    if (node.table === "Subscriptions") this.subscription(node, { x, y, width }, group);
    else this.texts(node, { x: x + inset, top, width: width - 2 * inset }, group);
  }

  queueEnd(right, top, height, group) { // a queue keeps what comes: it looks like a row of messages
    for (const step of [5, 10]) {
      const ends = { x1: right - step, x2: right - step, y1: top + 5, y2: top + height - 5 };
      shape("line", { ...ends, class: "sk-slot" }, group);
    }
  }

  texts(node, { x, top, width }, group) {
    const kind = node.kind ?? "", queue = kind === "queue" ? 8 : 0;
    const room = width - (kind ? kind.length * SMALL_GLYPH + 10 + queue : 0);
    shape("text", { x, y: top + 18, class: "sk-strong" }, group, fitted(node.name, room));
    const corner = { x: x + width - queue, y: top + 18, class: "sk-small", "text-anchor": "end" };
    if (kind) shape("text", corner, group, kind);
    shape("text", { x, y: top + 35, class: this.counted(node) }, group, fitted(node.lines[0], width, SMALL_GLYPH));
    if (!node.lines[1]) return;
    const start = this.squares(node, x, top + 43, group);
    const room2 = width - queue - (start - x);
    shape("text", { x: start, y: top + 51, class: kind ? "sk-small sk-state" : "sk-small" }, group,
      fitted(node.lines[1], room2, SMALL_GLYPH));
  }

  counted(node) {
    return this.pulses.isFlashing(node.key, this.now) ? "sk-small sk-flash" : "sk-small";
  }

  squares({ flight = 0, waiting = 0 }, x, y, group) { // full: with somebody; hollow: waits
    const shown = Math.min(SQUARES, flight + waiting);
    for (let place = 0; place < shown; place += 1)
      shape("rect", { x: x + place * (SQUARE + 2), y, width: SQUARE, height: SQUARE,
        class: place < flight ? "sk-flight" : "sk-waiting" }, group);
    return x + shown * (SQUARE + 2) + (shown ? 4 : 0);
  }

  subscription(node, { x, y, width }, group) {
    const held = node.flight ? `■ ${node.flight.toLocaleString("en")} in flight · ` : "";
    const got = `got ${node.count.toLocaleString("en")}`, room = width - 28 - (held + got).length * SMALL_GLYPH;
    shape("text", { x: x + 10, y: y - 3, class: "sk-strong" }, group, fitted(node.name, room));
    const counts = shape("text", { x: x + width - 10, y: y - 3, class: "sk-small", "text-anchor": "end" }, group);
    shape("tspan", { class: "sk-held" }, counts, held);
    shape("tspan", { class: this.counted(node) }, counts, got);
    shape("text", { x: x + 10, y: y + 11, class: "sk-small sk-quiet" }, group,
      fitted(node.lines[0], width - 20, SMALL_GLYPH));
  }

  more(table) {
    const { most, pitch } = MAP_COLUMNS[table], { x, width } = this.layout.columns[table];
    const words = `and ${this.layout.more[table].toLocaleString("en")} more`;
    const at = { x: x + width / 2, y: pitch * (most + 0.5) + 4, "text-anchor": "middle" };
    shape("text", { ...at, class: "sk-quiet" }, this.parent, words);
  }
}
