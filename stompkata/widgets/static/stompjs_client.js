// StompjsClient: the real stompjs, in this page, talking to a broker. Its own debug lines are shown as they come.
// `StompJs` is the vendored library; stompjs_client.py puts it before this text, so that one module holds both.

import { element, keepKey, tell } from "./shared.js";

const KEPT = 200; // lines
const STATES = {
  idle: "○ not connected", connecting: "◌ connecting", connected: "● connected", failed: "✖ not reachable",
};

const STYLES = { ">>>": "debug sk-sent", "<<<": "debug sk-received" };
const NAMES = { 0: "NUL", 7: "BEL", 8: "BS", 9: "TAB", 13: "CR", 27: "ESC", 127: "DEL" };

function visible(text) { // what is no letter, mark or sign gets a name, as in Python; line ends and spaces stay
  return text.replace(/(?![\n ])[\p{C}\p{Z}]/gu, (char) => {
    const code = char.codePointAt(0);
    return `⟨${NAMES[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`}⟩`;
  });
}

// One stompjs client for one model; its views show the same lines.
class Conversation {
  constructor(model) {
    this.model = model;
    this.lines = [];
    this.views = new Set();
    this.state = "idle";
    this.client = new StompJs.Client({
      brokerURL: model.get("url"),
      stompVersions: new StompJs.Versions(["1.2"]), // offered as the subprotocol v12.stomp
      reconnectDelay: 0, // the button reconnects: a page must not call for ever when its kernel is gone
      debug: (line) => this.add(STYLES[line.slice(0, 3)] ?? "debug", line),
    });
    Object.assign(this.client, {
      onConnect: () => this.connected(),
      onStompError: (frame) => this.add("error", `ERROR: ${frame.headers.message ?? ""}\n${frame.body}`),
      onWebSocketError: () => this.unreachable(),
      onWebSocketClose: (event) => this.closed(event),
    });
  }

  connect() {
    this.change("connecting");
    this.client.activate();
  }

  disconnect() {
    this.client.deactivate();
  }

  connected() {
    this.change("connected");
    const destination = this.model.get("destination");
    this.client.subscribe(destination, (message) => this.add("message", message.body));
    if (this.model.get("greeting")) this.publish(this.model.get("greeting"));
  }

  publish(body) {
    this.client.publish({ destination: this.model.get("destination"), body });
  }

  unreachable() {
    if (this.state !== "connecting") return;
    this.change("failed");
    this.add("error", [
      `This page cannot reach ${this.model.get("url")}.`,
      "The broker listens on the machine of the kernel: on a hub or with a remote kernel the page is elsewhere.",
      `If both are here, the broker may be closed, or may not allow the origin ${location.origin}.`,
    ].join("\n"));
  }

  closed(event) {
    this.client.deactivate();
    this.add("debug", `WebSocket closed: ${event.code} ${event.reason}`);
    if (this.state !== "failed") this.change("idle");
  }

  change(state) {
    this.state = state;
    tell(this.model, { type: "state", state });
    for (const view of this.views) view.drawState();
  }

  add(kind, text) {
    const line = { kind, text: visible(text.trimEnd()) };
    this.lines.push(line);
    if (this.lines.length > KEPT) this.lines.shift();
    tell(this.model, { type: "line", kind, text: line.text });
    for (const view of this.views) view.add(line);
  }
}

class View {
  constructor(conversation, el) {
    this.conversation = conversation;
    this.root = element("section", "sk-stompjs", el);
    this.root.setAttribute("aria-label", "stompjs in this page");
    const bar = element("div", "sk-bar", this.root);
    element("strong", "sk-title", bar, `stompjs ${conversation.model.get("version")}`);
    this.state = element("span", "sk-state", bar);
    this.state.setAttribute("role", "status");
    this.toggle = element("button", "sk-toggle", bar);
    this.list = element("div", "sk-lines", this.root);
    Object.assign(this.list, { role: "log", tabIndex: 0, ariaLabel: "What stompjs logged" });
    this.form = element("form", "sk-form", this.root);
    this.input = element("input", "sk-input", this.form);
    this.input.setAttribute("aria-label", `A message to ${conversation.model.get("destination")}`);
    this.input.placeholder = `say something to ${conversation.model.get("destination")}`;
    this.send = element("button", "sk-send", this.form, "Publish");
    this.listen();
    for (const line of conversation.lines) this.add(line);
    conversation.views.add(this);
    this.drawState();
  }

  listen() {
    this.root.addEventListener("keydown", keepKey);
    this.toggle.addEventListener("click", () => {
      if (this.conversation.client.active) this.conversation.disconnect();
      else this.conversation.connect();
    });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.conversation.state !== "connected" || !this.input.value) return;
      this.conversation.publish(this.input.value);
      this.input.value = "";
    });
  }

  drawState() {
    const state = this.conversation.state;
    this.state.textContent = STATES[state];
    this.root.dataset.state = state;
    this.toggle.textContent = state === "connected" || state === "connecting" ? "Disconnect" : "Connect";
    this.send.disabled = state !== "connected";
  }

  add({ kind, text }) {
    const line = element("div", `sk-line sk-${kind}`, this.list);
    if (kind === "message") element("b", "sk-got", line, "message ");
    element("span", "sk-text", line, text);
    while (this.list.childElementCount > KEPT) this.list.firstElementChild.remove();
    this.list.scrollTop = this.list.scrollHeight;
  }

  remove() {
    this.conversation.views.delete(this);
    this.root.remove();
    if (!this.conversation.views.size) this.conversation.disconnect();
  }
}

export default () => { // called once a model; render once a view
  let conversation;
  return {
    initialize({ model }) {
      conversation = new Conversation(model);
      return () => conversation.disconnect();
    },
    render({ el }) {
      const view = new View(conversation, el);
      if (!conversation.client.active) conversation.connect();
      return () => view.remove();
    },
  };
};
