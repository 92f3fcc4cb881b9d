// SVG for the views: made element by element, text by textContent.

import { attributes } from "./shared.js";

const SVG = "http://www.w3.org/2000/svg";

export function shape(tag, values, parent, text) {
  const made = attributes(document.createElementNS(SVG, tag), values);
  if (text !== undefined) made.textContent = text;
  parent?.append(made);
  return made;
}

// Draws once an animation frame at most, however often it is asked to.
export class Painter {
  constructor(paint) {
    this.paint = paint;
    this.frame = 0;
  }

  soon() {
    if (!this.frame) this.frame = requestAnimationFrame(() => { this.frame = 0; this.paint(); });
  }

  end() {
    cancelAnimationFrame(this.frame);
  }
}

const LETTER = 7.3; // pixels of one letter

export function widthOfWords(words) {
  return words.length * LETTER;
}

export function cutTo(pixels, text) {
  const room = Math.max(4, Math.floor(pixels / LETTER));
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}

// As whole words, in at most so many lines; what is left over is cut from the last one.
export function wrapTo(pixels, text, most) {
  const room = Math.max(4, Math.floor(pixels / LETTER)), lines = [];
  let rest = text;
  while (lines.length < most - 1 && rest.length > room) {
    const space = rest.lastIndexOf(" ", room), end = space > 0 ? space : room;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return [...lines, cutTo(pixels, rest)];
}

// Calls back when the element's width changes, but for one that is not shown; returns what ends that.
export function widthOf(target, changed) {
  const observer = new ResizeObserver(() => target.clientWidth && changed(target.clientWidth));
  observer.observe(target);
  return () => observer.disconnect();
}

export function clock(at) { // 0.0123 is "12.3 ms", 61.5 is "61.50 s"
  const size = Math.abs(at);
  if (size < 0.0995) return `${Number((at * 1000).toFixed(1))} ms`;
  return `${at.toFixed(size < 99.95 ? 2 : 1)} s`;
}
