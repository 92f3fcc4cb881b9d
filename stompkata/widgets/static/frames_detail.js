// The pane below the table: the octets of one record beside their meaning, layer by layer.

import { MARKS, element } from "./shared.js";

const FIELD = ["offset", "octets", "ascii", "name", "value"];

export function drawDetail(pane, parts) {
  pane.replaceChildren();
  for (const part of parts) drawPart(pane, part);
  pane.scrollTop = 0;
}

function drawPart(pane, { heading, depth, lines }) {
  const part = element("div", "sk-part", pane);
  part.style.marginLeft = `${depth * 2}ch`;
  element("div", "sk-heading", part, heading);
  const table = element("div", "sk-fields", part);
  for (const line of lines) {
    if (line.finding) drawFinding(line.finding, table);
    else for (const name of FIELD) element("span", `sk-${name}`, table, line[name] ?? "");
    const kind = line.value ? "sk-meaning sk-after" : "sk-meaning";
    if (line.meaning) element("i", kind, table.lastElementChild, line.meaning);
  }
}

function drawFinding({ severity, rule, message }, table) {
  const line = element("div", `sk-finding sk-${severity}`, table);
  element("b", "sk-mark", line, `${MARKS[severity]} ${severity}`);
  element("span", "sk-message", line, message);
  element("span", "sk-rule", line, rule);
}
