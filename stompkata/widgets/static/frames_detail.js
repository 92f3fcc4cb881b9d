// The pane below the table: the octets of one record beside their meaning, layer by layer; or two records compared.

import { MARKS, attributes, element, seconds } from "./shared.js";

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

export function drawComparison(pane, { left, right, lines, seconds: apart }) {
  pane.replaceChildren();
  const differing = lines.filter((line) => !line.same).length;
  element("div", "sk-heading", pane, `${differing} of ${lines.length} fields differ; ${seconds(apart)} apart`);
  const table = attributes(element("div", "sk-compared", pane), { role: "table", "aria-label": "Comparison" });
  const rows = (cells, name, role) => {
    const row = attributes(element("div", `sk-pair ${name}`, table), { role: "row" });
    return cells.map((text) => attributes(element("span", "", row, text), { role }));
  };
  rows(["", "field", `pinned: ${left}`, `selected: ${right}`], "sk-pair-head", "columnheader");
  let layer;
  for (const line of lines) {
    if (line.layer !== layer) rows([(layer = line.layer)], "sk-pair-layer", "cell");
    const cells = rows([line.same ? "" : "≠", line.name, "", ""], line.same ? "sk-same" : "sk-differs", "cell");
    attributes(cells[0], { "aria-label": line.same ? "same" : "differs" });
    drawPair(cells[2], line.left, line.right, line.means);
    drawPair(cells[3], line.right, line.left, line.otherMeans);
  }
  pane.scrollTop = 0;
}

function drawPair(cell, text, other, means) {
  if (text === null) element("i", "sk-absent", cell, "absent");
  else if (other === null || text === other) cell.append(text);
  else mark(cell, text, other);
  if (means) element("i", "sk-meaning sk-after", cell, means);
}

function mark(cell, text, other) { // what both begin and end with is plain, the rest is marked
  const shortest = Math.min(text.length, other.length);
  let begin = 0, end = 0;
  while (begin < shortest && text[begin] === other[begin]) begin++;
  while (end < shortest - begin && text.at(-1 - end) === other.at(-1 - end)) end++;
  cell.append(text.slice(0, begin));
  element("mark", "", cell, text.slice(begin, text.length - end));
  cell.append(text.slice(text.length - end));
}
