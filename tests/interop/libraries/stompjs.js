// @stomp/stompjs: the peer of the page, and TCP by its own @stomp/tcp-wrapper.
import { Client } from "@stomp/stompjs";
import { TCPWrapper } from "@stomp/tcp-wrapper";
import { makePeer as makeStompjs } from "../peer.js";

export const makePeer = (emit) => makeStompjs(Client, emit, (host, port) => new TCPWrapper(host, port));
