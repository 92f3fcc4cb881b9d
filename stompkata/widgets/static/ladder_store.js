// What a page knows of one conversation: rungs with their labels, and the pairs that join them.

import { greet, pageName } from "./shared.js";

const PACKED = 16; // octets of a rung: number u32, seconds f64, connection u16, direction u8, layers u8
const WAYS = ["none", "to_server", "to_client"];
export const LAYER_BITS = { stomp: 1, websocket: 2, beat: 4 };

export class LadderStore {
  constructor(model) {
    Object.assign(this, { model, views: new Set(), fresh: false, selected: null, skipped: 0, version: 0 });
    this.clear();
    this.receive = (content, buffers) => this.take(content, buffers);
    model.on("msg:custom", this.receive);
  }

  clear() {
    Object.assign(this, { rungs: [], pairs: [], connections: [] });
    this.byRung = new Map(); // the pairs that begin or end at a rung
  }

  add(view) {
    this.views.add(view);
    this.stopGreeting?.();
    this.fresh = false;
    this.stopGreeting = greet(this.model, pageName(), () => this.fresh);
  }

  remove(view) {
    this.views.delete(view);
    if (!this.views.size) this.stopGreeting?.();
  }

  close() {
    this.stopGreeting?.();
    this.model.off("msg:custom", this.receive);
  }

  take(content, buffers) {
    if (content.type === "select") this.selected = content.number;
    if (content.type === "ladder") this.takeRungs(content, buffers[0]);
    for (const view of this.views) view.dirty(content.type);
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

  drawn() { // an acknowledgement opens the window for the next batch; a hidden page gives none
    if (this.unanswered === undefined) return;
    this.model.send({ type: "ack", id: this.unanswered });
    this.unanswered = undefined;
  }
}
