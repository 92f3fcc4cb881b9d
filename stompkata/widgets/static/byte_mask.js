// Unmasking, step by step: octet i of the payload XOR octet i mod 4 of the key (RFC 6455 §5.3).

import { attributes, element, plural, put } from "./shared.js";

const STEP_EVERY = 400; // ms
const COLUMNS_OF_MASK = 12; // octets that stand beside each other

const hexadecimal = (octet) => (octet === undefined ? "" : octet.toString(16).padStart(2, "0"));
const binary = (octet) => octet.toString(2).padStart(8, "0");

export function dull(button, is) { // of no use now; it keeps the keyboard, which a disabled button would lose
  attributes(button, { "aria-disabled": is || null });
}

export class ByteMask {
  constructor(view, parent) {
    this.view = view;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.root = attributes(element("section", "sk-mask", parent), { "aria-label": "Unmasking, step by step" });
    const bar = element("div", "sk-steps", this.root);
    element("h4", "sk-heading", bar, "Unmasking");
    this.buttons = {};
    const buttons = { start: "↺ Masked", back: "‹ Back", step: "Step ›", play: "▶ Play", all: "Unmasked" };
    for (const [name, text] of Object.entries(buttons)) {
      this.buttons[name] = element("button", `sk-${name}`, bar, text);
      this.buttons[name].addEventListener("click", () => this.press(name));
    }
    this.said = element("span", "sk-said", bar);
    this.table = element("div", "sk-xor", this.root);
    this.sum = element("div", "sk-sum", this.root);
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  get frame() {
    const { shown, pinned, caret } = this.view;
    const at = pinned ? shown.wireSpan(pinned)?.[0] : caret.at >= 0 ? shown.wire(caret.layer, caret.at) : 0;
    return shown.frame(at ?? 0);
  }

  get count() {
    return this.view.plain.get(this.frame.at) ?? 0;
  }

  press(name) {
    const playing = Boolean(this.timer);
    this.stop();
    const length = this.frame.stop - this.frame.start;
    if (name === "play" && !playing && !this.still.matches) this.play();
    else this.set({ start: 0, back: this.count - 1, step: this.count + 1, all: length }[name] ?? this.count);
  }

  play() {
    if (this.count >= this.frame.stop - this.frame.start) this.set(0);
    this.timer = setInterval(() => {
      this.set(this.count + 1);
      if (this.count >= this.frame.stop - this.frame.start) this.stop();
    }, STEP_EVERY);
    this.draw();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.draw();
  }

  set(count) {
    const { at, start, stop } = this.frame;
    this.view.unmask(at, Math.min(Math.max(0, count), stop - start));
  }

  key(event) {
    const name = { ArrowLeft: "back", ArrowRight: "step", Home: "start", End: "all" }[event.key];
    if (!name || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.press(name);
  }

  draw() {
    const { frame } = this;
    this.root.hidden = !frame || frame.key < 0 || frame.start === frame.stop;
    if (this.root.hidden) return;
    const { count } = this, length = frame.stop - frame.start;
    put(this.buttons.play, this.timer ? "❚❚ Pause" : "▶ Play");
    this.buttons.play.hidden = this.still.matches; // nothing moves by itself there: one step at a time, or all
    const useless = { start: !count, back: !count, step: count >= length, all: count >= length };
    for (const [name, is] of Object.entries(useless)) dull(this.buttons[name], is);
    put(this.said, `${count} of ${plural(length, "octet")}`);
    const first = Math.max(0, Math.min(count - COLUMNS_OF_MASK / 2, length - COLUMNS_OF_MASK));
    this.drawTable(frame, first, Math.min(first + COLUMNS_OF_MASK, length), Math.max(0, count - 1));
    this.drawSum(frame, count - 1);
  }

  drawTable(frame, first, stop, current) {
    const { shown } = this.view;
    const key = (at) => shown.keyOctet(frame, frame.start + at), raw = (at) => shown.octet(0, frame.start + at);
    const rows = {
      octet: (at) => String(at), masked: (at) => hexadecimal(raw(at)), "key octet": (at) => String(at % 4),
      key: (at) => hexadecimal(key(at)), unmasked: (at) => (at < this.count ? hexadecimal(raw(at) ^ key(at)) : "··"),
      text: (at) => (at < this.count ? this.character(raw(at) ^ key(at)) : ""),
    };
    this.table.replaceChildren();
    for (const [name, write] of Object.entries(rows)) {
      const row = element("div", `sk-xor-row sk-of-${name.replace(" ", "-")}`, this.table);
      element("span", "sk-xor-name", row, name);
      for (let at = first; at < stop; at += 1) {
        const cell = element("span", "sk-xor-octet", row, raw(at) === undefined ? "" : write(at));
        cell.classList.toggle("sk-now", at === current && this.count > 0);
      }
    }
  }

  drawSum(frame, at) {
    if (at < 0) return put(this.sum, "Press Step: each octet of the payload meets one octet of the key.");
    const raw = this.view.shown.octet(0, frame.start + at), key = this.view.shown.keyOctet(frame, frame.start + at);
    if (raw === undefined || key === undefined) return put(this.sum, "");
    const plain = raw ^ key;
    return put(this.sum, `octet ${at}, key octet ${at} mod 4 = ${at % 4}:  ${binary(raw)} XOR ${binary(key)} = `
      + `${binary(plain)}, 0x${hexadecimal(plain)} ${this.character(plain)}`);
  }

  character(octet) {
    return octet > 32 && octet < 127 ? String.fromCharCode(octet) : octet === 32 ? "␠" : octet === 10 ? "↵" : "·";
  }
}
