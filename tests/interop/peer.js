// What an application does with an unmodified @stomp/stompjs, told by a test: commands in, events out.
// The same module runs under node (libraries/stompjs.js) and in a page (page.html).

export function makePeer(Client, emit, tcpSocket) {
  let client;
  const subscriptions = {}, transactions = {}, messages = [];

  const transports = {
    text: ({ url }) => ({ brokerURL: url }),
    binary: ({ url }) => ({ brokerURL: url, forceBinaryWSFrames: true }),
    split: ({ url }) => ({ brokerURL: url, splitLargeFrames: true }),
    tcp: ({ host, port }) => ({ webSocketFactory: () => tcpSocket(host, port) }),
  };
  function watch(receipt, headers = {}) {
    if (!receipt) return headers;
    client.watchForReceipt(receipt, () => emit({ event: "receipt", receipt }));
    return { ...headers, receipt };
  }
  const octetsOf = (base64) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const base64Of = (octets) => btoa(Array.from(octets, (octet) => String.fromCharCode(octet)).join(""));

  const commands = {
    connect({ transport = "text", version, headers, beats, ...address }) {
      client = new Client({
        ...transports[transport](address),
        connectHeaders: headers,
        heartbeatIncoming: beats,
        heartbeatOutgoing: beats,
        reconnectDelay: 0,
        onConnect: (frame) => emit({ event: "connected", version: client.connectedVersion, headers: frame.headers }),
        onHeartbeatReceived: () => emit({ event: "beat" }),
        onHeartbeatLost: () => emit({ event: "beat-lost" }),
        onStompError: (frame) => emit({ event: "error", headers: frame.headers, body: frame.body }),
        onWebSocketClose: ({ code, wasClean }) => emit({ event: "closed", code, wasClean }),
        onWebSocketError: () => emit({ event: "socket-error" }),
        onDisconnect: (frame) => emit({ event: "disconnected", headers: frame.headers }),
        onUnhandledMessage: (message) => emit({ event: "stray", body: message.body }),
      });
      if (version) client.stompVersions = new client.stompVersions.constructor([version]);
      client.activate();
    },
    subscribe({ destination, id, ack, as, receipt }) {
      const told = (message) => emit({
        event: "message", destination, id, number: messages.push(message) - 1, headers: message.headers,
        octets: message.binaryBody.length,
        ...(as === "base64" ? { base64: base64Of(message.binaryBody) } : { body: message.body }),
      });
      const headers = watch(receipt, { ...(id && { id }), ...(ack && { ack }) });
      subscriptions[id ?? destination] = client.subscribe(destination, told, headers);
    },
    unsubscribe({ destination, id = destination, receipt }) {
      subscriptions[id].unsubscribe(watch(receipt));
    },
    publish({ destination, body, base64, headers, receipt }) {
      const content = base64 === undefined ? { body } : { binaryBody: octetsOf(base64) };
      client.publish({ destination, headers: watch(receipt, headers), ...content });
    },
    ack: ({ number, headers }) => messages[number].ack(headers),
    nack: ({ number, headers }) => messages[number].nack(headers),
    begin({ transaction }) {
      transactions[transaction] = client.begin(transaction);
    },
    commit: ({ transaction }) => transactions[transaction].commit(),
    abort: ({ transaction }) => transactions[transaction].abort(),
    disconnect() {
      return client.deactivate().then(() => emit({ event: "done" }));
    },
  };
  return (command) => commands[command.do](command);
}
