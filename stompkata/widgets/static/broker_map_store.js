// What a page knows of a broker: nodes and edges by their keys, and how many messages went along an edge since.

import { LiveStore } from "./live_store.js";

export class MapStore extends LiveStore {
  constructor(model) {
    super(model);
    Object.assign(this, { title: "", scope: "", columns: {} });
    this.clear();
  }

  clear() {
    this.nodes = new Map();
    this.edges = new Map();
  }

  take(content) {
    if (content.type !== "map") return;
    this.unanswered = content.id;
    if (content.fresh) this.clear();
    else if (!this.fresh) return; // all of it is still on its way to this page
    this.fresh = true;
    Object.assign(this, { title: content.title, scope: content.scope, columns: content.columns });
    if (content.gone.length) this.forget(new Set(content.gone));
    for (const node of content.nodes) this.nodes.set(node.key, node);
    for (const [key, source, target, count] of content.edges) {
      const before = this.edges.get(key)?.count ?? 0;
      this.edges.set(key, { key, source, target, count });
      if (content.fresh || count === before) continue;
      for (const view of this.views) view.moved(this.edges.get(key), count - before);
    }
    this.dirty(content.fresh);
  }

  forget(gone) { // they ended long ago
    for (const key of gone) this.nodes.delete(key);
    for (const { key, source, target } of [...this.edges.values()])
      if (gone.has(source) || gone.has(target)) this.edges.delete(key);
  }

  drawnOf(table) {
    return [...this.nodes.values()].filter((node) => node.table === table && node.drawn);
  }

  near(key) { // the nodes at the other ends of its edges
    return [...this.edges.values()].filter(({ source, target }) => source === key || target === key)
      .map(({ source, target }) => this.nodes.get(source === key ? target : source));
  }
}
