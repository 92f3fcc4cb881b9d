"""Every way in which a secret can enter a recording, as tables: what is said, and what carries it."""

import json
import zlib

CANARY = b"s3cr-cAnAry-9x"
KEY = b"\x37\xfa\x21\x3d"
Unit = tuple[str, str, bytes]  # direction, layer, octets


def connect(*lines: bytes, command: bytes = b"CONNECT", eol: bytes = b"\n") -> bytes:
    return eol.join([command, b"accept-version:1.2", b"host:a", *lines, b"", b""]) + b"\0"


PASSCODE = b"passcode:" + CANARY
CLIENT_SAYS = {
    "a CONNECT": connect(PASSCODE),
    "a STOMP": connect(PASSCODE, command=b"STOMP"),
    "small letters": connect(PASSCODE, command=b"connect"),
    "CONNECT behind spaces": b"  " + connect(PASSCODE),
    "CONNECT behind a BOM": b"\xef\xbb\xbf" + connect(PASSCODE),
    "CONNECT behind a NUL": b"\0" + connect(PASSCODE),
    "CONNECT behind octets and a NUL": b"x\0y\n" + connect(PASSCODE),
    "CONNECT behind a frame": b"SEND\ndestination:/topic/a\n\nhi\0" + connect(PASSCODE),
    "CONNECT behind beats": b"\n\r\n\n" + connect(PASSCODE),
    "CONNECT behind a line": b"hello\n" + connect(PASSCODE),
    "a NUL in a header before": connect(b"login:a\0b", PASSCODE),
    "a NUL in the passcode": connect(b"passcode:x\0" + CANARY),
    "a NUL and EOLs in the passcode's line": connect(b"passcode:x\0\r\r" + CANARY),
    "a line without a colon before": connect(b"login", PASSCODE),
    "a blank line before": connect(b"", PASSCODE),
    "no end": b"CONNECT\n" + PASSCODE,
    "no blank line": b"CONNECT\n" + PASSCODE + b"\0",
    "no LF after the command": b"CONNECT " + PASSCODE + b"\n\n\0",
    "CR LF": connect(PASSCODE, eol=b"\r\n"),
    "CR CR LF": connect(PASSCODE, eol=b"\r\r\n"),
    "bare CR": connect(PASSCODE, eol=b"\r"),
    "a bare CR in the passcode": connect(b"passcode:x\r" + CANARY),
    "a colon and a quote in the passcode": connect(b'passcode:a:"b\\' + CANARY),
    "a space before the name": connect(b" " + PASSCODE),
    "a BOM before the name": connect(b"\xef\xbb\xbf" + PASSCODE),
    "a space after the name": connect(b"passcode :" + CANARY),
    "spaces before the value": connect(b"passcode:" + b" " * 40 + CANARY),
    "backslashes in the name": connect(b"\\pass\\code:" + CANARY),
    "capitals in the name": connect(b"PassCode:" + CANARY),
    "an equals sign": connect(b"passcode=" + CANARY),
    "a space instead of the colon": connect(b"passcode " + CANARY),
    "a line of the body": b"CONNECTED\nversion:1.2\n\n" + PASSCODE + b"\0",
    "twice": connect(PASSCODE, b"passcode:x" + CANARY),
    "a SUBSCRIBE": b"SUBSCRIBE\nid:1\ndestination:/topic/a\n" + PASSCODE + b"\n\n\0",
    "a SEND": b"SEND\ndestination:/topic/a\nX-Auth-Token:" + CANARY + b"\n\nhi\0",
    **{name.decode(): connect(name + b":" + CANARY) for name in (
        b"Authorization", b"Proxy-Authorization", b"Cookie", b"X-Auth-Token", b"X-CSRF-TOKEN", b"_csrf", b"X-XSRF-TOKEN",
        b"token", b"access_token", b"password", b"client_secret", b"X-API-Key", b"apiKey", b"jwt", b"x-auth", b"pwd")},
}  # fmt: skip

SERVER_SAYS = {  # after the client has said it
    "ERROR that quotes the line": b"ERROR\nmessage:bad line 'passcode:%s'\n\nbad: passcode:%s, so\0",
    "ERROR that quotes the value": b"ERROR\nmessage:no %s here\ncontent-type:text/plain\n\nfor %s?\0",
    "ERROR with CR LF": b"ERROR\r\nmessage:no %s here\r\n\r\nfor %s?\0",
    "ERROR that goes on": b"ERROR\nmessage:no %s here\n\nfor %s",
    "a MESSAGE with its header": b"MESSAGE\ndestination:/topic/a\nmessage-id:1\nsubscription:1\ntoken:%s\nx-auth:%s\n\nhi\0",
    "no frame at all": b"go away, %s or %s",
}
SERVER_SAYS = {name: said.replace(b"%s", CANARY) for name, said in SERVER_SAYS.items()}

LINES = [
    b"GET /ws?access_token=%s HTTP/1.1", b"GET /ws?a=b&Token=%s&c=d HTTP/1.1", b"GET /ws;jsessionid=%s?x HTTP/1.1",
    b"Referer: http://a/?access_token=%s", b"Referer: http://a/#id_token=%s&x=y",
    b"Authorization: Bearer %s", b"authorization:Basic %s", b"Proxy-Authorization: %s",
    b"Cookie: theme=dark; JSESSIONID=%s", b"X-Auth-Token: %s", b"X-CSRF-TOKEN: %s", b"X-API-Key: %s", b"Cookie: x\r\n y=%s",
]  # fmt: skip


def head(line: bytes) -> list[Unit]:
    start = [] if line.startswith(b"GET") else [b"GET /ws HTTP/1.1"]
    said = b"\r\n".join([*start, line.replace(b"%s", CANARY), b"Host: a", b"", b""])
    answer = b"HTTP/1.1 401 Unauthorized\r\nSet-Cookie: %s\r\n\r\n" % CANARY
    quote = b"HTTP/1.1 400 Bad Request\r\n\r\nwhat is %s?" % CANARY
    return [("to_server", "handshake", said), *(("to_client", "handshake", data) for data in (answer, quote))]


HEADS = {line.decode(): head(line) for line in LINES}


def frame(opcode: int, payload: bytes, *, to: str, key: bytes = KEY) -> bytes:
    """A WebSocket frame, its header written by hand (RFC 6455 §5.2); a server's has no masking-key."""
    size, masked = len(payload), 0x80 if to == "to_server" else 0
    length = bytes([masked | size]) if size < 126 else bytes([masked | 126]) + size.to_bytes(2, "big")
    if not masked:
        return bytes([opcode]) + length + payload
    return bytes([opcode]) + length + key + bytes(octet ^ key[i % 4] for i, octet in enumerate(payload))


def pieces(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def fragments(data: bytes, size: int, to: str, first: int = 0x01) -> list[bytes]:
    parts = pieces(data, size)
    opcodes = [first, *[0] * (len(parts) - 1)]
    opcodes[-1] |= 0x80
    return [frame(opcode, part, to=to) for opcode, part in zip(opcodes, parts, strict=True)]


def deflated(data: bytes) -> bytes:
    deflater = zlib.compressobj(wbits=-15)
    return (deflater.compress(data) + deflater.flush(zlib.Z_SYNC_FLUSH)).removesuffix(b"\0\0\xff\xff")


def sockjs(data: bytes, to: str) -> bytes:
    return ("a" * (to == "to_client") + json.dumps([data.decode("utf-8", "replace")])).encode()


def escaped(data: bytes, to: str) -> bytes:
    """The same in JSON of which every octet is escaped."""
    letters = "".join(f"\\u{octet:04x}" for octet in data)
    return f'{"a" * (to == "to_client")}["{letters}"]'.encode()


def http(data: bytes, to: str) -> bytes:
    return (b"POST /ws/1/2/xhr_send HTTP/1.1\r\n\r\n" if to == "to_server" else b"HTTP/1.1 200 OK\r\n\r\n") + sockjs(
        data, to
    )


CARRIERS = {
    "TCP": lambda data, to: [("stomp", data)],
    "TCP, octet by octet": lambda data, to: [("stomp", octet) for octet in pieces(data, 1)],
    "TCP, seven octets at a time": lambda data, to: [("stomp", piece) for piece in pieces(data, 7)],
    "a text message": lambda data, to: [("websocket", frame(0x81, data, to=to))],
    "a binary message": lambda data, to: [("websocket", frame(0x82, data, to=to))],
    "a key of zeros": lambda data, to: [("websocket", frame(0x81, data, to=to, key=b"\0\0\0\0"))],
    "messages of three octets": lambda data, to: [("websocket", frame(0x81, piece, to=to)) for piece in pieces(data, 3)],
    "fragments": lambda data, to: [("websocket", piece) for piece in fragments(data, 5, to)],
    "compressed": lambda data, to: [("websocket", frame(0xC1, deflated(data), to=to))],
    "compressed fragments": lambda data, to: [("websocket", piece) for piece in fragments(deflated(data), 9, to, 0x41)],
    "SockJS": lambda data, to: [("websocket", frame(0x81, sockjs(data, to), to=to))],
    "SockJS, octet by octet": lambda data, to: [("websocket", frame(0x81, octet, to=to)) for octet in pieces(sockjs(data, to), 1)],
    "SockJS, escaped": lambda data, to: [("websocket", frame(0x81, escaped(data, to), to=to))],
    "SockJS over HTTP": lambda data, to: [("stomp", http(data, to))],
    "SockJS over HTTP, in pieces": lambda data, to: [("stomp", piece) for piece in pieces(http(data, to), 7)],
    "event stream": lambda data, to: [("stomp", b"data: " + sockjs(data, to) + b"\r\n\r\n")],
    "a Close": lambda data, to: [("websocket", frame(0x88, b"\x03\xea" + data[:110], to=to))],
}  # fmt: skip


def conversations(carrier: str) -> dict[str, list[Unit]]:
    """What is said over one carrier, by what is said."""
    carry = CARRIERS[carrier]

    def said(data: bytes, to: str) -> list[Unit]:
        return [(to, layer, unit) for layer, unit in carry(data, to)]

    client = {name: said(data, "to_server") for name, data in CLIENT_SAYS.items()}
    return client | {
        name: said(connect(PASSCODE), "to_server") + said(data, "to_client") for name, data in SERVER_SAYS.items()
    }


def inside(units: list[Unit]) -> list[bytes]:
    """All that somebody could read in them: as they are, without masking-keys, inflated; and one after the other."""
    texts, whole = [], {"to_server": b"", "to_client": b"", "none": b""}
    inflaters = {way: zlib.decompressobj(-15) for way in whole}
    for way, layer, data in units:
        texts.append(data)
        if layer == "websocket":
            start = 2 if data[1] & 0x7F < 126 else 4
            key = data[start : start + 4] if data[1] & 0x80 else b""
            data = bytes(octet ^ key[i % 4] if key else octet for i, octet in enumerate(data[start + len(key) :]))
            try:
                whole[way] += inflaters[way].decompress(data + b"\0\0\xff\xff" * (texts[-1][0] >> 7))
            except zlib.error:
                whole[way] += data
            texts.append(data)
        else:
            whole[way] += data
    return [*texts, *whole.values(), *map(unescaped, whole.values())]


def unescaped(data: bytes) -> bytes:
    """What JSON's escapes mean."""
    try:
        return json.dumps(json.loads(data.lstrip(b"a")), ensure_ascii=False).encode()
    except ValueError:
        return b""
