// stompit: TCP only; bodies are streams, receipts are callbacks with numbers of its own.
import stompit from "stompit";

export function makePeer(emit) {
  let client;
  const subscriptions = {}, transactions = {}, messages = [];

  function listen(destination, id, as) {
    return (error, message) => {
      if (error) return;
      const chunks = [], number = messages.push(message) - 1;
      message.on("data", (chunk) => chunks.push(chunk));
      message.on("end", () => {
        const octets = Buffer.concat(chunks), content = as === "base64" ? octets.toString("base64") : octets.toString();
        emit({ event: "message", destination, id, number, headers: message.headers, [as ?? "body"]: content });
      });
    };
  }

  const commands = {
    connect({ host, port, version, headers, beats }) {
      const connectHeaders = { "accept-version": version, "heart-beat": `${beats},${beats}`, ...headers };
      // A beat may be late by a second, as with the other libraries; as it comes, stompit allows a tenth of one.
      stompit.connect({ host, port, connectHeaders, heartbeatDelayMargin: 1000 }, (error, connected) => {
        if (error) return emit({ event: "error", body: String(error) });
        client = connected;
        client.on("error", (failure) => emit({ event: "error", body: String(failure) }));
        emit({ event: "connected", headers: client.headers });
      });
    },
    subscribe({ destination, id, ack = "auto", as }) {
      subscriptions[id] = client.subscribe({ destination, id, ack }, listen(destination, id, as));
    },
    unsubscribe: ({ destination, id }) => subscriptions[id].unsubscribe(),
    publish({ destination, body, base64, headers, receipt }) {
      const options = receipt && { onReceipt: () => emit({ event: "receipt", receipt }) };
      const content = base64 === undefined ? Buffer.from(body) : Buffer.from(base64, "base64");
      // The library leaves content-length to the application.
      const frame = client.send({ destination, "content-length": content.length, ...headers }, options);
      frame.end(content);
    },
    ack: ({ number, headers }) => client.ack(messages[number], headers),
    nack: ({ number, headers }) => client.nack(messages[number], headers),
    begin({ transaction }) {
      transactions[transaction] = client.begin(transaction);
    },
    commit: ({ transaction }) => transactions[transaction].commit(),
    abort: ({ transaction }) => transactions[transaction].abort(),
    disconnect() {
      client.disconnect((error) => {
        // without an error, the RECEIPT has come: the library waits for it
        emit(error ? { event: "error", body: String(error) } : { event: "disconnected" });
        emit({ event: "done" });
      });
    },
  };
  return (command) => commands[command.do](command);
}
