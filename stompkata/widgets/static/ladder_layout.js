// Where everything of a ladder stands: lifelines from left to right, rungs from top to bottom, brackets in tracks.

import { LAYER_BITS } from "./ladder_store.js";

export const RUNG = 28, FOLD = 18, TRACK = 9; // pixels
const GAP = 0.1; // seconds without a frame that are drawn as a fold
const TRACKS = 7;
const LINES = 6; // clients with a lifeline of their own; the others share one
export const TIME = 66; // pixels for the times
const SIDE = 34, LEAST_NOTES = 560; // pixels: margins, a view that has notes
const NOTES = [212, 360]; // pixels that they have at least and at most

export class LadderLayout {
  constructor(store) {
    Object.assign(this, { store, layer: "stomp", beats: true, width: 800, known: "" });
    Object.assign(this, { rungs: [], height: 0 });
  }

  // Place what came since; all of it, if something else is to be seen. The store only grows, or begins afresh.
  settle() {
    const { rungs, pairs, version } = this.store;
    const wanted = `${this.layer} ${this.beats} ${rungs[0]?.number} ${rungs.length && this.read <= rungs.length}`;
    if (wanted !== this.known) Object.assign(this, { rungs: [], height: 0, read: 0, hidden: 0, byPlace: [] });
    this.known = wanted;
    for (; this.read < rungs.length; this.read += 1) this.place(rungs[this.read]);
    if (this.settled === `${wanted} ${version}`) return;
    this.settled = `${wanted} ${version}`;
    this.known = wanted;
    this.brackets(pairs);
  }

  shows({ layers }) {
    return Boolean(layers & LAYER_BITS[this.layer]) && (this.beats || !(layers & LAYER_BITS.beat));
  }

  place(rung) {
    if (!this.shows(rung)) {
      this.hidden += Boolean(rung.layers & LAYER_BITS.beat && rung.layers & LAYER_BITS[this.layer]);
      return;
    }
    const before = this.rungs.at(-1)?.rung;
    const fold = before && (rung.at - before.at >= GAP || this.hidden) ? { seconds: rung.at - before.at, beats: this.hidden } : null;
    if (fold) this.height += FOLD;
    this.hidden = 0;
    const placed = { rung, index: this.rungs.length, y: this.height + RUNG - 8, fold };
    this.rungs.push(placed);
    this.byPlace[rung.place] = placed;
    this.height += RUNG;
  }

  brackets(pairs) {
    const free = new Array(TRACKS).fill(-1);
    this.joined = [];
    this.notes = new Map();
    for (const pair of pairs) {
      const first = this.byPlace[pair.first], last = pair.last === null ? null : this.byPlace[pair.last];
      if (!first || last === undefined) continue;
      const bottom = last?.y ?? (pair.state === "open" ? Infinity : first.y + RUNG);
      const found = free.findIndex((until) => until < first.y);
      const track = found < 0 ? TRACKS - 1 : found;
      free[track] = bottom;
      this.joined.push({ pair, top: first.y, bottom, track });
      if (!this.notes.has(first.index)) this.notes.set(first.index, []);
      this.notes.get(first.index).push(pair);
    }
  }

  columns() { // x of each client's lifeline, and of the broker's in their midst
    const count = Math.min(LINES, Math.max(1, this.store.connections.length));
    const part = count === 1 ? 0.36 : 0.27; // of the width: one arrow across needs less of it than two beside each other
    const notes = this.width >= LEAST_NOTES ? Math.max(NOTES[0], Math.min(NOTES[1], this.width * part)) : 0;
    const gutter = this.width - notes - TRACKS * TRACK - 12;
    const left = Math.ceil(count / 2), step = (gutter - TIME - 2 * SIDE) / count;
    const x = (column) => TIME + SIDE + step * column;
    const clients = Array.from({ length: count }, (_, each) => x(each < left ? each : each + 1));
    return { clients, broker: x(left), step, gutter, notes, of: (connection) => clients[Math.min(connection, count - 1)] };
  }

  at(y) { // the index of the rung at this height
    let low = 0, high = this.rungs.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rungs[middle].y + 8 < y) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
