// What a page knows of one conversation: rungs with their labels, and the pairs that join them.

import { LiveStore } from "./live_store.js";

const PACKED = 16; // octets of a rung: number u32, seconds f64, connection u16, direction u8, layers u8
const WAYS = ["none", "to_server", "to_client"];
export const LAYER_BITS = { stomp: 1, websocket: 2, beat: 4 };

export class LadderStore extends LiveStore {
  constructor(model) {
    super(model);
    Object.assign(this, { skipped: 0, version: 0 });
    this.clear();
  }

  clear() {
    Object.assign(this, { rungs: [], pairs: [], connections: [] });
    this.byRung = new Map(); // the pairs that begin or end at a rung
  }

  take(content, buffers) {
    if (content.type === "ladder") this.takeRungs(content, buffers[0]);
    this.dirty(content.fresh);
  }

  takeRungs(content, buffer) {
    this.unanswered = content.id;
    if (content.fresh) this.clear();
    else if (content.after !== this.rungs.length) return; // the first batch for this page is still on its way
    this.fresh = true;
    this.connections = content.connections;
    this.skipped = content.skipped;
    content.labels.forEach(([command, detail, frame], index) => {
      const at = index * PACKED;
      this.rungs.push({
        place: this.rungs.length, number: buffer.getUint32(at, true), at: buffer.getFloat64(at + 4, true), command, detail,
        connection: buffer.getUint16(at + 12, true), way: WAYS[buffer.getUint8(at + 14)], layers: buffer.getUint8(at + 15),
        frame,
      });
    });
    for (const [id, kind, first, last, state, words] of content.pairs) this.pair({ id, kind, first, last, state, words });
    this.version += 1;
  }

  pair(pair) {
    const before = this.pairs[pair.id];
    this.pairs[pair.id] = pair;
    for (const place of [pair.first, pair.last]) {
      if (place === null || (before && [before.first, before.last].includes(place))) continue;
      if (!this.byRung.has(place)) this.byRung.set(place, []);
      this.byRung.get(place).push(pair.id);
    }
  }

  pairsOf(rung) { // of what begins or ends here; an answer that was taken back has left
    const ids = rung ? this.byRung.get(rung.place) ?? [] : [];
    return ids.map((id) => this.pairs[id]).filter(({ first, last }) => first === rung.place || last === rung.place);
  }
}
