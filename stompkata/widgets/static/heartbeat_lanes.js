// One lane of the timeline: signs of life as shapes, silence as bands, and words for what was late or missed.

import { clock, cutTo, shape, widthOfWords } from "./drawing.js";

export const LANE = { stomp: 92, websocket: 48, loop: 66 }; // pixels
export const TRACK = { stomp: 56, websocket: 33, loop: 50 }; // where a lane's signs stand
const BAND = 12; // pixels of height
const APART = { frame: 2, beat: 9, ping: 6, pong: 6, lag: 4 }; // pixels; signs of a kind that are closer are not told apart
const MANY = 8; // silences in view, of which but the first says what its line is
const HEART = "M0 5.5C-8.5 -.5 -5 -7.5 0 -3.4C5 -7.5 8.5 -.5 0 5.5Z";
const SHAPES = {
  beat: ["path", { d: HEART }],
  frame: ["rect", { x: -1.5, y: -8, width: 3, height: 16, rx: 1 }],
  ping: ["path", { d: "M-5 -6L6 0L-5 6Z" }],
  pong: ["path", { d: "M5 -6L-6 0L5 6Z" }],
  lag: ["rect", { x: -4, y: -6, width: 8, height: 12 }],
};
export const SIGN_WORDS = {
  beat: "heart-beat", frame: "other traffic", ping: "WebSocket Ping", pong: "WebSocket Pong",
  lag: "loop was blocked",
};

export function sign(kind, parent, x = 0, y = 0) {
  const [tag, values] = SHAPES[kind];
  return shape(tag, { ...values, class: `sk-sign sk-${kind}`, transform: `translate(${x.toFixed(1)} ${y})` }, parent);
}

// Draws one lane at the height `top`; `view` knows the scale, the time, the hatches and what is selected.
export class LaneDrawing {
  constructor(view, lane, parent, top) {
    Object.assign(this, { view, lane, scale: view.scale, free: { label: 0, tick: 0 } });
    this.track = TRACK[lane.kind];
    const end = view.store.marks.find(({ kind }) => kind === "end");
    this.end = this.scale.x(end?.at ?? Infinity); // words stay on their side of that line
    this.group = shape("g", { transform: `translate(0 ${top})`, class: `sk-lane sk-${lane.key}` }, parent);
    shape("line", { x1: 0, x2: this.scale.width, y1: 0.5, y2: 0.5, class: "sk-rule" }, this.group);
    const title = shape("text", { x: 22, y: 17, class: "sk-title" }, this.group);
    shape("tspan", { class: "sk-strong" }, title, lane.title);
    const room = this.scale.width - 40 - widthOfWords(lane.title);
    if (lane.rule && room > 80) shape("tspan", { class: "sk-quiet", dx: 10 }, title, cutTo(room, lane.rule));
    shape("line", { x1: 0, x2: this.scale.width, y1: this.track, y2: this.track, class: "sk-track" }, this.group);
    if (lane.interval) this.bands();
    if (lane.kind === "loop") this.blocks();
    this.signs();
  }

  visible() { // the signs in view, and one more on either side
    const { signs } = this.lane;
    return signs.slice(Math.max(0, signsBefore(signs, this.scale.from) - 1), signsBefore(signs, this.scale.to) + 1);
  }

  bands() {
    const { lane, scale } = this, { signs, interval, gaps, expected } = lane;
    for (const [from, to] of keptTimes(this.visible(), interval))
      this.bar("sk-kept", from, Math.min(to, this.view.store.last()));
    const ended = gaps.map((gap) => ({ ...gap, stop: gap.stop ?? this.view.store.last() })); // or it lasts until now
    const inView = ended.filter(({ start, stop }) => stop >= scale.from && start <= scale.to);
    for (const [index, gap] of inView.entries()) this.gap(gap, index && inView.length > MANY ? "" : "expected");
    if (expected !== null && signs.length) this.pending(expected - interval);
  }

  blocks() {
    for (const { start, stop } of this.lane.gaps) {
      if (stop < this.scale.from || start > this.scale.to) continue;
      this.bar("sk-blocked", start, stop, "blocked");
      if (this.scale.shows(stop)) this.label(this.scale.x(stop), `■ blocked for ${clock(stop - start)}`, "sk-lag");
    }
  }

  gap({ start, stop, mark }, words) {
    const { interval, patience } = this.lane;
    this.bar("sk-tolerance", start + interval, Math.min(stop, start + patience), "late");
    if (stop > start + patience) this.bar("sk-silence", start + patience, stop, "missed");
    this.tick(start + interval, words);
    const late = `▲ late by ${clock(stop - start - interval)}`;
    const silent = `✖ missed: silent for ${clock(stop - start)}`;
    if (this.scale.shows(stop)) this.label(this.scale.x(stop), mark === "late" ? late : silent, `sk-${mark}`);
  }

  bar(name, from, to, hatch) {
    const x = Math.max(-5, this.scale.x(from)), width = Math.min(this.scale.width + 5, this.scale.x(to)) - x;
    if (width <= 0) return;
    const box = { x: x.toFixed(1), y: this.track - BAND / 2, width: width.toFixed(1), height: BAND };
    shape("rect", { ...box, class: name }, this.group);
    if (hatch) shape("rect", { ...box, fill: `url(#${this.view.id}-${hatch})` }, this.group);
  }

  pending(from) { // the next sign is still to come
    const { interval, patience } = this.lane, now = this.view.store.last();
    const box = { y: this.track - BAND / 2, height: BAND, class: "sk-outline" };
    const [start, stop] = [Math.max(now, from), from + patience].map((at) => this.scale.x(at));
    if (stop > start) shape("rect", { ...box, x: start.toFixed(1), width: (stop - start).toFixed(1) }, this.group);
    if (now < from + interval) this.tick(from + interval, "next expected");
    if (now < from + patience) this.tick(from + patience, "given up");
  }

  tick(at, words) {
    if (!this.scale.shows(at)) return;
    const x = this.scale.x(at), bottom = this.track + BAND / 2 + 5;
    shape("line", { x1: x, x2: x, y1: this.track - BAND / 2 - 3, y2: bottom, class: "sk-expected" }, this.group);
    if (words) this.write("tick", x, bottom + 11, words, "sk-small");
  }

  signs() {
    const last = {};
    for (const each of this.visible()) {
      if (!this.scale.shows(each.at)) continue;
      const x = this.scale.x(each.at);
      if (x - last[each.kind] < APART[each.kind]) continue;
      last[each.kind] = x;
      sign(each.kind, this.group, x, this.track).sign = each;
    }
  }

  label(x, words, name) {
    const y = this.track - BAND / 2 - 8;
    if (!this.write("label", x, y, words, `sk-label ${name}`)) this.write("label", x, y, words[0], `sk-label ${name}`);
  }

  write(row, middle, y, words, name) { // within the picture, and not over what is written there; tells whether it was
    const size = widthOfWords(words), { width } = this.scale;
    const right = middle <= this.end + 1 ? Math.min(this.end, width) : width;
    const x = Math.max(2, Math.min(right - size - 4, middle - size / 2));
    if (x < this.free[row]) return false;
    this.free[row] = x + size + 8;
    shape("text", { x: x.toFixed(1), y, class: name }, this.group, words);
    return true;
  }
}

function keptTimes(signs, interval) { // from each sign as long as the next is not due: as few times as that makes
  const times = [];
  for (const { at } of signs) {
    const last = times.at(-1);
    if (last && at <= last[1]) last[1] = at + interval;
    else times.push([at, at + interval]);
  }
  return times;
}

function signsBefore(signs, at) { // how many signs come before this time
  let low = 0, high = signs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (signs[middle].at < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
