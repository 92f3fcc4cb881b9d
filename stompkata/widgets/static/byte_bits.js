// Single bits: the two octets that begin a WebSocket frame, with a name over each bit, and the octet that is looked at.

import { attributes, element } from "./shared.js";

export class ByteBits {
  constructor(view, parent) {
    Object.assign(this, { view, current: 0 });
    this.root = attributes(element("div", "sk-bits", parent), {
      role: "toolbar", "aria-label": "Bits; press one to flip it",
    });
    this.root.addEventListener("mouseover", (event) => this.view.point(event.target.closest("button")?.spot ?? null));
    this.root.addEventListener("mouseleave", () => this.view.point(null));
    this.root.addEventListener("focusin", (event) => this.focused(event.target));
    this.root.addEventListener("focusout", () => this.view.point(null));
    this.root.addEventListener("click", (event) => this.flip(event.target.closest("button")));
    this.root.addEventListener("keydown", (event) => this.key(event));
  }

  octets() { // [layer, at] of each octet that is shown bit by bit
    const { shown, caret, pinned } = this.view;
    const looked = caret.at >= 0 && shown.octet(caret.layer, caret.at) !== undefined ? [[caret.layer, caret.at]] : [];
    const spot = pinned ? shown.wireSpan(pinned)?.[0] : null;
    const frame = shown.frame(spot ?? (looked.length ? shown.wire(...looked[0]) ?? 0 : 0));
    if (!frame) return looked;
    const head = [[0, frame.at], [0, frame.at + 1]].filter((one) => shown.octet(...one) !== undefined);
    return [...head, ...looked.filter(([layer, at]) => layer || !head.some(([, other]) => other === at))];
  }

  build() {
    const octets = this.octets(), key = JSON.stringify([octets, octets.map((one) => this.view.value(...one))]);
    if (key === this.built && this.shown === this.view.shown) return;
    Object.assign(this, { built: key, shown: this.view.shown });
    const held = this.root.contains(document.activeElement);
    this.root.replaceChildren();
    if (!octets.length) element("span", "sk-meaning", this.root, "The bits of the octet that you choose stand here.");
    this.buttons = [];
    for (const [layer, at] of octets) this.octet(layer, at);
    this.current = Math.max(0, Math.min(this.current, this.buttons.length - 1)); // there may have been none
    if (!this.buttons.length) return;
    this.buttons[this.current].tabIndex = 0;
    if (held) this.buttons[this.current].focus();
  }

  octet(layer, at) {
    const box = element("div", "sk-bit-octet", this.root), value = this.view.value(layer, at);
    const title = `${layer ? `${this.view.shown.layers[layer].name} ` : ""}byte ${at}`;
    element("span", "sk-bit-title", box, `${title} = 0x${value.toString(16).padStart(2, "0")}`);
    const leaves = this.view.shown.leaves(layer, at);
    const editable = this.view.shown.wire(layer, at) !== null;
    for (let bit = 0; bit < 8; bit += 1) this.bit(box, { layer, at, bit, value, leaves, editable });
    for (const leaf of leaves) this.name(box, leaf, at);
  }

  bit(box, { layer, at, bit, value, leaves, editable }) {
    const button = element("button", "sk-bit", box, String(value >> (7 - bit) & 1));
    const leaf = leaves.find((one) => at * 8 + bit >= one.bit && at * 8 + bit < one.bit + one.bits);
    attributes(button, {
      tabindex: "-1", "aria-pressed": Boolean(value >> (7 - bit) & 1), "aria-disabled": editable ? null : true,
      "aria-label": `${leaf ? `${leaf.name}, ` : ""}bit ${bit} of byte ${at}: ${button.textContent}`,
      title: editable ? "press to flip" : "made by inflating",
    });
    button.style.gridColumn = bit + 1;
    if (leaf && leaf.bit === at * 8 + bit) button.classList.add("sk-first");
    const spot = leaf ? this.view.shown.field(layer, leaf.place) : { layer, bit: at * 8, bits: 8, field: null };
    Object.assign(button, { spot, flips: editable && [layer, at, value ^ 0x80 >> bit] });
    this.buttons.push(button);
  }

  name(box, leaf, at) {
    const first = Math.max(leaf.bit, at * 8) - at * 8, stop = Math.min(leaf.bit + leaf.bits, at * 8 + 8) - at * 8;
    const label = element("span", "sk-bit-name", box, leaf.name);
    label.style.gridColumn = `${first + 1} / ${stop + 1}`;
    if (leaf.bits > 1 && leaf.bits < 8) element("b", "", label, ` ${leaf.value}`);
  }

  focused(button) {
    const at = this.buttons.indexOf(button);
    if (at < 0) return;
    this.buttons[this.current].tabIndex = -1;
    this.current = at;
    button.tabIndex = 0;
    this.view.point(button.spot, true);
  }

  flip(button) {
    if (button?.flips) this.view.edit(...button.flips);
  }

  key(event) {
    const last = this.buttons.length - 1;
    const to = { ArrowLeft: this.current - 1, ArrowRight: this.current + 1, Home: 0, End: last }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.buttons[Math.min(Math.max(to, 0), last)].focus();
  }

  light() {
    const { lit, pinned } = this.view;
    for (const button of this.buttons ?? []) {
      for (const [name, spot] of [["sk-lit", lit], ["sk-kept", pinned]]) {
        const { layer, bit, bits } = button.spot;
        const meets = spot?.layer === layer && spot.bit < bit + bits && bit < spot.bit + spot.bits;
        button.classList.toggle(name, meets);
      }
    }
  }
}
