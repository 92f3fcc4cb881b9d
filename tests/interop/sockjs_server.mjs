// SockJS's own server for Node: what comes over SockJS goes to the STOMP port of the argument, and back.
import { createServer } from "node:http";
import { connect } from "node:net";
import sockjs from "sockjs";

const relay = sockjs.createServer({ prefix: "/ws", log() {} });
relay.on("connection", (page) => {
  const broker = connect(Number(process.argv[2]), "127.0.0.1");
  broker.setEncoding("utf8");
  broker.on("data", (text) => page.write(text));
  broker.on("close", () => page.close());
  broker.on("error", () => page.close());
  page.on("data", (text) => broker.write(text));
  page.on("close", () => broker.end());
});
const server = createServer((_, answer) => answer.writeHead(404).end());
relay.installHandlers(server);
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
