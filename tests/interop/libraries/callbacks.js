// stompjs 2.3 and its grandchild webstomp-client: one API, but for how a client is made and how send is called.

export function makeCallbackPeer(emit, library) {
  let client, disconnecting = false;
  const subscriptions = {}, transactions = {}, messages = [];

  function refused(what) {
    if (what.command === "ERROR") emit({ event: "error", headers: what.headers, body: what.body });
    else if (!disconnecting) emit({ event: "closed", what: String(what.reason ?? what) });
  }
  const idsOf = ({ headers }) => [headers.ack ?? headers["message-id"], headers.subscription];
  const contentOf = (body, as) =>
    as === "base64" ? { base64: Buffer.from(body, "latin1").toString("base64") } : { body };

  const commands = {
    connect(command) {
      client = library.connect(command);
      client.debug = (what) => what === "<<< PONG" && emit({ event: "beat" });
      client.heartbeat = { outgoing: command.beats, incoming: command.beats };
      client.onreceipt = ({ headers }) =>
        emit(disconnecting ? { event: "disconnected" } : { event: "receipt", receipt: headers["receipt-id"] });
      client.connect({ ...command.headers }, ({ headers }) => emit({ event: "connected", headers }), refused);
    },
    subscribe({ destination, id, ack, as }) {
      const told = (message) => emit({
        event: "message", destination, id, number: messages.push(message) - 1, headers: message.headers,
        ...contentOf(message.body, as),
      });
      subscriptions[id] = client.subscribe(destination, told, ack ? { id, ack } : { id });
    },
    unsubscribe: ({ destination, id }) => subscriptions[id].unsubscribe(),
    publish({ destination, body, base64, headers, receipt }) {
      // A body can only be a string; the nearest to octets is a character for each.
      const content = base64 === undefined ? body : Buffer.from(base64, "base64").toString("latin1");
      library.send(client, destination, receipt ? { ...headers, receipt } : { ...headers }, content);
    },
    ack: ({ number, headers, itself }) =>
      itself ? messages[number].ack({ ...headers }) : client.ack(...idsOf(messages[number]), { ...headers }),
    nack: ({ number, headers }) => client.nack(...idsOf(messages[number]), { ...headers }),
    begin({ transaction }) {
      transactions[transaction] = client.begin(transaction);
    },
    commit: ({ transaction }) => transactions[transaction].commit(),
    abort: ({ transaction }) => transactions[transaction].abort(),
    disconnect() {
      disconnecting = true;
      client.disconnect(() => emit({ event: "done" }), { receipt: "bye" });
    },
  };
  return (command) => commands[command.do](command);
}
