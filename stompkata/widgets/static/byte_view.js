// ByteView: octets beside their meaning, down to the bit. It draws; the kernel dissects, also after every edit.

import { drawAccept } from "./byte_accept.js";
import { ByteBits } from "./byte_bits.js";
import { ByteGrid, RADIX } from "./byte_grid.js";
import { ByteMask, dull } from "./byte_mask.js";
import { Shown } from "./byte_shown.js";
import { ByteTree } from "./byte_tree.js";
import { MARKS, Speaker, attributes, element, keepKey, pageName, put } from "./shared.js";
import { Choice } from "./live_store.js";

class ByteView {
  constructor(model, el) {
    Object.assign(this, { model, radix: "hex", lit: null, pinned: null, caret: { layer: 0, at: -1 }, grids: [] });
    this.choice = new Choice(model);
    this.plain = new Map(); // unmasked octets of a frame, by the octet that it begins with
    this.root = attributes(element("section", "sk-view sk-bytes", el), { "aria-label": "Bytes" });
    this.drawBar();
    this.bits = new ByteBits(this, this.root);
    const body = element("div", "sk-body", this.root);
    this.tree = new ByteTree(this, body);
    this.octets = element("div", "sk-layers", body);
    this.findings = attributes(element("section", "sk-findings", this.root), { "aria-label": "Findings" });
    this.mask = new ByteMask(this, this.root);
    this.accept = element("section", "sk-accept", this.root);
    this.status = element("p", "sk-status", this.root);
    this.speaker = new Speaker(this.root);
    this.listen();
    this.take();
  }

  drawBar() {
    const bar = element("div", "sk-bar", this.root);
    element("strong", "sk-title", bar, "Bytes");
    this.name = element("span", "sk-of", bar);
    this.walk = ["‹", "›"].map((text, place) =>
      this.button(bar, text, () => this.model.send({ type: "walk", by: place * 2 - 1 })));
    attributes(this.walk[0], { "aria-label": "The record before" });
    attributes(this.walk[1], { "aria-label": "The next record" });
    const group = attributes(element("span", "sk-radix", bar), { role: "group", "aria-label": "Write octets as" });
    this.radixes = Object.fromEntries(Object.entries(RADIX).map(([name, { title }]) =>
      [name, this.button(group, title, () => this.write(name))]));
    this.masked = this.button(bar, "Unmasked", () => this.unmaskAll());
    this.changes = element("span", "sk-changes", bar);
    this.undo = this.button(bar, "↶ Undo", () => this.model.send({ type: "undo" }));
    this.reset = this.button(bar, "Reset", () => this.model.send({ type: "reset" }));
  }

  button(parent, text, press) {
    const button = element("button", "", parent, text);
    button.addEventListener("click", press);
    return button;
  }

  listen() {
    this.changed = () => this.take();
    this.heard = (content) => this.hear(content);
    this.model.on("change:shown", this.changed);
    this.model.on("msg:custom", this.heard);
    this.model.send({ type: "hello", page: pageName() }); // what is selected elsewhere
    this.root.addEventListener("keydown", (event) => {
      if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        event.stopPropagation(); // JupyterLab would undo in a cell
        this.model.send({ type: "undo" });
      } else keepKey(event);
    });
  }

  remove() {
    this.mask.stop();
    this.speaker.end();
    this.model.off("change:shown", this.changed);
    this.model.off("msg:custom", this.heard);
    this.root.remove();
  }

  take() { // a new state of the kernel: draw all of it, and stay where the reader is
    const before = this.shown, shown = new Shown(this.model.get("shown"));
    const held = this.octets.contains(document.activeElement) ? { ...this.caret } : null;
    this.taking = true; // what loses the keyboard meanwhile is of the state before
    this.shown = shown;
    this.lit = null;
    if (before && before.number !== shown.number) this.elsewhere();
    if (this.pinned && !this.still(this.pinned)) this.pinned = null;
    if (shown.octet(this.caret.layer, this.caret.at) === undefined) this.caret = { layer: 0, at: -1 };
    this.tree.build();
    this.drawGrids();
    drawAccept(this.accept, shown.accept);
    this.drawFindings();
    this.taking = false;
    this.draw();
    if (held) this.grids[held.layer]?.focus(held.at);
    if (this.seek) this.jump(this.seek);
  }

  elsewhere() {
    Object.assign(this, { pinned: null, caret: { layer: 0, at: -1 } });
    this.mask.stop();
    this.plain.clear();
  }

  still({ layer, field }) {
    const told = this.shown.layers[layer];
    return told && (field === null || field < told.fields.length);
  }

  drawGrids() {
    this.octets.replaceChildren();
    this.marked = [];
    this.grids = this.shown.layers.map((_, layer) => new ByteGrid(this, layer, this.octets));
  }

  draw() {
    const { name, walks, edits, changed, frames } = this.shown;
    put(this.name, name);
    for (const button of this.walk) button.hidden = !walks;
    for (const [radix, button] of Object.entries(this.radixes)) {
      attributes(button, { "aria-pressed": radix === this.radix });
    }
    const masked = frames.filter(({ key, start, stop }) => key >= 0 && stop > start);
    this.masked.hidden = !masked.length;
    const plain = masked.every(({ at, start, stop }) => this.plain.get(at) === stop - start);
    attributes(this.masked, { "aria-pressed": plain });
    put(this.changes, changed.length ? `✎ ${changed.length} changed` : "");
    for (const button of [this.undo, this.reset]) dull(button, !edits);
    for (const grid of this.grids) grid.draw();
    this.lights();
  }

  drawFindings() {
    this.findings.replaceChildren();
    const { layers } = this.shown;
    const found = layers.flatMap(({ findings }, layer) => findings.map((finding) => ({ layer, ...finding })));
    this.findings.hidden = !found.length;
    for (const { layer, severity, rule, source, message, hint, at, length, field } of found) {
      const line = element("div", `sk-finding sk-of-${severity}`, this.findings);
      const spot = { layer, bit: at * 8, bits: Math.max(1, length) * 8, field: length > 1 ? null : field };
      element("b", `sk-mark sk-${severity}`, line, `${MARKS[severity]} ${severity}`);
      this.button(line, `byte ${at}`, () => this.jump(spot)).classList.add("sk-jump");
      element("span", "sk-message", line, `${message}. ${hint ? `Try: ${hint}` : ""}`);
      element("span", "sk-rule", line, [rule, source].filter(Boolean).join(" · "));
    }
  }

  jump(spot) { // a finding's octet; it may lie in a part that the page does not have yet
    const at = spot.bit >> 3;
    this.seek = null;
    if (this.shown.octet(spot.layer, at) === undefined && at < this.shown.layers[spot.layer].size) {
      this.seek = spot;
      this.window(spot.layer, at);
      return;
    }
    this.pin(spot.field === null ? spot : this.shown.field(spot.layer, spot.field), { layer: spot.layer, at });
    this.grids[spot.layer].focus(at);
  }

  write(radix) {
    this.radix = radix;
    this.drawGrids();
    this.draw();
  }

  point(spot, aloud = false) { // hover or focus: nothing is kept
    this.lit = spot;
    this.lights();
    if (spot && aloud) this.speaker.speak(this.shown.describe(spot).text);
  }

  pin(spot, caret) { // click or Enter: kept, and told to the other views
    this.pinned = spot;
    this.caret = caret ?? { layer: spot.layer, at: spot.bit >> 3 };
    const span = this.shown.wireSpan(spot), { number } = this.shown;
    if (number !== null && span) this.choice.tell(number, span);
    this.speaker.speak(this.shown.describe(spot).text);
    for (const grid of this.grids) grid.reveal(spot);
    this.lights();
  }

  hear(content) {
    const { type, number, span } = content;
    if (type !== "select" || !this.choice.isNews(content) || number !== this.shown.number) return;
    this.pinned = span ? this.shown.spanSpot(span) : null;
    if (this.pinned) for (const grid of this.grids) grid.reveal(this.pinned);
    this.lights();
  }

  caretAt(layer, at, spot) {
    this.caret = { layer, at };
    this.point(spot, true);
  }

  lights() {
    if (this.taking) return;
    this.bits.build();
    this.tree.light();
    this.bits.light();
    this.mask.draw();
    for (const grid of this.grids) grid.light();
    const spot = this.lit ?? this.pinned;
    const hint = { text: "Point at a field or an octet; type over one to change it." };
    const said = spot ? this.shown.describe(spot) : hint;
    put(this.status, [said.text, said.meaning, said.source].filter(Boolean).join(" · "));
  }

  window(layer, at) {
    this.model.send({ type: "window", layer, at });
  }

  edit(layer, at, octet) {
    this.model.send({ type: "edit", layer, at, octet, plain: this.unmasked(layer, at) });
  }

  unmask(frame, count) {
    this.plain.set(frame, count);
    this.draw();
  }

  unmaskAll() {
    const all = this.masked.getAttribute("aria-pressed") !== "true";
    for (const { at, start, stop } of this.shown.frames) this.plain.set(at, all ? stop - start : 0);
    this.draw();
  }

  unmasked(layer, at) { // whether this octet of the wire is shown without its mask
    const frame = layer ? null : this.shown.frame(at);
    return Boolean(frame) && frame.key >= 0 && at >= frame.start && at < frame.start + (this.plain.get(frame.at) ?? 0);
  }

  value(layer, at) {
    const octet = this.shown.octet(layer, at);
    return this.unmasked(layer, at) ? octet ^ (this.shown.keyOctet(this.shown.frame(at), at) ?? 0) : octet;
  }

  marks(layer) { // octets that a finding is about, and every second field
    return this.marked[layer] ??= this.marksOf(layer);
  }

  marksOf(layer) {
    const { findings, fields } = this.shown.layers[layer], places = new Map();
    const holders = new Set(fields.map(({ parent }) => parent));
    for (const place of fields.keys()) if (!holders.has(place)) places.set(place, places.size % 2);
    const wrong = findings.filter(({ severity, length }) => severity !== "note" && length);
    return {
      wrong: (at) => wrong.some((finding) => at >= finding.at && at < finding.at + finding.length),
      odd: (at) => places.get(this.shown.leaves(layer, at)[0]?.place) === 1,
    };
  }
}

export default {
  render({ model, el }) {
    const view = new ByteView(model, el);
    return () => view.remove();
  },
};
