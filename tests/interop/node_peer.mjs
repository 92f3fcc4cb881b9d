// @stomp/stompjs under node: one JSON command a line on standard input, one JSON event a line on standard output.
import { createInterface } from "node:readline";
import { Client } from "@stomp/stompjs";
import WebSocket from "ws";
import { makePeer } from "./peer.js";

Object.assign(globalThis, { WebSocket });
const perform = makePeer(Client, (event) => console.log(JSON.stringify(event)));
for await (const line of createInterface({ input: process.stdin })) perform(JSON.parse(line));
process.exit(0);
