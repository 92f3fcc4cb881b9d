"""Programs as learners write them who believe something that is not so: (kata, diagnosis, source).

Those of later chapters stand beside this file, as `wrong_<module>.py`.
"""

import runpy
from pathlib import Path

WRONG = [
    ("first_green.hello_frame", "forgot-nul", r'''
def hello_frame():
    return b"CONNECT\naccept-version:1.2\nhost:kata\n\n"
'''),
    ("first_green.hello_frame", "caret-at", r'''
def hello_frame():
    return b"CONNECT\naccept-version:1.2\nhost:kata\n\n^@"
'''),
    ("first_green.hello_frame", "caret-at", r'''
def hello_frame():
    return rb"CONNECT\naccept-version:1.2".replace(rb"\n", b"\n") + b"\nhost:kata\n\n" + rb"\0"
'''),
    ("first_green.hello_frame", "digit-zero", r'''
def hello_frame():
    return b"CONNECT\naccept-version:1.2\nhost:kata\n\n0"
'''),
    ("first_green.hello_frame", "forgot-empty-line", r'''
def hello_frame():
    return b"CONNECT\naccept-version:1.2\nhost:kata\n\x00"
'''),
    ("first_green.hello_frame", "text-for-octets", r'''
def hello_frame():
    return "CONNECT\naccept-version:1.2\nhost:kata\n\n\x00"
'''),
    ("handshake.accept_key", "hex-digest", r'''
import base64, hashlib
def accept_key(key):
    text = key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    return base64.b64encode(hashlib.sha1(text.encode()).hexdigest().encode()).decode()
'''),
    ("handshake.accept_key", "hex-digest", r'''
import hashlib
def accept_key(key):
    return hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).hexdigest()
'''),
    ("handshake.accept_key", "guid-first", r'''
import base64, hashlib
def accept_key(key):
    return base64.b64encode(hashlib.sha1(("258EAFA5-E914-47DA-95CA-C5AB0DC85B11" + key).encode()).digest()).decode()
'''),
    ("handshake.accept_key", "key-decoded", r'''
import base64, hashlib
def accept_key(key):
    data = base64.b64decode(key) + b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
    return base64.b64encode(hashlib.sha1(data).digest()).decode()
'''),
    ("handshake.accept_key", "guid-forgotten", r'''
import base64, hashlib
def accept_key(key):
    return base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
'''),
    ("handshake.accept_key", "line-feed-added", r'''
import base64, hashlib
def accept_key(key):
    return base64.encodebytes(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()).decode()
'''),
    ("handshake.accept_key", "octets-for-text", r'''
import base64, hashlib
def accept_key(key):
    return base64.b64encode(hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest())
'''),
    ("handshake.check_101", "accepts-whatever-says-101", r'''
class HandshakeError(Exception): pass
def check_101(response, key, offered=()):
    if b"\r\n\r\n" not in response:
        raise HandshakeError("incomplete")
    if not response.startswith(b"HTTP/1.1 101 ") and not response.startswith(b"HTTP/1.1 101\r"):
        raise HandshakeError("status")
    head = response.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    found = [line.partition(":")[2].strip() for line in head if line.lower().startswith("sec-websocket-protocol:")]
    return found[0] if found else None
'''),
    ("handshake.check_101", "case-matters", r'''
import base64, hashlib
class HandshakeError(Exception): pass
def check_101(response, key, offered=()):
    head = response.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = dict(line.split(": ", 1) for line in head[1:])
    if headers.get("Upgrade") != "websocket":
        raise HandshakeError("upgrade")
    return headers.get("Sec-WebSocket-Protocol")
'''),
    ("handshake.check_101", "part-of-a-word", r'''
import base64, hashlib
class HandshakeError(Exception): pass
def check_101(response, key, offered=()):
    head, end, _ = response.partition(b"\r\n\r\n")
    if not end:
        raise HandshakeError("incomplete")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {line.split(":")[0].lower(): line.partition(":")[2].strip() for line in lines}
    if "101" not in status:
        raise HandshakeError("status")
    return headers.get("sec-websocket-protocol")
'''),
    ("handshake.build_upgrade", "lf-only", r'''
def build_upgrade(host, path, key, *, protocols=(), origin=None):
    return f"GET {path} HTTP/1.1\nHost: {host}\nUpgrade: websocket\nConnection: Upgrade\n\n".encode()
'''),
    ("handshake.build_upgrade", "empty-header", r'''
def build_upgrade(host, path, key, *, protocols=(), origin=None):
    return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {host}", "Upgrade: websocket", "Connection: Upgrade",
                        f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", f"Origin: {origin}", "", ""]).encode()
'''),
    ("stomp_frame.escape", "backslash-last", r'''
def escape(text):
    return text.replace(":", "\\c").replace("\n", "\\n").replace("\r", "\\r").replace("\\", "\\\\")
'''),
    ("stomp_frame.escape", "backslash-forgotten", r'''
def escape(text):
    return text.replace(":", "\\c").replace("\n", "\\n").replace("\r", "\\r")
'''),
    ("stomp_frame.unescape", "chained-replaces", r'''
def unescape(text):
    return text.replace(r"\r", "\r").replace(r"\n", "\n").replace(r"\c", ":").replace(r"\\", "\\")
'''),
    ("stomp_frame.unescape", "chained-replaces", r'''
def unescape(text):
    return text.replace(r"\\", "\\").replace(r"\r", "\r").replace(r"\n", "\n").replace(r"\c", ":")
'''),
    ("stomp_frame.unescape", "undefined-passed", r'''
import re
def unescape(text):
    meaning = {"r": "\r", "n": "\n", "c": ":", "\\": "\\"}
    return re.sub(r"\\(.)", lambda m: meaning.get(m[1], m[0]), text, flags=re.DOTALL)
'''),
    ("stomp_frame.unescape", "refused-by-accident", r'''
import re
def unescape(text):
    return re.sub(r"\\(.?)", lambda m: {"r": "\r", "n": "\n", "c": ":", "\\": "\\"}[m[1]], text, flags=re.DOTALL)
'''),
    ("stomp_frame.encode_frame", "counts-characters", r'''
def encode_frame(command, headers, body=b""):
    esc = (lambda t: t) if command.startswith("CONNECT") else ESCAPE
    lines = [command] + [f"{esc(n)}:{esc(v)}" for n, v in headers]
    if body:
        lines.append(f"content-length:{len(body.decode())}")
    return "\n".join(lines + ["", ""]).encode() + body + b"\0"
'''),
    ("stomp_frame.encode_frame", "counts-nul", r'''
def encode_frame(command, headers, body=b""):
    esc = (lambda t: t) if command.startswith("CONNECT") else ESCAPE
    lines = [command] + [f"{esc(n)}:{esc(v)}" for n, v in headers]
    if body:
        lines.append(f"content-length:{len(body) + 1}")
    return "\n".join(lines + ["", ""]).encode() + body + b"\0"
'''),
    ("stomp_frame.encode_frame", "forgot-nul", r'''
def encode_frame(command, headers, body=b""):
    lines = [command] + [f"{ESCAPE(n)}:{ESCAPE(v)}" for n, v in headers]
    return "\n".join(lines + ["", ""]).encode() + body
'''),
    ("stomp_frame.encode_frame", "forgot-empty-line", r'''
def encode_frame(command, headers, body=b""):
    lines = [command] + [f"{ESCAPE(n)}:{ESCAPE(v)}" for n, v in headers]
    return "\n".join(lines + [""]).encode() + body + b"\0"
'''),
    ("stomp_frame.encode_frame", "not-escaped", r'''
def encode_frame(command, headers, body=b""):
    lines = [command] + [f"{n}:{v}" for n, v in headers]
    return "\n".join(lines + ["", ""]).encode() + body + b"\0"
'''),
    ("stomp_frame.encode_frame", "escapes-connect", r'''
def encode_frame(command, headers, body=b""):
    lines = [command] + [f"{ESCAPE(n)}:{ESCAPE(v)}" for n, v in headers]
    return "\n".join(lines + ["", ""]).encode() + body + b"\0"
'''),
    ("stomp_frame.decode_frame", "last-wins", r'''
import re
def decode_frame(data):
    head, body = re.split(rb"\n\r?\n", data, maxsplit=1)
    command, *lines = [line.removesuffix("\r") for line in head.decode().split("\n")]
    return command, dict(line.split(":", 1) for line in lines), body.rstrip(b"\n\r").removesuffix(b"\0")
'''),
    ("stomp_frame.decode_frame", "trims", r'''
import re
def decode_frame(data):
    head, body = re.split(rb"\n\r?\n", data, maxsplit=1)
    command, *lines = [line.removesuffix("\r") for line in head.decode().split("\n")]
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip(), value.strip())
    return command, headers, body.rstrip(b"\n\r").removesuffix(b"\0")
'''),
    ("stomp_frame.decode_frame", "stops-at-first-nul", r'''
import re
def decode_frame(data):
    head, body = re.split(rb"\n\r?\n", data, maxsplit=1)
    command, *lines = [line.removesuffix("\r") for line in head.decode().split("\n")]
    headers = {}
    for line in lines:
        name, _, value = line.partition(":")
        if not command.startswith("CONNECT"):
            name, value = UNESCAPE(name), UNESCAPE(value)
        headers.setdefault(name, value)
    return command, headers, body.partition(b"\0")[0]
'''),
    ("stomp_frame.decode_frame", "carriage-return-left", r'''
def decode_frame(data):
    lines = data.split(b"\n")
    empty = next(place for place, line in enumerate(lines) if line.strip() == b"")
    command, *pairs = [line.decode() for line in lines[:empty]]
    return command, dict(pair.split(":", 1) for pair in pairs), b"\n".join(lines[empty + 1:]).partition(b"\0")[0]
'''),
    ("stomp_frame.decode_frame", "body-split-at-lines", r'''
def decode_frame(data):
    head, body, *_ = data.split(b"\n\n")
    command, *pairs = head.decode().split("\n")
    return command, dict(pair.split(":", 1) for pair in pairs), body.removesuffix(b"\0")
'''),
    ("stomp_frame.decode_frame", "accepts-anything", r'''
def decode_frame(data):
    lines, start = [], 0
    while not lines or lines[-1]:
        end = data.index(b"\n", start)
        lines.append(data[start:end].removesuffix(b"\r").decode())
        start = end + 1
    command, *pairs, _ = lines
    headers = {}
    for pair in pairs:
        name, _, value = pair.partition(":")
        if not command.startswith("CONNECT"):
            name, value = UNESCAPE(name), UNESCAPE(value)
        headers.setdefault(name, value)
    end = start + int(headers["content-length"]) if "content-length" in headers else data.index(b"\0", start)
    return command, headers, data[start:end]
'''),
    ("stomp_frame.decode_frame", "refused-by-accident", r'''
def decode_frame(data):
    lines, start = [], 0
    while not lines or lines[-1]:
        end = data.index(b"\n", start)
        lines.append(data[start:end].removesuffix(b"\r").decode())
        start = end + 1
    command, *pairs, _ = lines
    headers = {}
    for pair in pairs:
        name, _, value = pair.partition(":")
        if not command.startswith("CONNECT"):
            name, value = UNESCAPE(name), UNESCAPE(value)
        headers.setdefault(name, value)
    end = start + int(headers["content-length"]) if "content-length" in headers else data.index(b"\0", start)
    if data[end] != 0:
        raise ValueError("no NUL")
    return command, headers, data[start:end]
'''),
]
for beside in sorted(set(Path(__file__).parent.glob("wrong_*.py")) - {Path(__file__)}):
    WRONG += runpy.run_path(str(beside))["WRONG"]
