// From seconds to pixels: which part of the time is looked at.

const SIDE = 14; // pixels left free at both ends
const STEPS = [1, 2, 5];
const SHORTEST = 0.05; // seconds that fill the width at least

export class TimeScale {
  constructor() {
    Object.assign(this, { mode: "whole", from: 0, span: 1, width: 600 });
  }

  // Look at all of it, or at the newest part; a part that one chose oneself stays.
  settle({ start, last, live, interval }) {
    const whole = Math.max(last - start, interval, SHORTEST) * 1.04 + (live ? interval * 2 : 0);
    if (this.mode === "whole") Object.assign(this, { from: start, span: whole });
    if (this.mode !== "follow") return;
    this.span = Math.min(whole, this.chosen ?? Math.max(8 * interval, 5));
    this.from = Math.max(start, last + interval * 2.2 - this.span);
  }

  x(at) {
    return SIDE + ((at - this.from) / this.span) * (this.width - 2 * SIDE);
  }

  get to() {
    return this.from + this.span;
  }

  shows(at) {
    return at >= this.from && at <= this.to;
  }

  zoom(factor, around) {
    const span = Math.max(SHORTEST, this.span * factor);
    if (this.mode === "follow") this.chosen = span;
    else this.mode = "free";
    this.from = around - (around - this.from) * (span / this.span);
    this.span = span;
  }

  pan(part) {
    this.mode = "free";
    this.from += part * this.span;
  }

  reveal(at) {
    if (this.shows(at)) return;
    this.mode = "free";
    this.from = at - this.span / 2;
  }

  ticks() {
    const rough = this.span / Math.max(2, this.width / 90);
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = power * (STEPS.find((each) => each * power >= rough) ?? 10);
    return { step, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
  }
}
