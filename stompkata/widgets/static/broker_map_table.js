// The same as a map, as tables: all of it, and a button for the last record of each row.

import { attributes, element, plural, put } from "./shared.js";

const MAP_TABLES = ["Destinations", "Subscriptions", "Connections"];
const MOST_ROWS = 500;

export class MapTables {
  constructor(store, parent, select) {
    Object.assign(this, { store, select, rows: new Map() });
    this.root = attributes(element("div", "sk-tables", parent), {
      tabindex: 0, role: "region", "aria-label": "Broker map as tables" });
    this.tables = new Map(MAP_TABLES.map((name) => [name, this.table(name)]));
  }

  table(name) {
    const table = element("table", "", this.root), body = { table };
    element("caption", "", table, name);
    body.head = element("tr", "", element("thead", "", table));
    body.rows = element("tbody", "", table);
    body.rest = element("p", "sk-rest", this.root);
    return body;
  }

  draw() {
    for (const [name, { head, rows, rest }] of this.tables) {
      if (!head.children.length && this.store.columns[name])
        for (const column of [...this.store.columns[name], "last record"])
          attributes(element("th", "", head, column), { scope: "col" });
      const nodes = [...this.store.nodes.values()].filter((node) => node.table === name);
      for (const node of nodes.slice(0, MOST_ROWS)) this.row(node, rows);
      put(rest, nodes.length > MOST_ROWS ? `and ${plural(nodes.length - MOST_ROWS, "more row")}` : "");
    }
    for (const [key, row] of this.rows) {
      if (this.store.nodes.has(key)) continue;
      row.remove();
      this.rows.delete(key);
    }
  }

  row(node, parent) {
    let row = this.rows.get(node.key);
    if (!row) {
      row = element("tr", "", parent);
      row.cells_ = node.row.map(() => element("td", "", row));
      row.button = element("button", "sk-last", element("td", "", row));
      row.button.addEventListener("click", () => this.select(row.last));
      this.rows.set(node.key, row);
    }
    row.last = node.last;
    node.row.forEach((text, index) => put(row.cells_[index], text));
    put(row.button, `#${node.last}`);
    attributes(row, { class: node.open ? null : "sk-ended" });
    attributes(row.button, {
      "aria-pressed": node.last === this.store.number, "aria-label": `select record ${node.last}` });
  }
}
