"""Chapter 08: programs of learners who believe something that is not so."""

SEND = """
from mystomp.stomp_frame import encode_frame
def send_frame(destination, body, *, content_type=None, receipt=None, transaction=None, **headers):
    octets = body.encode("utf-8") if isinstance(body, str) else body
    known = {"destination": destination, "content-type": content_type, "receipt": receipt, "transaction": transaction}
    known |= {name.replace("_", "-"): value for name, value in headers.items()}
    return encode_frame("SEND", [(name, value) for name, value in known.items() if value is not None], octets)
"""
BY_HAND = """
def send_frame(destination, body, *, content_type=None, receipt=None, transaction=None, **headers):
    octets = body.encode() if isinstance(body, str) else body
    known = {"destination": destination, "content-type": content_type, "receipt": receipt, "transaction": transaction}
    known |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"{name}:{value}" for name, value in known.items() if value is not None]
    if octets:
        lines.append(f"content-length:{len(octets)}")
    return "\\n".join(["SEND", *lines, "", ""]).encode() + octets + b"\\0"
"""
RECEIPTS = """
import asyncio
class Receipts:
    def __init__(self):
        self.waiting = {}
    def expect(self, receipt_id):
        if receipt_id in self.waiting:
            raise ValueError("expected already")
        waiter = self.waiting[receipt_id] = asyncio.get_running_loop().create_future()
        waiter.add_done_callback(lambda _: self.waiting.pop(receipt_id, None))
        return waiter
    def on_frame(self, frame):
        command, headers, _ = frame
        waiter = self.waiting.get(headers.get("receipt-id"))
        if command not in ("RECEIPT", "ERROR") or waiter is None or waiter.done():
            return False
        if command == "ERROR":
            waiter.set_exception(RuntimeError(headers.get("message", "")))
        else:
            waiter.set_result(None)
        return True
"""


def but(source, *changes):
    """The program with some lines written otherwise."""
    for before, after in changes:
        assert before in source
        source = source.replace(before, after)
    return source


WRONG = [
    ("publish.send_frame", "octets-decoded", but(SEND, ("octets = body.encode(\"utf-8\") if isinstance(body, str) else body", "octets = body.decode().encode() if isinstance(body, bytes) else body.encode()"))),
    ("publish.send_frame", "octets-decoded", but(SEND, (" if isinstance(body, str) else body", ""))),
    ("publish.send_frame", "text-of-octets", but(SEND, ("octets = body.encode(\"utf-8\") if isinstance(body, str) else body", "octets = f\"{body}\".encode()"))),
    ("publish.send_frame", "wrong-encoding", but(SEND, ("\"utf-8\"", "\"ascii\", \"replace\""))),
    ("publish.send_frame", "wrong-encoding", but(SEND, ("\"utf-8\"", "\"utf-16-le\""))),
    ("publish.send_frame", "counts-characters", but(BY_HAND, ("len(octets)", "len(body)"))),
    ("publish.send_frame", "no-length", but(BY_HAND, ("if octets", "if False"))),
    ("publish.send_frame", "asks-with-receipt-id", but(SEND, ("\"receipt\": receipt", "\"receipt-id\": receipt"))),
    ("publish.send_frame", "none-as-text", but(SEND, ("if value is not None", ""), ("(name, value)", "(name, str(value))"))),
    ("publish.send_frame", "underscores-sent", but(SEND, ("name.replace(\"_\", \"-\")", "name"))),
    ("publish.send_frame", "hyphens-in-values", but(SEND, ("(name, value) for", "(name.replace(\"_\", \"-\"), value.replace(\"_\", \"-\")) for"))),
    ("publish.send_frame", "not-escaped", BY_HAND),
    ("publish.Receipts", "expects-when-awaited", but(RECEIPTS, ("def expect", "async def expect"), ("return waiter\n    def", "return await waiter\n    def"))),
    ("publish.Receipts", "wakes-everybody", but(RECEIPTS, ("            waiter.set_result(None)\n", "            for each in self.waiting.values():\n                each.set_result(None)\n"))),
    ("publish.Receipts", "first-in-the-row", but(RECEIPTS, ("waiter = self.waiting.get(headers.get(\"receipt-id\"))", "waiter = next(iter(self.waiting.values()), None)"))),
    ("publish.Receipts", "raises-on-unknown", but(RECEIPTS, ("self.waiting.get(headers.get(\"receipt-id\"))", "self.waiting[headers[\"receipt-id\"]]"))),
    ("publish.Receipts", "answers-twice", but(RECEIPTS, (" or waiter.done()", ""))),
    ("publish.Receipts", "every-frame-counts", but(RECEIPTS, ("command not in (\"RECEIPT\", \"ERROR\") or ", ""))),
    ("publish.Receipts", "sleeps-through-errors", but(RECEIPTS, ("not in (\"RECEIPT\", \"ERROR\")", "!= \"RECEIPT\""))),
    ("publish.Receipts", "errors-end-well", but(RECEIPTS, ("set_exception(RuntimeError(headers.get(\"message\", \"\")))", "set_result(headers.get(\"message\"))"))),
    ("publish.Receipts", "given-up-stays", but(RECEIPTS, ("        waiter.add_done_callback(lambda _: self.waiting.pop(receipt_id, None))\n", ""), ("        if receipt_id in self", "        if receipt_id in self.waiting and not self.waiting[receipt_id].done() and receipt_id in self"))),
    ("publish.Receipts", "forgets-the-first", but(RECEIPTS, ("            raise ValueError(\"expected already\")\n", "            pass\n"))),
]
