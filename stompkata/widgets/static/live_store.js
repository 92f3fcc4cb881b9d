// What all stores of live data have: their views, their greeting to the kernel, and the selection they share.

import { greet, pageName, tell } from "./shared.js";

// Milliseconds. Whenever a page speaks, its system may hold back the TCP acknowledgement of what comes next by 40 ms, and
// JupyterLab's server, where Nagle's algorithm is on, waits for that with the batch behind it: so it speaks seldom.
const ANSWER_EVERY = 1000;

// The selection, as a page tells it: an older word that comes back must not undo a newer one.
export class Choice {
  constructor(model) {
    this.model = model;
  }

  tell(number, span) {
    this.word = pageName(); // what comes before it is back was said before it
    this.model.send({ type: "select", number, span, page: this.word });
  }

  isNews({ page }) {
    const waits = this.word !== undefined;
    if (page === this.word) this.word = undefined;
    return !waits;
  }
}

export class LiveStore {
  constructor(model) {
    Object.assign(this, { model, views: new Set(), choice: new Choice(model) });
    Object.assign(this, { fresh: false, number: null, answered: 0 });
    this.receive = (content, buffers) => {
      if (content.type === "select") this.told(content);
      else this.take(content, buffers);
    };
    model.on("msg:custom", this.receive);
  }

  add(view) {
    this.views.add(view);
    this.hello();
  }

  remove(view) {
    this.views.delete(view);
    if (!this.views.size) this.stopGreeting?.();
  }

  hello() { // a view came, and wants all there is: a page by another name has seen nothing
    this.stopGreeting?.();
    this.fresh = false;
    this.stopGreeting = greet(this.model, pageName(), () => this.fresh);
  }

  close() {
    this.stopGreeting?.();
    clearTimeout(this.answering);
    this.model.off("msg:custom", this.receive);
  }

  dirty(fresh = false) { // where all is new, the selected one has to be found again
    if (fresh) this.follow(this.number);
    for (const view of this.views) view.dirty();
  }

  select(number, by) { // a view's user did it: the other views, here and elsewhere, follow
    if (number === this.number) return;
    this.choice.tell(number);
    this.follow(number, by);
  }

  told(content) {
    if (this.choice.isNews(content) && content.number !== this.number) this.follow(content.number);
  }

  follow(number, by) {
    this.number = number;
    for (const view of this.views) if (view !== by) view.show(number);
  }

  drawn() { // an acknowledgement opens the window for more; a hidden page draws nothing, and gives none
    if (this.unanswered === undefined || this.answering) return;
    const wait = Math.max(0, this.answered + ANSWER_EVERY - performance.now());
    this.answering = setTimeout(() => {
      this.answering = undefined;
      this.answered = performance.now();
      tell(this.model, { type: "ack", id: this.unanswered });
      this.unanswered = undefined;
    }, wait);
  }
}

// What anywidget wants of a view: called once a model, rendered once a view.
export const liveView = (Store, View) => () => {
  let store;
  return {
    initialize({ model }) {
      store = new Store(model);
      return () => store.close();
    },
    render({ el }) {
      const view = new View(store, el);
      return () => view.remove();
    },
  };
};
