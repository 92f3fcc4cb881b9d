// Runs in the page before JupyterLab: counts what our modules begin and do not end. anywidget loads them from blobs, so
// what they do has a blob in its stack.
(() => {
  Error.stackTraceLimit = 50;
  const held = new Map(), { addEventListener, removeEventListener } = EventTarget.prototype;
  const take = (key, kind, still = () => true) => {
    const { stack } = new Error();
    const ours = stack.split("\n").find((line) => line.includes("blob:http"));
    if (ours) held.set(key, { kind, still, where: ours.trim().replace(/blob:\S+\/[\w-]+/, "line ") });
  };

  const listeners = new WeakMap();
  const known = (target, type, listener, options) => {
    const capture = typeof options === "object" ? Boolean(options?.capture) : Boolean(options);
    if (!listeners.has(target)) listeners.set(target, []);
    const mine = listeners.get(target);
    const is = (one) => one.type === type && one.listener === listener && one.capture === capture;
    if (!mine.some(is)) mine.push({ type, listener, capture });
    return mine.find(is);
  };
  EventTarget.prototype.addEventListener = function (type, listener, options) {
    const target = new WeakRef(this ?? window), key = known(this ?? window, type, listener, options);
    take(key, `listener of ${type}`, () => { // one of an element that has left the page goes with it
      const there = target.deref();
      return there && (!(there instanceof Node) || there.isConnected);
    });
    options?.signal && addEventListener.call(options.signal, "abort", () => held.delete(key));
    options?.once && addEventListener.call(this, type, () => held.delete(key), { once: true });
    return addEventListener.call(this, type, listener, options);
  };
  EventTarget.prototype.removeEventListener = function (type, listener, options) {
    held.delete(known(this ?? window, type, listener, options));
    return removeEventListener.call(this, type, listener, options);
  };

  for (const [begin, end, again] of [["setTimeout", "clearTimeout"], ["setInterval", "clearInterval", true],
    ["requestAnimationFrame", "cancelAnimationFrame"], ["requestIdleCallback", "cancelIdleCallback"]]) {
    const begins = window[begin], ends = window[end];
    window[begin] = (call, ...rest) => {
      const id = begins((...all) => {
        if (!again) held.delete(`${begin} ${id}`);
        return typeof call === "function" ? call(...all) : undefined;
      }, ...rest);
      take(`${begin} ${id}`, begin);
      return id;
    };
    window[end] = (id) => {
      held.delete(`${begin} ${id}`);
      return ends(id);
    };
  }

  for (const name of ["ResizeObserver", "MutationObserver", "IntersectionObserver"]) {
    window[name] = class extends window[name] {
      observe(...all) {
        take(this, name);
        return super.observe(...all);
      }

      disconnect() {
        held.delete(this);
        return super.disconnect();
      }
    };
  }
  window.WebSocket = class extends window.WebSocket {
    constructor(...all) {
      super(...all);
      take(this, "WebSocket", () => this.readyState < WebSocket.CLOSED);
    }
  };

  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (...all) => {
    const url = createObjectURL(...all);
    take(url, "object URL");
    return url;
  };
  URL.revokeObjectURL = (url) => {
    held.delete(url);
    return revokeObjectURL(url);
  };

  window.leftBehind = {
    begun: () => [...held.values()].filter(({ still }) => still()).map(({ kind, where }) => `${kind} ${where}`),
  };
})();
