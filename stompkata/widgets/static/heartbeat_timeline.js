// HeartbeatTimeline: who must be heard how often, when he was, and what came too late. The kernel judges; this draws.

import { attributes, element, keepKey, put, Speaker } from "./shared.js";
import { clock, cutTo, Painter, shape, widthOf, widthOfWords } from "./drawing.js";
import { BeatStore } from "./heartbeat_store.js";
import { TimeScale } from "./heartbeat_scale.js";
import { LANE, LaneDrawing, SIGN_WORDS, TRACK } from "./heartbeat_lanes.js";
import { hatches, Legend } from "./heartbeat_legend.js";
import { liveView } from "./live_store.js";

const TOP = 30, AXIS = 26; // pixels above the lanes, for marks, and below them, for the time
const LIVE_EVERY = 100; // ms between two pictures in which only the time moves on
const CALM_EVERY = 1000; // the same for who prefers reduced motion
const BUTTONS = [
  ["earlier", "◀", "Earlier"], ["later", "▶", "Later"], ["in", "+", "Zoom in"], ["out", "−", "Zoom out"],
  ["whole", "Whole", "Show the whole conversation"], ["follow", "Follow", "Follow what comes"],
];
const FACTS = ["direction", "sender can", "receiver wants", "agreed", "heard"];
const HINT = "Click a sign, or focus the lanes: ← → steps along a lane, ↑ ↓ changes it, + − zooms, W is whole, F follows.";
let timelines = 0;

class Timeline {
  constructor(store, el) {
    Object.assign(this, { store, scale: new TimeScale(), id: `beats-${++timelines}`, chosen: null, told: "" });
    this.painter = new Painter(() => this.draw());
    this.build(element("section", "sk-view sk-beats", el));
    this.listen();
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.clock = setInterval(() => store.now !== null && this.painter.soon(), calm ? CALM_EVERY : LIVE_EVERY);
    this.stopWidth = widthOf(this.plot, (width) => { this.scale.width = Math.max(320, width); this.painter.soon(); });
    store.add(this);
    this.painter.soon();
  }

  build(root) {
    this.root = attributes(root, { "aria-label": "Heart-beat timeline" });
    const bar = element("div", "sk-bar", root);
    element("strong", "sk-title", bar, "Heart-beats");
    this.picker = attributes(element("select", "sk-connection", bar), { "aria-label": "Connection" });
    element("span", "sk-space", bar);
    this.buttons = Object.fromEntries(BUTTONS.map(([name, words, title]) =>
      [name, attributes(element("button", `sk-${name}`, bar, words), { title, "aria-label": title })]));
    const verdict = element("div", "sk-verdict", root);
    this.mark = attributes(element("b", "sk-worst", verdict), { "aria-hidden": "true" });
    this.verdict = element("span", "", verdict);
    this.facts = element("table", "", element("div", "sk-facts", root));
    this.plot = element("div", "sk-plot", root);
    attributes(this.plot, { tabindex: 0, role: "application", "aria-label": "Signs of life: arrow keys step through them" });
    this.svg = shape("svg", { "aria-hidden": "true", width: "100%" }, this.plot);
    hatches(this.id, this.svg);
    this.picture = shape("g", {}, this.svg);
    this.legend = new Legend(this.id, root);
    this.read = element("div", "sk-read", root);
    this.speaker = new Speaker(root);
  }

  listen() {
    this.root.addEventListener("keydown", keepKey);
    this.plot.addEventListener("keydown", (event) => this.key(event));
    this.plot.addEventListener("click", (event) => event.target.sign && this.choose(event.target.sign));
    this.picker.addEventListener("change", () =>
      this.store.model.send({ type: "pick", place: this.picker.selectedIndex }));
    for (const [name] of BUTTONS) this.buttons[name].addEventListener("click", () => this.press(name));
  }

  remove() {
    clearInterval(this.clock);
    this.painter.end();
    this.speaker.end();
    this.stopWidth();
    this.store.remove(this);
    this.root.remove(); // its listeners go with it
  }

  dirty() {
    this.painter.soon();
  }

  show(number) { // another view has selected
    this.chosen = this.find(number);
    this.painter.soon();
  }

  find(number) {
    const found = this.signs().find((each) => each.number === number) ?? null;
    if (found) this.scale.reveal(found.at);
    return found;
  }

  signs() { // of all lanes, in the order of time
    return this.store.lanes.flatMap((lane) => lane.signs).sort((a, b) => a.at - b.at || a.number - b.number);
  }

  key(event) {
    const steps = { ArrowRight: 1, ArrowLeft: -1, PageDown: 10, PageUp: -10, Home: -Infinity, End: Infinity };
    const presses = { "+": "in", "=": "in", "-": "out", w: "whole", f: "follow", ",": "earlier", ".": "later" };
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key in steps) this.step(steps[event.key]);
    else if (event.key.toLowerCase() in presses) this.press(presses[event.key.toLowerCase()]);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") this.cross(event.key === "ArrowDown" ? 1 : -1);
    else if (event.key === "Escape" && this.chosen) this.choose(null);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  step(by) { // along the lane of the chosen sign
    const { signs } = this.laneOf(this.chosen) ?? { signs: this.signs() };
    if (!signs.length) return;
    const at = this.chosen ? signs.findIndex((each) => each.number === this.chosen.number) : by > 0 ? -1 : signs.length;
    this.choose(signs[Math.max(0, Math.min(signs.length - 1, at + by))]);
  }

  cross(by) { // to the nearest sign of the next lane that has any
    const lanes = this.store.lanes.filter((lane) => lane.signs.length);
    const at = lanes.indexOf(this.laneOf(this.chosen));
    const lane = lanes[Math.max(0, Math.min(lanes.length - 1, at + by))];
    if (!lane) return;
    const now = this.chosen?.at ?? this.scale.from;
    this.choose(lane.signs.reduce((best, each) => Math.abs(each.at - now) < Math.abs(best.at - now) ? each : best));
  }

  laneOf(chosen) {
    return chosen ? this.store.lanes.find((lane) => lane.signs.some((each) => each.number === chosen.number)) : undefined;
  }

  choose(each) {
    this.chosen = each;
    if (each) this.scale.reveal(each.at);
    this.store.select(each?.number ?? null, this);
    if (each) this.speaker.speak(this.words(each));
    this.painter.soon();
  }

  words(each) {
    const lane = this.laneOf(each);
    const before = lane?.signs[lane.signs.findIndex((other) => other.number === each.number) - 1];
    const gap = lane?.gaps.find(({ stop }) => stop === each.at);
    const silent = gap && clock(gap.stop - gap.start);
    const late = gap && {
      late: `late by ${clock(gap.stop - gap.start - lane.interval)}`, missed: `missed: silent for ${silent}`,
      lag: `blocked for ${silent}`,
    }[gap.mark];
    const judged = [late ?? (lane?.interval ? "in time" : ""), gap?.why].filter(Boolean).join(": ");
    return [`#${each.number} ${SIGN_WORDS[each.kind]}`, lane?.title, `at ${clock(each.at - this.store.start)}`,
      before ? `${clock(each.at - before.at)} after the last` : "", judged].filter(Boolean).join(" · ");
  }

  press(name) {
    const around = this.chosen && this.scale.shows(this.chosen.at) ? this.chosen.at : this.scale.from + this.scale.span / 2;
    if (name === "in") this.scale.zoom(0.5, around);
    if (name === "out") this.scale.zoom(2, around);
    if (name === "earlier" || name === "later") this.scale.pan(name === "later" ? 0.25 : -0.25);
    if (name === "whole" || name === "follow") this.scale.mode = name;
    this.painter.soon();
  }

  draw() {
    const { store, scale } = this;
    const interval = Math.max(0, ...store.lanes.map((lane) => lane.interval));
    scale.settle({ start: store.start, last: store.last() ?? store.start, live: store.now !== null, interval });
    this.drawBar();
    this.drawFacts();
    this.legend.draw(store.lanes);
    this.picture.replaceChildren();
    let top = TOP;
    for (const lane of store.lanes) {
      new LaneDrawing(this, lane, this.picture, top);
      top += LANE[lane.kind];
    }
    this.drawAxis(top);
    this.drawMarks(top);
    this.drawChosen(top);
    attributes(this.svg, { height: top + AXIS });
    put(this.read, this.chosen ? this.words(this.chosen) : HINT);
    store.drawn();
  }

  drawBar() {
    const { connections, picked, verdict } = this.store;
    if (this.listed !== connections.join("\n")) {
      this.listed = connections.join("\n");
      this.picker.replaceChildren();
      for (const name of connections) element("option", "", this.picker, name);
    }
    if (this.picker.selectedIndex !== picked) this.picker.selectedIndex = picked;
    put(this.verdict, verdict);
    const worst = this.worst();
    put(this.mark, { missed: "✖", late: "▲", fine: "✔", off: "○" }[worst]);
    attributes(this.mark, { class: `sk-worst sk-${worst}` });
    for (const mode of ["whole", "follow"]) attributes(this.buttons[mode], { "aria-pressed": this.scale.mode === mode });
  }

  worst() { // of what the kernel found
    const { lanes } = this.store, gaps = lanes.flatMap((lane) => lane.gaps.map((gap) => gap.mark));
    if (!lanes.some((lane) => lane.interval)) return "off";
    return gaps.includes("missed") ? "missed" : gaps.includes("late") ? "late" : "fine";
  }

  drawFacts() {
    const rows = this.store.lanes.filter((lane) => lane.facts).map((lane) => [lane.title, ...lane.facts]);
    const said = JSON.stringify(rows);
    if (this.told === said) return;
    this.told = said;
    this.facts.replaceChildren();
    const head = element("tr", "", element("thead", "", this.facts));
    for (const name of FACTS) attributes(element("th", "", head, name), { scope: "col" });
    const body = element("tbody", "", this.facts);
    for (const [title, ...facts] of rows) {
      const row = element("tr", "", body);
      attributes(element("th", "", row, title), { scope: "row" });
      for (const fact of facts) element("td", "", row, fact);
    }
  }

  drawAxis(top) {
    const { scale, store } = this, { step, digits } = scale.ticks();
    shape("line", { x1: 0, x2: scale.width, y1: top + 0.5, y2: top + 0.5, class: "sk-rule" }, this.picture);
    for (let n = Math.ceil((scale.from - store.start) / step); store.start + n * step <= scale.to; n += 1) {
      const words = `${(n * step).toFixed(digits)} s`, x = scale.x(store.start + n * step);
      shape("line", { x1: x, x2: x, y1: top, y2: top + 5, class: "sk-axis" }, this.picture);
      const middle = Math.min(x, scale.width - widthOfWords(words) / 2);
      shape("text", { x: middle, y: top + 18, class: "sk-small", "text-anchor": "middle" }, this.picture, words);
    }
  }

  drawMarks(bottom) {
    const now = this.store.time();
    let free = this.scale.width; // the newest is named first; an older one if there is room left of it
    const marks = [...(now === null ? [] : [{ at: now, words: "now", kind: "now" }]), ...this.store.marks.toReversed()];
    for (const { at, words, kind } of marks) {
      if (!this.scale.shows(at)) continue;
      const x = this.scale.x(at), left = x > this.scale.width * 0.6;
      const said = cutTo((left ? x : this.scale.width - x) - 12, words), size = widthOfWords(said) + 12;
      shape("line", { x1: x, x2: x, y1: 4, y2: bottom, class: `sk-mark sk-${kind}` }, this.picture);
      if ((left ? x : x + size) > free) continue;
      shape("text", { x: left ? x - 6 : x + 6, y: 17, class: `sk-label sk-${kind}`, "text-anchor": left ? "end" : "start" },
        this.picture, said);
      free = left ? x - size : x;
    }
  }

  drawChosen(bottom) {
    if (!this.chosen || !this.scale.shows(this.chosen.at)) return;
    const x = this.scale.x(this.chosen.at);
    const { lanes } = this.store, own = lanes.indexOf(this.laneOf(this.chosen));
    if (own < 0) return;
    const y = lanes.slice(0, own).reduce((top, lane) => top + LANE[lane.kind], TOP) + TRACK[lanes[own].kind];
    shape("line", { x1: x, x2: x, y1: TOP, y2: bottom, class: "sk-guide" }, this.picture);
    shape("circle", { cx: x, cy: y, r: 12, class: "sk-ring" }, this.picture);
  }
}

export default liveView(BeatStore, Timeline);
