// webstomp-client: WebSocket only, text by default, binary when asked.
import webstomp from "webstomp-client";
import { makeCallbackPeer } from "./callbacks.js";

export const makePeer = (emit) =>
  makeCallbackPeer(emit, {
    connect: ({ transport, url, version }) =>
      webstomp.client(url, {
        binary: transport === "binary",
        protocols: version && [`v${version.replace(".", "")}.stomp`],
      }),
    send: (client, destination, headers, body) => client.send(destination, body, headers),
  });
