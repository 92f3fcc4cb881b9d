// What a page knows of one connection's heart-beats: lanes, their signs of life, and what time it is.

import { greet, pageName } from "./shared.js";

const PACKED = 16; // octets of a sign: number u32, seconds f64, lane u8, kind u8, two spare
const KEPT = 20_000; // signs of a lane that the page keeps
const KINDS = ["beat", "frame", "ping", "pong"];

export class BeatStore {
  constructor(model) {
    Object.assign(this, { model, connections: [], picked: 0, lanes: [], marks: [], verdict: "" });
    Object.assign(this, { start: 0, end: null, now: null, heard: 0, selected: null, views: new Set(), fresh: false });
    this.receive = (content, buffers) => this.take(content, buffers);
    model.on("msg:custom", this.receive);
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
    if (content.type === "beats") this.takeBeats(content, buffers[0]);
    for (const view of this.views) view.dirty(content.type);
  }

  takeBeats(content, buffer) {
    this.unanswered = content.id;
    if (content.fresh) this.fresh = true;
    else if (!this.fresh) return; // the first batch for this page is still on its way
    const kept = content.fresh ? [] : this.lanes.map((lane) => lane.signs);
    for (const name of ["connections", "picked", "marks", "verdict", "start", "end", "now"])
      this[name] = content[name];
    this.heard = performance.now();
    this.lanes = content.lanes.map((lane, index) => ({ ...lane, signs: kept[index] ?? [] }));
    for (let at = 0; at < buffer.byteLength; at += PACKED) this.takeSign(buffer, at);
    for (const { signs } of this.lanes) if (signs.length > KEPT) signs.splice(0, signs.length - KEPT);
  }

  takeSign(buffer, at) {
    this.lanes[buffer.getUint8(at + 12)].signs.push({
      number: buffer.getUint32(at, true), at: buffer.getFloat64(at + 4, true), kind: KINDS[buffer.getUint8(at + 13)],
    });
  }

  time() { // the kernel's clock, as far as it is known here; null where nothing is live
    return this.now === null ? null : this.now + (performance.now() - this.heard) / 1000;
  }

  last() { // until when there is anything to draw
    return this.time() ?? this.end;
  }

  drawn() { // an acknowledgement opens the window for the next batch; a hidden page gives none
    if (this.unanswered === undefined) return;
    this.model.send({ type: "ack", id: this.unanswered });
    this.unanswered = undefined;
  }
}
