// Messages on their way: a short pulse for each, as many as an eye can follow; then an edge thickens, with a rate.

import { shape } from "./drawing.js";

const MOST_PULSES = 20; // that begin in one second
const LASTS = 700; // ms from one end to the other
const APART = 110; // ms between two on one edge
const SECOND = 1000;
const PATIENCE = 5000; // ms after which a message is no news, as when a page was hidden
const FLASH = 900; // ms
const still = matchMedia("(prefers-reduced-motion: reduce)");

export function bend({ x1, y1, x2, y2 }, part) { // the point of an edge's curve, from 0 to 1
  const middle = (x1 + x2) / 2, rest = 1 - part;
  const [a, b, c, d] = [rest ** 3, 3 * rest ** 2 * part, 3 * rest * part ** 2, part ** 3];
  return { x: a * x1 + (b + c) * middle + d * x2, y: (a + b) * y1 + (c + d) * y2 };
}

export class MapPulses {
  constructor(layout, parent) {
    Object.assign(this, { layout, parent, running: [], begun: [] });
    [this.busy, this.arrivals, this.flashing] = [new Map(), new Map(), new Map()];
  }

  add(edge, count) {
    const now = performance.now();
    this.flashing.set(edge.key, now + FLASH).set(edge.target, now + FLASH);
    this.busy.set(edge.key, [...(this.busy.get(edge.key) ?? []), { now, count }]);
    if (still.matches) return;
    let start = Math.max(now, this.arrivals.get(edge.source) ?? 0); // a copy leaves when its message has come
    for (let each = 0; each < count && this.mayBegin(now); each += 1) {
      const target = this.layout.store.nodes.get(edge.target);
      this.running.push({ edge, start, ends: target?.heard === false && target.kind === "topic" });
      this.arrivals.set(edge.target, start + LASTS);
      start += APART;
    }
  }

  mayBegin(now) {
    this.begun = this.begun.filter((at) => now - at < SECOND);
    if (this.begun.length >= MOST_PULSES) {
      this.throttled = now;
      return false;
    }
    this.begun.push(now);
    return true;
  }

  rate(key, now) { // messages in the last second
    const recent = (this.busy.get(key) ?? []).filter((each) => now - each.now < SECOND);
    if (recent.length) this.busy.set(key, recent);
    else this.busy.delete(key);
    return recent.reduce((sum, { count }) => sum + count, 0);
  }

  isFlashing(key, now) {
    if ((this.flashing.get(key) ?? 0) > now) return true;
    this.flashing.delete(key);
    return false;
  }

  get active() {
    const now = performance.now();
    for (const key of [...this.busy.keys()]) this.rate(key, now);
    for (const key of [...this.flashing.keys()]) this.isFlashing(key, now);
    return this.running.length + this.busy.size + this.flashing.size > 0;
  }

  draw(now) {
    this.running = this.running.filter((pulse) => this.isOnItsWay(pulse, now));
    this.parent.replaceChildren();
    for (const pulse of this.running) {
      const { edge, start, ends } = pulse, part = (now - start) / LASTS, curve = this.layout.curve(edge);
      if (part < 0 || !curve) continue;
      pulse.seen = true;
      if (part <= 1) this.dot(edge, bend(curve, part * (2 - part)));
      else if (ends) this.fades(curve, part - 1);
    }
  }

  isOnItsWay(pulse, now) { // a busy page may have drawn nothing meanwhile: who has not been seen begins now
    if (!pulse.seen && now - pulse.start > LASTS / 2 && now - pulse.start < PATIENCE) pulse.start = now;
    return now - pulse.start < LASTS * (pulse.ends ? 2 : 1);
  }

  dot(edge, { x, y }) {
    const way = edge.target[0] === "d" ? "sk-to_server" : "sk-to_client";
    shape("circle", { cx: x, cy: y, r: 6, class: `sk-pulse ${way}` }, this.parent);
  }

  fades({ x2, y2 }, part) { // nobody is there to get it
    shape("circle", { cx: x2, cy: y2, r: 6 + 16 * part, class: "sk-nobody", "stroke-opacity": 1 - part }, this.parent);
  }
}
