// What a page knows of one recording: rows, the words of those that were looked at, and answers to its questions.

import { LiveStore } from "./live_store.js";
import { grouped } from "./shared.js";

const KEPT = 20_000; // rows that the page keeps; the recording keeps its own
const PACKED = 21; // octets of a row, as the kernel packs it: see takeRows
const ANSWERS = 100; // explained rows that the page keeps
const LOOK_EVERY = 150; // ms between two questions for words while rows stream in
const SETTLED = 60; // ms that a line is shown before its words are asked for: in a flood it is gone by then

export const keyOf = (entry) => (entry.rows ?? [entry]).map((row) => row.number);

export class Store extends LiveStore {
  constructor(model) {
    super(model);
    Object.assign(this, { rows: [], first: 0, connections: [] });
    Object.assign(this, { status: { held: 0, dropped: 0, behind: 0 }, hidden: 0, filters: 0, filter: "" });
    Object.assign(this, { texts: new Map(), details: new Map(), asked: 0 });
  }

  close() {
    super.close();
    clearTimeout(this.asking);
  }

  say(content) {
    this.model.send(content);
  }

  take(content, buffers) {
    const takers = {
      rows: () => this.takeRows(content, buffers[0]),
      texts: () => this.takeTexts(content.texts),
      detail: () => this.remember(this.details, content.key, content, ANSWERS),
      filter: () => { if (!content.error) this.filter = content.text; },
    };
    takers[content.type]?.();
    for (const view of this.views) view.heard(content, buffers);
  }

  takeRows(content, buffer) {
    const last = this.rows.length ? this.rows.at(-1).number : 0;
    Object.assign(this, { unanswered: content.id, status: content.status, connections: content.connections });
    if (content.filters !== this.filters) this.clear(content.filters);
    else if (content.after > last) return this.missed();
    this.fresh ||= content.fresh;
    if (content.skipped || content.lost) this.gap(content, buffer);
    const newest = this.rows.length ? this.rows.at(-1).number : 0;
    for (let at = 0; at < content.count * PACKED; at += PACKED) {
      const number = buffer.getUint32(at, true);
      if (number <= newest) continue; // sent again, for another page of the same notebook
      this.rows.push({
        number, at: buffer.getFloat64(at + 4, true), connection: buffer.getUint16(at + 12, true),
        direction: buffer.getUint8(at + 14), layer: buffer.getUint8(at + 15),
        length: buffer.getUint32(at + 16, true), kind: buffer.getUint8(at + 20),
      });
    }
    this.takeTexts(content.texts);
    this.forget();
  }

  clear(filters) { // another filter: the views begin again too
    Object.assign(this, { filters, rows: [], first: 0, hidden: 0 });
  }

  missed() { // it was sent before this page was there, or was lost on the way: ask for all of it
    if (this.fresh) this.hello();
  }

  gap({ skipped, lost, count }, buffer) {
    const words = [[skipped, "not shown; still recorded"], [lost, "dropped from the recording"]];
    const told = words.filter(([missing]) => missing);
    const gap = told.map(([missing, what]) => `${grouped(missing)} ${what}`);
    const number = count ? buffer.getUint32(0, true) - 1 : 0;
    if (number <= (this.rows.at(-1)?.number ?? 0) && this.rows.length) return;
    this.rows.push({ number, gap: gap.join(", ") });
    this.hidden += skipped;
  }

  takeTexts(texts) {
    for (const [key, text] of Object.entries(texts)) this.remember(this.texts, key, text, KEPT);
  }

  remember(map, key, value, most) {
    map.set(key, value);
    if (map.size > most) map.delete(map.keys().next().value);
  }

  forget() {
    const extra = this.rows.length - KEPT;
    if (extra <= 0) return;
    this.rows.splice(0, extra);
    this.first += extra;
  }

  want(entries) { // the words of what is shown and came without them; not too often, as it all changes in a flood
    const missing = entries.filter((entry) => !entry.gap && !this.texts.has(String(keyOf(entry))));
    if (!missing.length) return;
    const now = performance.now();
    for (const entry of missing) entry.shown ??= now;
    const settled = missing.filter(({ shown }) => now - shown >= SETTLED);
    if (!settled.length || now < this.asked + LOOK_EVERY) {
      const wait = Math.max(SETTLED, this.asked + LOOK_EVERY - now);
      this.asking ??= setTimeout(() => { this.asking = undefined; this.dirty(); }, wait);
      return;
    }
    this.asked = now;
    this.say({ type: "look", wanted: settled.map(keyOf) });
  }

  detail(entry) {
    const key = keyOf(entry);
    if (!this.details.has(String(key))) this.say({ type: "open", key });
    return this.details.get(String(key));
  }
}
