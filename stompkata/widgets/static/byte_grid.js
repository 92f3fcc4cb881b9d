// The octets of one layer, a row of them beside their characters; arrow keys move, typing writes over an octet.

import { attributes, element } from "./shared.js";

export const RADIX = { // how an octet is written, what may be typed for it, and how many stand in a row
  hex: { title: "hex", write: (octet) => digitsOf(octet, 16, 2), digits: 2, key: /^[0-9a-fA-F]$/, base: 16,
    across: 16 },
  dec: { title: "decimal", write: (octet) => digitsOf(octet, 10, 3), digits: 3, key: /^[0-9]$/, base: 10, across: 12 },
  bin: { title: "binary", write: (octet) => digitsOf(octet, 2, 8), digits: 8, key: /^[01]$/, base: 2, across: 6 },
  ascii: { title: "ASCII", write: character, digits: 1, key: /^[ -~]$/, across: 32 },
};
const MOVES = { ArrowLeft: -1, ArrowRight: 1 };
const ROWS = { ArrowUp: -1, ArrowDown: 1 };

function digitsOf(octet, base, width) {
  return octet.toString(base).padStart(width, base === 10 ? " " : "0");
}

function character(octet) {
  return octet >= 32 && octet < 127 ? String.fromCharCode(octet) : "·";
}

export class ByteGrid {
  constructor(view, layer, parent) {
    Object.assign(this, { view, layer, typed: "" });
    const { heading, depth, size } = view.shown.layers[layer];
    this.box = element("section", "sk-layer", parent);
    this.box.style.setProperty("--sk-depth", depth);
    element("h4", "sk-heading", this.box, heading);
    this.grid = attributes(element("div", `sk-grid sk-in-${view.radix}`, this.box), {
      role: size ? "grid" : null, "aria-label": size ? `Octets: ${heading}` : null, // no grid without a row
    });
    this.listen();
    this.build();
    this.more();
  }

  build() {
    const { first, shown } = this.view.shown.layers[this.layer];
    const { across } = RADIX[this.view.radix];
    this.cells = [];
    this.characters = [];
    for (let row = first; row < first + shown; row += across) {
      const line = attributes(element("div", "sk-octet-row", this.grid), { role: "row" });
      attributes(element("span", "sk-offset", line, String(row)), { role: "rowheader" });
      const stop = Math.min(row + across, first + shown);
      const cells = attributes(element("span", "sk-cells", line), { role: "presentation" });
      for (let at = row; at < stop; at += 1) this.cell(cells, at, at - row);
      if (this.view.radix !== "ascii") this.line(line, row, stop);
    }
  }

  cell(line, at, column) {
    const half = column && column * 2 === RADIX[this.view.radix].across ? " sk-half" : "";
    const cell = element("span", `sk-octet${half}`, line);
    attributes(cell, { role: "gridcell", tabindex: "-1" });
    cell.at = at;
    this.cells.push(cell);
  }

  line(line, row, stop) {
    const text = attributes(element("span", "sk-characters", line), { "aria-hidden": "true" });
    for (let at = row; at < stop; at += 1) {
      const one = element("span", "", text);
      one.at = at;
      this.characters.push(one);
    }
  }

  more() { // a long layer is given in windows
    const { first, shown, size } = this.view.shown.layers[this.layer];
    if (shown === size) return;
    const bar = element("div", "sk-window", this.box);
    element("span", "", bar, `octets ${first}–${first + shown - 1} of ${size.toLocaleString("en")}`);
    for (const [text, at] of [["‹ earlier", first - 1], ["later ›", first + shown]]) {
      const button = element("button", "", bar, text);
      button.disabled = at < 0 || at >= size;
      button.addEventListener("click", () => this.view.window(this.layer, at));
    }
  }

  listen() {
    const at = (event) => event.target.closest("[role=gridcell], .sk-characters span")?.at;
    this.grid.addEventListener("mouseover", (event) => {
      this.view.point(at(event) === undefined ? null : this.spot(at(event)));
    });
    this.grid.addEventListener("mouseleave", () => this.view.point(null));
    this.grid.addEventListener("click", (event) => {
      if (at(event) === undefined) return;
      this.view.pin(this.spot(at(event)), { layer: this.layer, at: at(event) });
      this.focus(at(event));
    });
    this.grid.addEventListener("focusin", (event) => {
      if (event.target.at !== undefined) this.view.caretAt(this.layer, event.target.at, this.spot(event.target.at));
    });
    this.grid.addEventListener("focusout", () => { this.typed = ""; this.draw(); });
    this.grid.addEventListener("keydown", (event) => this.key(event));
  }

  spot(at) {
    return this.view.shown.octetSpot(this.layer, at);
  }

  focus(at) {
    this.cells.find((cell) => cell.at === at)?.focus();
  }

  key(event) {
    const at = event.target.at, across = RADIX[this.view.radix].across;
    if (at === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    if (this.typing(event.key, at)) return event.preventDefault();
    const { first, shown } = this.view.shown.layers[this.layer];
    const row = at - (at - first) % across;
    const to = event.key in MOVES ? at + MOVES[event.key] : event.key in ROWS ? at + ROWS[event.key] * across
      : event.key === "Home" ? row : event.key === "End" ? Math.min(row + across, first + shown) - 1 : null;
    if (to === null) return undefined;
    event.preventDefault();
    if (to >= first && to < first + shown) this.focus(to);
    else this.view.window(this.layer, to);
    return undefined;
  }

  typing(key, at) { // tells whether the key was meant for the octet
    const { digits, key: allowed, base } = RADIX[this.view.radix];
    if (key === "Enter" && !this.typed) {
      this.view.pin(this.spot(at), { layer: this.layer, at });
      return true;
    }
    if (key === "Escape" || key === "Backspace") {
      if (!this.typed) return false;
      this.typed = key === "Escape" ? "" : this.typed.slice(0, -1);
    } else if (allowed.test(key)) this.typed += key;
    else if (key !== "Enter") return false;
    if (this.typed.length === digits || key === "Enter") {
      const octet = base ? parseInt(this.typed, base) : this.typed.charCodeAt(0);
      this.typed = "";
      if (octet < 256) this.view.edit(this.layer, at, octet);
    }
    this.draw();
    return true;
  }

  draw() { // the cells stay; what they say is written again
    if (this.view.taking) return;
    const { radix } = this.view, { write, digits } = RADIX[radix];
    const marks = this.view.marks(this.layer);
    for (const [place, cell] of this.cells.entries()) {
      const octet = this.view.value(this.layer, cell.at), typed = this.typed && cell === document.activeElement;
      const text = typed ? this.typed.padEnd(digits, "_") : write(octet);
      if (cell.textContent !== text) cell.textContent = text;
      attributes(cell, { "aria-label": this.label(cell.at, octet) });
      this.mark(place, {
        "sk-typed": typed, "sk-wrong": marks.wrong(cell.at), "sk-odd": marks.odd(cell.at),
        "sk-changed": this.changed(cell.at), "sk-plain": this.view.unmasked(this.layer, cell.at),
      });
      if (this.characters[place]) this.characters[place].textContent = character(octet);
    }
    this.light();
  }

  light() { // what is pointed at, and where the keyboard is: this happens with every move of the mouse
    const { shown, lit, pinned, caret } = this.view;
    const [under, kept] = [lit, pinned].map((spot) => (spot ? shown.covers(spot, this.layer) : () => false));
    const current = caret.layer === this.layer ? caret.at : -1;
    const any = this.cells.some(({ at }) => at === current);
    for (const [place, cell] of this.cells.entries()) {
      attributes(cell, { tabindex: (any ? cell.at === current : place === 0) ? "0" : "-1" });
      this.mark(place, { "sk-lit": under(cell.at), "sk-kept": kept(cell.at) });
    }
  }

  mark(place, classes) {
    for (const [name, on] of Object.entries(classes)) {
      this.cells[place].classList.toggle(name, Boolean(on));
      this.characters[place]?.classList.toggle(name, Boolean(on));
    }
  }

  reveal(spot) { // scroll the first octet of a spot into view, inside of the grids' box only
    const test = this.view.shown.covers(spot, this.layer), cell = this.cells.find(({ at }) => test(at));
    if (!cell) return;
    const box = this.view.octets, top = cell.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (top < 0 || top > box.clientHeight - 22) box.scrollTop += top - 44;
  }

  changed(at) {
    const wire = this.view.shown.wire(this.layer, at);
    return wire !== null && this.view.shown.changedAt.has(wire);
  }

  label(at, octet) {
    const names = this.view.shown.leaves(this.layer, at).map(({ name }) => name);
    return [`byte ${at}`, RADIX[this.view.radix].write(octet).trim(), ...names].join(", ");
  }
}
