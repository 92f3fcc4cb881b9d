"""Chapter 09: classes as learners write them who believe something about subscriptions that is not so."""

RIGHT = '''
from mystomp.stomp_frame import encode_frame

class Subscriptions:
    def __init__(self):
        self.callbacks = {}
        self.number = 0

    def subscribe(self, destination, callback, *, ack="auto", headers=()):
        self.number += 1
        number = str(self.number)
        self.callbacks[number] = callback
        pairs = [("id", number), ("destination", destination), ("ack", ack), *headers]
        return number, encode_frame("SUBSCRIBE", pairs)

    def unsubscribe(self, number):
        if number not in self.callbacks:
            raise KeyError(number)
        self.callbacks.pop(number)
        return encode_frame("UNSUBSCRIBE", [("id", number)])

    def dispatch(self, message):
        callback = self.callbacks.get(message[1].get("subscription"))
        if callback is None:
            return False
        callback(message)
        return True
'''
DISPATCH = RIGHT[RIGHT.index("    def dispatch") :]


def changed(*changes: tuple[str, str]) -> str:
    """The right program, wrong in one idea."""
    program = RIGHT
    for old, new in changes:
        assert program.count(old) == 1, old
        program = program.replace(old, new)
    return program


def dispatching(body: str) -> str:
    """The right program with another `dispatch`."""
    return changed((DISPATCH, f"    def dispatch(self, message):\n{body}"))


WRONG = [
    ("subscribe.Subscriptions", "one-id-for-all", changed(("number = str(self.number)", 'number = "0"'))),
    ("subscribe.Subscriptions", "one-id-for-all", changed(("number = str(self.number)", "number = destination"))),
    ("subscribe.Subscriptions", "id-reused", changed(("str(self.number)", "str(len(self.callbacks))"))),
    ("subscribe.Subscriptions", "number-for-text", changed(
        ("number = str(self.number)", "number = self.number"),
        ('pairs = [("id", number)', 'pairs = [("id", str(number))'),
        ('[("id", number)])', '[("id", str(number))])'),
    )),
    ("subscribe.Subscriptions", "number-for-text", changed(
        ("self.callbacks[number] = callback", "self.callbacks[self.number] = callback"),
    )),
    ("subscribe.Subscriptions", "ack-ignored", changed((', ("ack", ack)', ""))),
    ("subscribe.Subscriptions", "ack-ignored", changed(('("ack", ack)', '("ack", "auto")'))),
    ("subscribe.Subscriptions", "caller-hides-id", changed(
        ('[("id", number), ("destination", destination), ("ack", ack), *headers]',
         '[*headers, ("id", number), ("destination", destination), ("ack", ack)]'),
    )),
    ("subscribe.Subscriptions", "glued-by-hand", changed(
        ('encode_frame("SUBSCRIBE", pairs)',
         '("SUBSCRIBE\\n" + "".join(f"{name}:{value}\\n" for name, value in pairs) + "\\n\\0").encode()'),
    )),
    ("subscribe.Subscriptions", "unsubscribes-by-destination", changed(
        ("self.callbacks[number] = callback", "self.callbacks[number] = callback\n        self.destination = destination"),
        ('[("id", number)])', '[("destination", self.destination)])'),
    )),
    ("subscribe.Subscriptions", "routes-by-destination", changed(
        ("self.callbacks[number] = callback",
         "self.callbacks[number] = callback\n        self.__dict__.setdefault('by', {})[destination] = callback"),
        ('self.callbacks.get(message[1].get("subscription"))', 'self.by.get(message[1]["destination"])'),
    )),
    ("subscribe.Subscriptions", "fans-out-again", changed(
        ("self.callbacks[number] = callback", "self.callbacks[number] = destination, callback"),
        (DISPATCH, '''    def dispatch(self, message):
        told = False
        for destination, callback in list(self.callbacks.values()):
            if destination == message[1]["destination"]:
                callback(message)
                told = True
        return told
'''),
    )),
    ("subscribe.Subscriptions", "unknown-unsubscribed", changed(
        ("        if number not in self.callbacks:\n            raise KeyError(number)\n", ""),
        ("self.callbacks.pop(number)", "self.callbacks.pop(number, None)"),
    )),
    ("subscribe.Subscriptions", "not-forgotten", changed(("        self.callbacks.pop(number)\n", ""))),
    ("subscribe.Subscriptions", "unknown-raises", dispatching('''        self.callbacks[message[1]["subscription"]](message)
        return True
''')),
    ("subscribe.Subscriptions", "unknown-raises", dispatching('''        self.callbacks.get(message[1].get("subscription"))(message)
        return True
''')),
    ("subscribe.Subscriptions", "changed-while-iterating", dispatching('''        told = False
        for number, callback in self.callbacks.items():
            if number == message[1].get("subscription"):
                callback(message)
                told = True
        return told
''')),
    ("subscribe.Subscriptions", "key-error-mistaken", dispatching('''        try:
            self.callbacks[message[1]["subscription"]](message)
        except KeyError:
            return False
        return True
''')),
    ("subscribe.Subscriptions", "swallows-errors", dispatching('''        callback = self.callbacks.get(message[1].get("subscription"))
        if callback is None:
            return False
        try:
            callback(message)
        except Exception as error:
            print(error)
        return True
''')),
    ("subscribe.Subscriptions", "dropped-after-error", dispatching('''        number = message[1].get("subscription")
        if number not in self.callbacks:
            return False
        try:
            self.callbacks[number](message)
        except Exception:
            del self.callbacks[number]
            raise
        return True
''')),
]  # fmt: skip
