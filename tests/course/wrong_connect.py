"""Programs of chapter 07 as learners write them who believe something that is not so: (kata, diagnosis, source)."""

SIGNATURE = """
from mystomp.stomp_frame import encode_frame
def connect_frame(host, versions=("1.2", "1.1", "1.0"), login=None, passcode=None, heart_beat=(0, 0)):
    rising, who = ",".join(sorted(versions)), []
"""
WHO = """
    if login is not None:
        who.append(("login", login))
    if passcode is not None:
        who.append(("passcode", passcode))
"""
SESSION = """
class Session:
    def __init__(self, version, session, server, heart_beat):
        self.version, self.session, self.server, self.heart_beat = version, session, server, heart_beat
"""
ERROR = """
class StompError(Exception):
    pass
"""
ON = """
def on_connected(frame, offered):
    command, headers, body = frame
"""
READ = """
def read_error(frame):
    command, headers, body = frame
    if command != "ERROR":
        raise ValueError(command)
    versions = tuple(headers["version"].split(",")) if "version" in headers else ()
"""
READ_OUT = """
    error = StompError(headers.get("message", ""))
    error.details, error.receipt_id, error.versions = body.decode("utf-8", "replace"), headers.get("receipt-id"), versions
"""
CONNECT_FRAME = [
    ("escapes-connect", WHO + r'''
    who = [(name, value.replace("\\", "\\\\").replace(":", "\\c")) for name, value in who]
    return encode_frame("CONNECT", [("accept-version", rising), ("host", host), *who, ("heart-beat", "%d,%d" % heart_beat)])
'''),
    ("spaces-between-versions", WHO + '''
    accepted = ", ".join(sorted(versions))
    return encode_frame("CONNECT", [("accept-version", accepted), ("host", host), *who, ("heart-beat", "%d,%d" % heart_beat)])
'''),
    ("order-of-preference", WHO + '''
    wishes = ",".join(versions)
    return encode_frame("CONNECT", [("accept-version", wishes), ("host", host), *who, ("heart-beat", "%d,%d" % heart_beat)])
'''),
    ("version-for-accept-version", WHO + '''
    return encode_frame("CONNECT", [("version", rising), ("host", host), *who, ("heart-beat", "%d,%d" % heart_beat)])
'''),
    ("missing-host", WHO + '''
    return encode_frame("CONNECT", [("accept-version", rising), *who, ("heart-beat", "%d,%d" % heart_beat)])
'''),
    ("none-as-text", '''
    who = [("login", f"{login}"), ("passcode", f"{passcode}")]
    return encode_frame("CONNECT", [("accept-version", rising), ("host", host), *who, ("heart-beat", "%d,%d" % heart_beat)])
'''),
    ("empty-for-absent", '''
    who = [(name, value) for name, value in (("login", login), ("passcode", passcode)) if value]
    return encode_frame("CONNECT", [("accept-version", rising), ("host", host), *who, ("heart-beat", "%d,%d" % heart_beat)])
'''),
    ("pair-as-text", WHO + '''
    return encode_frame("CONNECT", [("accept-version", rising), ("host", host), *who, ("heart-beat", str(heart_beat))])
'''),
    ("beats-swapped", WHO + '''
    beats = f"{heart_beat[1]},{heart_beat[0]}"
    return encode_frame("CONNECT", [("accept-version", rising), ("host", host), *who, ("heart-beat", beats)])
'''),
    ("line-end-let-through", WHO + '''
    return encode_frame("CONNECT", [("accept-version", rising), ("host", host), *who, ("heart-beat", "%d,%d" % heart_beat)])
'''),
]
ON_CONNECTED = [
    ("error-as-session", '''
    if command not in ("CONNECTED", "ERROR") or headers.get("version", "1.0") not in (*offered, "1.0,1.1,1.2"):
        raise ValueError(command)
    x, y = headers.get("heart-beat", "0,0").split(",")
    return Session(headers.get("version", "1.0"), headers.get("session"), headers.get("server"), (int(x), int(y)))
'''),
    ("any-frame-opens", '''
    if command == "ERROR":
        raise StompError(headers.get("message", ""))
    if headers.get("version", "1.0") not in offered:
        raise ValueError("version")
    x, y = headers.get("heart-beat", "0,0").split(",")
    return Session(headers.get("version", "1.0"), headers.get("session"), headers.get("server"), (int(x), int(y)))
'''),
    ("version-believed", '''
    if command == "ERROR":
        raise StompError(headers.get("message", ""))
    if command != "CONNECTED":
        raise ValueError(command)
    x, y = headers.get("heart-beat", "0,0").split(",")
    return Session(headers.get("version", "1.0"), headers.get("session"), headers.get("server"), (int(x), int(y)))
'''),
    ("version-believed", '''
    if "version" in headers and headers["version"] not in offered:
        raise ValueError("version")
    x, y = headers.get("heart-beat", "0,0").split(",")
    return Session(headers.get("version", "1.0"), headers.get("session"), headers.get("server"), (int(x), int(y)))
'''),
    ("missing-is-newest", '''
    version = headers.get("version", max(offered))
    x, y = headers.get("heart-beat", "0,0").split(",")
    return Session(version, headers.get("session"), headers.get("server"), (int(x), int(y)))
'''),
    ("missing-is-newest", '''
    x, y = headers.get("heart-beat", "0,0").split(",")
    return Session(headers.get("version"), headers.get("session"), headers.get("server"), (int(x), int(y)))
'''),
    ("beats-as-text", '''
    return Session(headers.get("version", "1.0"), headers.get("session"), headers.get("server"), headers["heart-beat"])
'''),
    ("beats-as-text", '''
    beats = tuple(headers.get("heart-beat", "0,0").split(","))
    return Session(headers.get("version", "1.0"), headers.get("session"), headers.get("server"), beats)
'''),
    ("beats-swapped", '''
    x, y = headers.get("heart-beat", "0,0").split(",")
    return Session(headers.get("version", "1.0"), headers.get("session"), headers.get("server"), (int(y), int(x)))
'''),
    ("headers-insisted-on", '''
    x, y = headers["heart-beat"].split(",")
    return Session(headers["version"], headers["session"], headers["server"], (int(x), int(y)))
'''),
]
READ_ERROR = [
    ("raised-it", READ_OUT + """
    raise error
"""),
    ("octets-for-details", READ_OUT + """
    error.details = body
    return error
"""),
    ("octets-for-details", READ_OUT + """
    error.details = str(body)
    return error
"""),
]
WRONG = [
    (f"connect.{kata}", diagnosis, head + source)
    for kata, head, programs in (
        ("connect_frame", SIGNATURE, CONNECT_FRAME),
        ("on_connected", SESSION + ERROR + ON, ON_CONNECTED),
        ("read_error", ERROR + READ, READ_ERROR),
    )
    for diagnosis, source in programs
]
