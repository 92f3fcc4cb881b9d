// What a page knows of one connection's heart-beats: lanes, their signs of life, and what time it is.

import { LiveStore } from "./live_store.js";

const PACKED = 16; // octets of a sign: number u32, seconds f64, lane u8, kind u8, two spare
const KEPT = 20_000; // signs of a lane that the page keeps
const KINDS = ["beat", "frame", "ping", "pong", "lag"];

export class BeatStore extends LiveStore {
  constructor(model) {
    super(model);
    Object.assign(this, { connections: [], picked: 0, lanes: [], marks: [], verdict: "" });
    Object.assign(this, { start: 0, end: null, now: null, heard: 0 });
  }

  take(content, buffers) {
    if (content.type === "beats") this.takeBeats(content, buffers[0]);
    this.dirty(content.fresh);
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
}
