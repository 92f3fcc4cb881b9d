// FrameInspector: a live table of what crossed the wire. It draws; the kernel records, decodes and explains.

import { Bar } from "./frames_bar.js";
import { Folds } from "./frames_fold.js";
import { Pane } from "./frames_pane.js";
import { LAYERS, WAYS } from "./frames_row.js";
import { Store } from "./frames_store.js";
import { Table } from "./frames_table.js";
import { Speaker, attributes, element, keepKey, plural, put } from "./shared.js";
import { liveView } from "./live_store.js";

class FramesView {
  constructor(store, el) {
    Object.assign(this, { store, paused: false, frame: 0, taken: 0, filters: store.filters });
    this.wanted = { directions: new Set([0, 1, 2]), layers: new Set([0, 1, 2, 3]), beats: true, messages: true };
    this.root = attributes(element("section", "sk-view sk-frames", el), { "aria-label": "Frame inspector" });
    this.root.addEventListener("keydown", keepKey);
    this.folds = new Folds(this.wanted);
    this.bar = new Bar(this.root, this.wanted, {
      pause: () => this.pause(!this.paused), follow: () => this.follow(!this.table.following),
      filter: (text) => store.say({ type: "filter", text }), find: (step) => this.find(step),
      list: () => this.listAgain(), export: () => this.export(),
    });
    this.table = new Table(this.root, store, this.folds, {
      select: (entry) => this.select(entry), dirty: () => this.dirty(), key: (event) => this.key(event),
    });
    this.speaker = new Speaker(this.root);
    this.pane = new Pane(this.root, store, this.speaker);
    store.add(this);
    this.bar.filtered({ text: store.filter });
    this.sought = store.number ?? undefined;
    this.dirty();
  }

  remove() {
    cancelAnimationFrame(this.frame);
    this.store.remove(this);
    this.speaker.end();
    this.bar.end();
    this.root.remove(); // its listeners go with it
  }

  heard(content, buffers) {
    const hearers = {
      filter: () => this.bar.filtered(content), found: () => this.found(content),
      compared: () => this.pane.compared(content), copied: () => this.pane.copied(content),
      exported: () => this.save(content, buffers[0]),
    };
    hearers[content.type]?.();
    this.dirty();
  }

  dirty() {
    this.frame ||= requestAnimationFrame(() => { this.frame = 0; this.draw(); });
  }

  take() { // the rows that came since the last drawing; none while paused
    const { store, folds } = this;
    if (this.filters !== store.filters) this.clear();
    if (this.paused) return;
    for (let at = Math.max(0, this.taken - store.first); at < store.rows.length; at++) folds.add(store.rows[at]);
    this.taken = store.first + store.rows.length;
    const lines = store.first ? folds.forget(store.rows[0].number) : 0;
    if (lines) this.table.moved(lines);
    if (this.sought !== undefined) this.show(this.sought);
  }

  clear() {
    this.filters = this.store.filters;
    this.taken = 0;
    this.folds.clear();
    this.sought = this.table.selected?.number;
    this.table.selected = null;
  }

  listAgain() { // another toggle
    const paused = this.paused;
    this.clear();
    this.paused = false;
    this.take();
    this.paused = paused;
    this.dirty();
  }

  pause(paused) {
    this.paused = paused;
    this.dirty();
  }

  follow(following) {
    this.table.following = following;
    if (following) this.paused = false;
    this.dirty();
  }

  select(entry) { // by the user: the other views are told
    this.sought = undefined;
    if (!entry?.gap) this.store.select(entry?.number ?? null, this);
    this.dirty();
  }

  show(number) { // by another view, or a search: it may be inside a fold, or still to come
    this.sought = undefined;
    if (number === null) this.table.selected = null;
    else if (this.table.selected?.number !== number || !this.folds.list.includes(this.table.selected)) {
      const entry = this.folds.find(number);
      this.sought = entry ? undefined : number;
      this.table.selected = entry ?? null;
      if (entry) this.table.reveal(entry);
    }
    this.dirty();
  }

  find(step) {
    const text = this.bar.find.value.trim();
    const from = this.table.selected?.number ?? (step > 0 ? 0 : Number.MAX_SAFE_INTEGER);
    if (text) this.store.say({ type: "find", text, from, step });
    else this.bar.found({ text });
  }

  found(content) {
    this.bar.found(content);
    if (content.number === undefined || content.number === null) return;
    this.show(content.number);
    this.select(this.table.selected ?? { number: content.number });
  }

  key({ key }) { // keys of the table that are not about moving
    const does = {
      " ": () => this.pause(!this.paused), p: () => this.table.selected && this.pane.pin(),
      n: () => this.find(1), N: () => this.find(-1), "/": () => this.bar.find.focus(), f: () => this.bar.filter.focus(),
    };
    does[key]?.();
    return key in does;
  }

  export() {
    const directions = [...this.wanted.directions].map((code) => WAYS[code]);
    this.store.say({ type: "export", directions, layers: [...this.wanted.layers].map((code) => LAYERS[code]) });
    this.exporting = true;
  }

  save({ count }, buffer) {
    if (!this.exporting) return; // another view of this model asked for it
    this.exporting = false;
    const link = element("a");
    link.href = URL.createObjectURL(new Blob([buffer], { type: "application/jsonl" }));
    link.download = "frames.jsonl";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
    this.speaker.speak(`${plural(count, "record")} exported`);
  }

  draw() {
    this.take();
    const { store, table, folds } = this;
    const visible = table.draw();
    store.want(visible);
    table.empty.hidden = folds.list.length > 0;
    const why = store.status.held ? "No frame passes the filter and the buttons." : "Nothing has crossed the wire yet.";
    put(table.empty, why);
    const newer = this.paused ? Math.max(0, store.first + store.rows.length - this.taken) : 0;
    this.bar.draw(store, { paused: this.paused, following: table.following, newer, lines: folds.list.length });
    this.pane.draw(table.selected);
    store.drawn();
  }
}

export default liveView(Store, FramesView);
