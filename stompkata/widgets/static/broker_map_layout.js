// Where the nodes of a map stand: three columns, in which a node keeps its place when others join.

export const MAP_COLUMNS = { // how many are drawn, pixels from one to the next, and of a box
  Connections: { most: 12, pitch: 80, height: 60, head: "who sends" },
  Destinations: { most: 12, pitch: 80, height: 60, head: "destinations" },
  Subscriptions: { most: 30, pitch: 40, height: 34, head: "who gets" },
};
const MARGIN = 8;

export class MapLayout {
  constructor(store) {
    Object.assign(this, { store, width: 800, slots: {}, more: {}, height: 0 });
    this.clear();
  }

  clear() {
    for (const table of Object.keys(MAP_COLUMNS)) this.slots[table] = [];
  }

  settle() { // give each node a place; where there is none left, the place of one that has ended
    this.height = 0;
    for (const [table, { most, pitch }] of Object.entries(MAP_COLUMNS)) {
      const slots = this.slots[table], nodes = this.store.drawnOf(table), placed = new Set(slots);
      for (const { key, open } of nodes) {
        if (placed.has(key)) continue;
        if (slots.length < most) slots.push(key);
        else if (open) this.replace(slots, key);
      }
      this.more[table] = nodes.length - this.rows(table).length;
      this.height = Math.max(this.height, pitch * (slots.length + (this.more[table] > 0)) + MARGIN);
    }
    this.spread();
  }

  replace(slots, key) {
    const ended = slots.findIndex((each) => this.store.nodes.get(each)?.open !== true);
    if (ended >= 0) slots[ended] = key;
  }

  spread() { // the columns over the width
    const { width } = this;
    const share = (part, least, most) => Math.round(Math.max(least, Math.min(most, width * part)));
    const sizes = {
      Connections: share(0.2, 110, 180), Destinations: share(0.3, 190, 300), Subscriptions: share(0.29, 180, 300),
    };
    const gap = (width - 2 * MARGIN - sizes.Connections - sizes.Destinations - sizes.Subscriptions) / 2;
    let x = MARGIN;
    this.columns = {};
    for (const [table, size] of Object.entries(sizes)) {
      this.columns[table] = { x, width: size };
      x += size + gap;
    }
  }

  rows(table) { // the keys of the drawn nodes, from top to bottom
    return this.slots[table].filter((key) => this.store.nodes.has(key));
  }

  box(node) { // where it is drawn; those without a place of their own share the last one
    const { pitch, height, most } = MAP_COLUMNS[node.table], place = this.slots[node.table].indexOf(node.key);
    const y = pitch * ((place < 0 ? most : place) + 0.5);
    return { ...this.columns[node.table], y, height };
  }

  curve({ source, target }) {
    const from = this.store.nodes.get(source), to = this.store.nodes.get(target);
    if (!from?.drawn || !to?.drawn) return null;
    const left = this.box(from), right = this.box(to);
    return { x1: left.x + left.width, y1: left.y, x2: right.x - 2, y2: right.y };
  }

  beside(node, way) { // the node that an arrow key leads to
    const rows = this.rows(node.table), index = rows.indexOf(node.key);
    if (way === "ArrowUp" || way === "ArrowDown") return rows[index + (way === "ArrowUp" ? -1 : 1)];
    const tables = Object.keys(MAP_COLUMNS);
    const table = tables[tables.indexOf(node.table) + (way === "ArrowLeft" ? -1 : 1)];
    if (!table) return undefined;
    const near = this.store.near(node.key)
      .filter((each) => each?.table === table && this.slots[table].includes(each.key));
    const { y } = this.box(node), far = (each) => Math.abs(this.box(each).y - y);
    return near.sort((a, b) => far(a) - far(b))[0]?.key;
  }
}
