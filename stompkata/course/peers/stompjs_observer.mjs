// `node stompjs_observer.mjs LIBRARY FACTS`: an unmodified stompjs that subscribes and tells what comes, a line each.
// FACTS is JSON: url, destination, login, passcode, host. The first line says that it has subscribed.
import { createRequire } from "node:module";

const [, , library, facts] = process.argv;
const { url, destination, login, passcode, host } = JSON.parse(facts);
const { Client, Versions } = createRequire(import.meta.url)(library);

const tell = (headers, octets) =>
  console.log(JSON.stringify({ headers: { ...headers }, body: Buffer.from(octets).toString("base64") }));

const client = new Client({
  brokerURL: url,
  connectHeaders: { login, passcode, host },
  stompVersions: new Versions([Versions.V1_2]),
  reconnectDelay: 0,
  onConnect() {
    client.watchForReceipt("watching", () => tell({}, []));
    client.subscribe(destination, (message) => tell(message.headers, message.binaryBody), { receipt: "watching" });
  },
  onStompError: (frame) => { console.error(frame.headers.message); process.exit(1); },
});
client.activate();
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
