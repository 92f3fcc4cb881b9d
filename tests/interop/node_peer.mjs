// `node node_peer.mjs LIBRARY`: an unmodified library told what to do, one JSON command a line on standard input, and
// heard, one JSON event a line on standard output. A command names the `session` it is for; each has its own client.
//   connect {transport, url | host, port, version, headers, beats}    subscribe {destination, id, ack, as}
//   publish {destination, body | base64, headers, receipt}            unsubscribe {id}
//   ack {number, headers, itself}, nack {number, headers}             begin, commit, abort {transaction}
//   disconnect {}
// The `number` is that of the message event; `itself` asks for the message's own ack(), where a library has two ways.
import { AsyncLocalStorage } from "node:async_hooks";
import { createInterface } from "node:readline";
import WebSocket from "ws";

globalThis.WebSocket = WebSocket; // as in a page; Node brings its own from 22 on
const { makePeer } = await import(`./libraries/${process.argv[2]}.js`);
const current = new AsyncLocalStorage(), sessions = new Map();
const emit = (event) => console.log(JSON.stringify({ session: current.getStore(), ...event }));
const fail = (error) => emit({ event: "failed", what: String(error) });
process.on("uncaughtException", fail); // some libraries throw where no application can catch

for await (const line of createInterface({ input: process.stdin })) {
  const { session, ...command } = JSON.parse(line);
  current.run(session, () => {
    if (!sessions.has(session)) sessions.set(session, makePeer((event) => emit({ ...event, session })));
    try {
      sessions.get(session)(command);
    } catch (error) {
      fail(error);
    }
  });
}
process.stdout.write("", () => process.exit(0)); // after all that was told
