"""A WebSocket of somebody else's, with the names of a browser's, moved by hand."""



from stompkata.net.stomp_socket import CloseEvent, StompSocketState


class Socket:
    """A WebSocket of somebody else's, by hand."""

    def __init__(self, ready_state=StompSocketState.CONNECTING, url="ws://broker.example/stomp"):
        self.url, self.ready_state, self.sent, self.closed = url, ready_state, [], []
        self.on_open = self.on_message = self.on_error = self.on_close = None

    def send(self, data):
        self.sent.append(data)

    def close(self, code=1000, reason=""):
        self.closed.append((code, reason))
        self.ready_state = StompSocketState.CLOSING

    def opens(self):
        self.ready_state = StompSocketState.OPEN
        self.on_open()

    def ends(self, code=1000, reason="", was_clean=True):
        self.ready_state = StompSocketState.CLOSED
        self.on_close(CloseEvent(code, reason, was_clean))


class Terminable(Socket):
    terminated = 0

    def terminate(self):
        self.terminated += 1
