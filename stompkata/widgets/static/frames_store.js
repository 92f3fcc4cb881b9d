// What a page knows of one recording: rows, the words of those that were looked at, and details.

import { pageName } from "./shared.js";

const KEPT = 20_000; // rows that the page keeps; the recording keeps its own
const PACKED = 20; // octets of a row: number u32, seconds f64, connection u16, direction u8, layer u8, length u32
const HELLO_EVERY = 300; // ms; a first message waits for a busy kernel, a later one has a subshell of its own

// What the page knows of one model; all its views draw from here.
export class Store {
  constructor(model) {
    this.model = model;
    this.rows = [];
    this.connections = [];
    this.texts = new Map();
    this.details = new Map();
    this.views = new Set();
    this.status = { held: 0, dropped: 0 };
    this.hidden = 0;
    this.pending = null;
    this.answered = false;
    this.page = pageName();
    this.receive = (content, buffers) => this.take(content, buffers);
    model.on("msg:custom", this.receive);
  }

  hello() {
    if (this.answered || !this.views.size) return;
    this.model.send({ type: "hello", page: this.page });
    setTimeout(() => this.hello(), HELLO_EVERY);
  }

  take(content, buffers) {
    if (content.type === "rows") this.takeRows(content, buffers[0]);
    if (content.type === "texts") this.takeTexts(content.texts);
    if (content.type === "detail") this.details.set(content.number, content);
    for (const view of this.views) view.dirty();
  }

  takeRows(content, buffer) {
    const last = this.rows.length ? this.rows.at(-1).number : 0;
    this.acknowledge = content.id;
    this.status = content.status;
    this.connections = content.connections;
    if (content.after > last) return this.missed();
    this.answered = true;
    if (content.first > Math.max(content.after, last) + 1) this.gap(content);
    for (let at = 0; at < content.count * PACKED; at += PACKED) {
      const number = buffer.getUint32(at, true);
      if (number <= last) continue; // sent again, for another page of the same notebook
      this.rows.push({
        number, at: buffer.getFloat64(at + 4, true), connection: buffer.getUint16(at + 12, true),
        direction: buffer.getUint8(at + 14), layer: buffer.getUint8(at + 15), length: buffer.getUint32(at + 16, true),
      });
    }
    this.takeTexts(content.texts);
    this.forget();
  }

  missed() { // it was sent before this page was there, or was lost on the way: ask for all of it
    if (!this.answered) return;
    this.answered = false;
    this.page = pageName();
    this.hello();
  }

  gap({ first, skipped, lost }) {
    const words = [[skipped, "not shown; still recorded"], [lost, "dropped from the recording"]];
    const gap = words.filter(([count]) => count).map(([count, what]) => `${count.toLocaleString("en")} ${what}`);
    this.rows.push({ number: first - 1, gap: gap.join(", ") });
    this.hidden += skipped;
  }

  takeTexts(texts) {
    for (const [number, text] of Object.entries(texts)) this.texts.set(Number(number), text);
    this.pending = null;
  }

  forget() {
    const extra = this.rows.length - KEPT;
    if (extra <= 0) return;
    for (const row of this.rows.splice(0, extra)) {
      this.texts.delete(row.number);
      this.details.delete(row.number);
    }
    for (const view of this.views) view.moved(extra);
  }

  drawn() { // an acknowledgement opens the window for the next batch; a hidden page gives none
    if (this.acknowledge === undefined) return;
    this.model.send({ type: "ack", id: this.acknowledge });
    this.acknowledge = undefined;
  }

  want(rows) { // the words of rows that came without them; one question at a time
    const missing = rows.filter((row) => !row.gap && !this.texts.has(row.number));
    if (!missing.length || this.pending !== null) return;
    this.pending = missing[0].number;
    this.model.send({ type: "look", first: missing[0].number, last: missing.at(-1).number });
  }

  detail(number) {
    if (!this.details.has(number)) this.model.send({ type: "open", number });
    return this.details.get(number);
  }
}
