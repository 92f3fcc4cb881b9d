// FaultPanel: what is to go wrong between two peers. It asks the kernel; what it shows is what the kernel says.

import { attributes, element, keepKey, pageName, put, Speaker } from "./shared.js";
import { Painter } from "./drawing.js";
import { copyText } from "./clipboard.js";
import { FaultKnobs } from "./fault_knobs.js";
import { FaultLog } from "./fault_log.js";
import { FaultStore } from "./fault_store.js";
import { CLOSE, INSTANT, ofUnit, PYTHON, stateOf, WAY_CHOICES } from "./fault_words.js";
import { toolbar } from "./toolbar.js";
import { liveView } from "./live_store.js";

const HINT = "Each control shows the line of Python that does the same; Ctrl+C copies it.";
const PASSES = "everything passes";
const CLEAR = { text: "Let everything pass", hint: "What lasts ends, and what was still to come is forgotten." };

class Panel {
  constructor(store, el) {
    Object.assign(this, { store, way: "to_client", id: `sk-faults-${pageName()}`, line: "", states: {} });
    this.described = new WeakMap(); // by control: what it would do
    this.painter = new Painter(() => this.draw());
    this.root = attributes(element("section", "sk-view sk-faults", el), { "aria-label": "Faults" });
    this.build();
    this.readout();
    this.speaker = new Speaker(this.root);
    this.log = new FaultLog(this.root, store, this);
    this.listen();
    store.add(this);
    this.painter.soon();
  }

  build() {
    this.head(element("div", "sk-bar", this.root));
    const states = element("div", "sk-states", this.root);
    for (const { way, text } of WAY_CHOICES.filter(({ way }) => way)) {
      const line = element("div", `sk-state sk-of-${way}`, states);
      element("span", "sk-way", line, text);
      this.states[way] = element("span", "sk-is", line);
    }
    const body = element("div", "sk-body", this.root);
    const lasts = element("div", "sk-part", body), does = element("div", "sk-part", body);
    element("div", "sk-heading", lasts, "What lasts");
    this.knobs = new FaultKnobs(lasts, this);
    element("div", "sk-heading", does, "To the next unit");
    this.units = toolbar(does, "sk-buttons sk-units", "To the next unit");
    this.unitButtons = new Map();
    this.atOnce = element("div", "sk-heading", does);
    this.instant(does);
  }

  head(bar) {
    element("strong", "sk-title", bar, "Faults");
    const ways = toolbar(bar, "sk-group", "Direction");
    this.ways = WAY_CHOICES.map(({ way, text }) => [way, ways.add(text, () => this.choose(way))]);
    this.seed = element("span", "sk-seed", bar);
    this.seed.title = "The same seed draws the same faults";
    this.clear = attributes(element("button", "sk-clear", bar, CLEAR.text), { type: "button", title: CLEAR.hint });
    this.clear.addEventListener("click", () => this.act({ type: "clear" }, PYTHON.clear()));
    this.describe(this.clear, CLEAR, ["clear"]);
  }

  instant(parent) {
    const { add } = toolbar(parent, "sk-buttons", "At once");
    for (const spec of INSTANT) this.instantButton(add(spec.text, () => this.now(spec.kind)), spec);
    const row = element("div", "sk-close-with", parent);
    const button = attributes(element("button", "", row, CLOSE.text), { type: "button" });
    button.addEventListener("click", () => this.now("close"));
    element("span", "sk-label", row, "with");
    this.code = attributes(element("input", "sk-code", row), { type: "number", min: 0, max: 65535 });
    this.reason = attributes(element("input", "sk-reason", row), { type: "text", maxlength: 123 });
    this.code.value = 1001;
    attributes(this.code, { "aria-label": "Close code" });
    attributes(this.reason, { "aria-label": "Reason of the Close", placeholder: "reason" });
    for (const control of [button, this.code, this.reason]) this.instantButton(control, CLOSE);
  }

  instantButton(control, spec) {
    control.title = spec.hint;
    this.describe(control, spec, ["now", spec.kind, () => this.more(spec.kind)]);
  }

  readout() {
    const box = element("div", "sk-readout", this.root);
    this.hint = element("div", "sk-hint", box, HINT);
    const row = element("div", "sk-python", box);
    this.python = attributes(element("code", "sk-line", row), { "aria-label": "The same in Python" });
    this.copy = attributes(element("button", "sk-copy", row, "Copy"), { type: "button" });
  }

  listen() {
    this.root.addEventListener("keydown", (event) => this.key(event));
    this.root.addEventListener("focusin", ({ target }) => this.point(target));
    this.root.addEventListener("input", ({ target }) => this.point(target));
    this.copy.addEventListener("click", () => this.copied());
  }

  remove() {
    this.painter.end();
    this.speaker.end();
    this.store.remove(this);
    this.root.remove(); // its listeners go with it
  }

  dirty() {
    this.painter.soon();
  }

  show() { // another view has selected
    this.painter.soon();
  }

  // what a control does: told when it has the focus, and again when it is used

  describe(control, spec, [verb, ...what]) {
    const now = () => what.map((one) => (one instanceof Function ? one() : one));
    this.described.set(control, () => ({ hint: spec.hint, python: PYTHON[verb](this.way, ...now()) }));
  }

  point(control) {
    const found = this.described.get(control)?.();
    if (!found) return;
    put(this.hint, found.hint);
    this.write(found.python);
  }

  write(python) {
    this.line = `${this.store.name}.${python}`;
    put(this.python, this.line);
    put(this.copy, "Copy");
  }

  key(event) {
    const { target } = event, typing = target.matches("input:not([type=range])"); // there it copies what is typed
    if (event.key === "c" && (event.ctrlKey || event.metaKey) && !typing && this.described.has(target)) {
      this.copied();
      event.preventDefault();
      event.stopPropagation();
    }
    keepKey(event);
  }

  async copied() {
    if (!this.line) return;
    await copyText(this.line, this.root);
    put(this.copy, "✓ Copied");
    this.speaker.speak(`copied: ${this.line}`);
  }

  // what the user wants

  act(content, python) {
    this.store.say(content);
    this.write(python);
    this.speaker.speak(this.line);
  }

  change(name, value) {
    this.act({ type: "set", way: this.way, name, value }, PYTHON.set(this.way, name, value));
  }

  next(kind) {
    this.act({ type: "next", way: this.way, kind }, PYTHON.next(this.way, kind));
  }

  now(kind) {
    const more = this.more(kind);
    this.act({ type: "now", way: this.way, kind, ...more }, PYTHON.now(this.way, kind, more));
  }

  more(kind) {
    const code = Math.min(65535, Math.max(0, Math.trunc(this.code.valueAsNumber || 0)));
    return kind === "close" ? { code, reason: this.reason.value } : {};
  }

  choose(way) {
    this.way = way;
    this.draw();
  }

  // what is

  draw() {
    const { state } = this.store;
    for (const [way, button] of this.ways) attributes(button, { "aria-pressed": way === this.way });
    put(this.atOnce, `At once, as if ${WAY_CHOICES.find(({ way }) => way === this.way).as} did it`);
    if (!state) return;
    put(this.seed, `seed ${state.seed}`);
    const chosen = this.way ? [state.ways[this.way]] : Object.values(state.ways);
    this.knobs.draw(chosen);
    this.drawUnits(state);
    for (const [way, line] of Object.entries(this.states)) this.drawState(line, stateOf(state.ways[way]));
    this.log.draw(state);
    this.store.drawn();
  }

  drawState(line, words) {
    put(line, words || PASSES);
    line.title = words;
    line.classList.toggle("sk-passes", !words);
  }

  drawUnits({ kinds, ways }) {
    for (const kind of kinds) {
      if (!this.unitButtons.has(kind)) this.addUnit(kind);
      const waits = WAY_CHOICES.filter(({ way }) => way && (!this.way || way === this.way) && ways[way].next[kind]);
      const said = waits.map(({ way, text }) => `${this.way ? "×" : text[0]}${ways[way].next[kind]}`).join(" ");
      put(this.unitButtons.get(kind), said && this.way ? `${said} waiting` : said);
    }
  }

  addUnit(kind) {
    const spec = ofUnit(kind), button = this.units.add(`${spec.text} `, () => this.next(kind));
    button.title = spec.hint;
    this.unitButtons.set(kind, element("span", "sk-badge", button));
    this.describe(button, spec, ["next", kind]);
  }
}

export default liveView(FaultStore, Panel);
