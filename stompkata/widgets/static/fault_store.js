// What a page knows of a plan of faults; what its user wants goes to the kernel, and comes back as what is.

import { LiveStore } from "./live_store.js";
import { tell } from "./shared.js";

export class FaultStore extends LiveStore {
  constructor(model) {
    super(model);
    Object.assign(this, { state: null, name: "faults" });
  }

  take(content) {
    if (content.type !== "faults") return;
    this.unanswered = content.id;
    this.fresh = true;
    this.state = content;
    this.name = content.name;
    this.dirty(content.fresh);
  }

  say(content) {
    this.model.send(content);
  }

  remove(view) {
    super.remove(view);
    if (!this.views.size) tell(this.model, { type: "bye" }); // the plan need not tell us any more
  }
}
