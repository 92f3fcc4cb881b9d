// What an application does with an unmodified @stomp/stompjs, told by a test: commands in, events out.
// The same module runs under node (node_peer.mjs) and in a page (page.html).

export function makePeer(Client, emit) {
  let client;
  const subscriptions = {};

  const commands = {
    connect({ url, headers, beats }) {
      client = new Client({
        brokerURL: url,
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
      client.activate();
    },
    subscribe({ destination, receipt }) {
      client.watchForReceipt(receipt, () => emit({ event: "receipt", receipt }));
      const told = (message) => emit({ event: "message", destination, headers: message.headers, body: message.body,
                                       octets: message.binaryBody.length });
      subscriptions[destination] = client.subscribe(destination, told, { receipt });
    },
    unsubscribe({ destination, receipt }) {
      client.watchForReceipt(receipt, () => emit({ event: "receipt", receipt }));
      subscriptions[destination].unsubscribe({ receipt });
    },
    publish({ destination, body, octets, headers = {}, receipt }) {
      if (receipt) {
        client.watchForReceipt(receipt, () => emit({ event: "receipt", receipt }));
        headers = { ...headers, receipt };
      }
      client.publish(octets ? { destination, headers, binaryBody: new Uint8Array(octets) } : { destination, headers, body });
    },
    disconnect() {
      return client.deactivate().then(() => emit({ event: "done" }));
    },
  };
  return (command) => commands[command.do](command);
}
