// Answers, as stompjs 7.5 and its ancestor 2.3 do, the questions of test_stompjs_oracle.py: JSON in, JSON out.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import * as stompjs from './node_modules/@stomp/stompjs/esm6/index.js'
import { StompHandler } from './node_modules/@stomp/stompjs/esm6/stomp-handler.js'

const { FrameImpl, Parser, Versions, CompatClient } = stompjs
const ancestor = createRequire(import.meta.url)('./node_modules/stompjs/lib/stomp.js').Stomp.Frame
console.log = () => {}                                  // what the parser says of handlers that throw

const octets = hex => new Uint8Array(Buffer.from(hex, 'hex'))
const hex = octets => Buffer.from(octets).toString('hex')
const chunk = ({ text, hex }) => (text === undefined ? octets(hex).buffer : text)
const message = data => (typeof data === 'string' ? { text: data } : { hex: hex(data) })

const answers = {
  escape: ({ text }) => FrameImpl.hdrValueEscape(text),
  unescape: ({ text }) => FrameImpl.hdrValueUnEscape(text),
  frame({ params, hex }) {
    const frame = new FrameImpl(hex === undefined ? params : { ...params, binaryBody: octets(hex) })
    const facts = [frame.toString(), message(frame.serialize()), frame.isBinaryBody, frame.isBodyEmpty(), frame.bodyLength()]
    return [...facts, frame.body, Object.entries(frame.headers)]
  },
  parse({ chunks, append, escaped }) {
    const events = []
    const parser = new Parser(
      raw => {
        const { command, headers, binaryBody } = raw
        const told = [command, headers.slice(), hex(binaryBody)]
        const frame = FrameImpl.fromRawFrame(raw, escaped)
        events.push([...told, Object.entries(frame.headers), frame.body, message(frame.serialize())])
        if (command === 'RAISE') throw new Error('a handler failed')
      },
      () => events.push('ping')
    )
    for (const one of chunks) parser.parseChunk(chunk(one), append)
    return events
  },
  versions: ({ versions }) => [new Versions(versions).supportedVersions(), new Versions(versions).protocolVersions()],
  connect({ args }) {
    const calls = { onConnect: 'connect', onError: 'error', onClose: 'close' }
    const known = Object.fromEntries(Object.entries(calls).map(([name, value]) => [name, () => value]))
    const client = new CompatClient(() => ({}))
    Object.getPrototypeOf(CompatClient.prototype).activate = () => {}
    try {
      client.connect(...args.map(arg => known[arg] ?? arg))
    } catch (error) {
      return error.message
    }
    return [client.connectHeaders, client.onConnect() ?? null, client.onStompError() ?? null, client.onWebSocketClose() ?? null]
  },
  ancestor_marshall: ({ command, headers, body }) => ancestor.marshall(command, headers, body),
  ancestor_unmarshall: ({ text }) => ancestor.unmarshall(text).map(f => [f.command, Object.entries(f.headers), f.body]),
  ancestor_size: ({ text }) => ancestor.sizeOfUTF8(text),
  conversation({ config, steps, state }) {
    const said = []
    const tell = name => thing => said.push([name, thing instanceof FrameImpl ? thing.toString() + thing.body : thing ?? null])
    const socket = { url: 'ws://there', readyState: state, send: data => said.push(['sent', message(data)]) }
    socket.close = () => said.push(['close called', null])
    const callbacks = {}
    for (const name of ['onConnect', 'onDisconnect', 'onStompError', 'onUnhandledMessage', 'onUnhandledReceipt', 'onUnhandledFrame',
      'onHeartbeatReceived', 'onHeartbeatLost', 'onWebSocketError', 'debug']) callbacks[name] = tell(name)
    callbacks.onWebSocketClose = event => said.push(['onWebSocketClose', event.code])
    const { stompVersions, ...options } = config
    const defaults = { heartbeatIncoming: 0, heartbeatOutgoing: 0, connectHeaders: {}, disconnectHeaders: {}, maxWebSocketChunkSize: 8192 }
    const versions = stompVersions ? new Versions(stompVersions) : Versions.default
    const handler = new StompHandler(socket, { ...defaults, ...callbacks, ...options, stompVersions: versions })
    let last
    const steps_ = {
      state: value => (socket.readyState = value),
      open: () => socket.onopen({}),
      data: one => socket.onmessage({ data: chunk(one) }),
      closed: code => socket.onclose({ code, reason: 'gone', wasClean: true }),
      failed: () => socket.onerror('failure'),
      terminable: () => (socket.terminate = () => said.push(['terminate called', null])),
      publish: (params, hex) => handler.publish(hex === undefined ? params : { ...params, binaryBody: octets(hex) }),
      subscribe: (to, headers) => (last = handler.subscribe(to, m => { tell('message')(m); last = m }, headers)),
      watch: id => handler.watchForReceipt(id, tell('receipt')),
      begin: id => (last = handler.begin(id)),
      last: (name, ...args) => { last[name](...args) },
      call: (name, ...args) => { handler[name](...args) },
    }
    handler.start()
    for (const [name, ...args] of steps) steps_[name](...args)
    return [said, handler.connected, handler.connectedVersion ?? null]
  },
}

const questions = JSON.parse(readFileSync(0, 'utf8'))
process.stdout.write(JSON.stringify(questions.map(({ ask, ...question }) => answers[ask](question))), () => process.exit(0))
