// What the lines and marks of a ladder mean; each has a shape of its own.

import { element } from "./shared.js";
import { shape } from "./drawing.js";

const BRACKETS = [["answered", "answered"], ["refused", "refused, or cut off"], ["open", "still open"], ["unanswered", "unanswered"]];

export function drawLadderLegend(parent) {
  const entry = (words) => {
    const made = element("span", "sk-entry", parent);
    const svg = shape("svg", { width: 22, height: 16, "aria-hidden": "true" }, made);
    element("span", "", made, words);
    return svg;
  };
  for (const [state, words] of BRACKETS) bracketSample(state, entry(words));
  shape("circle", { cx: 11, cy: 8, r: 4, class: "sk-event" }, entry("event"));
  shape("path", { d: "M0 8H22", class: "sk-fold" }, entry("silence, folded"));
}

function bracketSample(state, svg) {
  const ends = state === "answered" || state === "refused";
  shape("path", { d: ends ? "M4 2H16V14H9" : "M4 2H16V14", class: `sk-bracket sk-${state}` }, svg);
  if (ends) shape("path", { d: "M3 14l6 -4v8z", class: `sk-tip sk-${state}` }, svg);
  if (state === "unanswered") shape("path", { d: "M12 8l8 8m0 -8l-8 8", class: "sk-bracket sk-unanswered" }, svg);
}
