// stompjs 2.3, the one that most tutorials show: over a page's WebSocket, the npm package `websocket`, or TCP.
import Stomp from "stompjs";
import { makeCallbackPeer } from "./callbacks.js";

const transports = {
  text: ({ url }) => Stomp.client(url),
  overWS: ({ url }) => Stomp.overWS(url),
  tcp: ({ host, port }) => Stomp.overTCP(host, port),
};

export const makePeer = (emit) =>
  makeCallbackPeer(emit, {
    connect: (command) => transports[command.transport](command),
    send: (client, destination, headers, body) => client.send(destination, headers, body),
  });
