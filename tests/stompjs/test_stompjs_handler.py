"""One connection of stompjs over a socket that is held by hand: what it sends, and what it makes of what comes."""

import pytest

from stompkata.net.clock import WoundClock
from stompkata.net.stomp_socket import CloseEvent, StompSocketState
from stompkata.stompjs.discarding import augment_websocket
from stompkata.stompjs.handler import StompHandler
from stompkata.stompjs.ticker import Ticker


class Socket:
    """A socket without a network."""

    url, on_close = "ws://there", None

    def __init__(self, ready_state=StompSocketState.OPEN):
        self.ready_state, self.sent, self.closes = ready_state, [], 0

    def send(self, data):
        self.sent.append(data)

    def close(self):
        self.closes += 1

    def told(self):
        sent, self.sent = self.sent, []
        return sent


@pytest.fixture
def connected():
    def connect(version="1.2", heart_beat="0,0", **options):
        socket, clock = Socket(), WoundClock()
        handler = StompHandler(socket, {"clock": clock, "heartbeatIncoming": 0, "heartbeatOutgoing": 0, **options})
        handler.start()
        says = f"version:{version}\n" if version else ""
        socket.on_message(f"CONNECTED\n{says}heart-beat:{heart_beat}\n\n\0")
        socket.told()
        return socket, handler, clock

    return connect


@pytest.mark.req("S11-13", "S12-29", "S12-30")
def test_connect_leaves_out_the_host_and_offers_the_newest_version_first():
    socket, seen = Socket(StompSocketState.CONNECTING), []
    config = {"clock": WoundClock(), "onConnect": seen.append, "connectHeaders": {"login": "ada"}}
    handler = StompHandler(socket, config)
    handler.start()
    assert socket.told() == []
    socket.ready_state = StompSocketState.OPEN
    socket.on_open()

    assert socket.told() == ["CONNECT\nlogin:ada\naccept-version:1.2,1.1,1.0\nheart-beat:10000,10000\n\n\0"]
    socket.on_message(b"CONNECTED\nversion:1.1\n\n\0")
    assert handler.connected and handler.connectedVersion == "1.1" and seen[0].headers == {"version": "1.1"}


def test_an_option_that_does_not_exist_is_refused():
    with pytest.raises(TypeError, match="on_connect"):
        StompHandler(Socket(), {"onConect": print})


@pytest.mark.req("S11-34", "S12-63")
def test_an_ack_names_the_subscription_in_every_version(connected):
    for version, name, value in (("1.2", "id", "a-1"), ("1.1", "message-id", "m-1"), ("", "message-id", "m-1")):
        socket, handler, _ = connected(version)
        messages = []
        handler.subscribe("/a", messages.append)
        socket.on_message("MESSAGE\nsubscription:sub-0\nmessage-id:m-1\nack:a-1\n\nhi\0")
        messages[0].ack()
        messages[0].nack({"transaction": "tx"})

        assert messages[0].body == "hi"
        assert socket.told() == [
            "SUBSCRIBE\nid:sub-0\ndestination:/a\n\n\0",
            f"ACK\n{name}:{value}\nsubscription:sub-0\n\n\0",
            f"NACK\ntransaction:tx\n{name}:{value}\nsubscription:sub-0\n\n\0",
        ]


def test_a_message_that_nobody_subscribed_to_cannot_be_acknowledged_without_its_names(connected):
    strays = []
    socket, _, _ = connected(onUnhandledMessage=strays.append)
    socket.on_message("MESSAGE\n\nhi\0")
    strays[0].ack()
    strays[0].nack()

    assert socket.told() == []


def test_publish_and_transactions(connected):
    socket, handler, _ = connected()
    handler.publish({"destination": "/a", "binaryBody": b"\xff"})
    transaction = handler.begin()
    handler.publish({"destination": "/a", "headers": {"transaction": transaction.id}, "body": "a:b"})
    transaction.commit()
    handler.begin("mine").abort()
    handler.subscribe("/b", print, {"id": "b"}).unsubscribe({"durable": "true"})

    assert socket.told() == [
        b"SEND\ndestination:/a\ncontent-length:1\n\n\xff\0", "BEGIN\ntransaction:tx-0\n\n\0",
        "SEND\ndestination:/a\ntransaction:tx-0\ncontent-length:3\n\na:b\0", "COMMIT\ntransaction:tx-0\n\n\0",
        "BEGIN\ntransaction:mine\n\n\0", "ABORT\ntransaction:mine\n\n\0",
        "SUBSCRIBE\nid:b\ndestination:/b\n\n\0", "UNSUBSCRIBE\ndurable:true\nid:b\n\n\0"]


def test_frames_can_be_sent_as_octets_and_split_which_is_in_no_standard(connected):
    socket, handler, _ = connected(forceBinaryWSFrames=True, splitLargeFrames=True, maxWebSocketChunkSize=9)
    handler.commit("t")
    handler.force_binary_ws_frames = False
    handler.commit("t")

    assert socket.told() == [b"COMMIT\ntransaction:t\n\n\0", "COMMIT\ntr", "ansaction", ":t\n\n\0"]


@pytest.mark.req("S11-37", "S12-69")
def test_dispose_waits_for_the_receipt_of_its_disconnect(connected):
    ended = []
    socket, handler, _ = connected(onDisconnect=ended.append)
    handler.dispose()

    assert socket.told() == ["DISCONNECT\nreceipt:close-0\n\n\0"] and socket.closes == 0
    socket.on_message("RECEIPT\nreceipt-id:close-0\n\n\0")
    assert socket.closes == 1 and len(ended) == 1 and not handler.connected
    socket.on_message("ERROR\n\n\0")
    assert socket.told() == []


def test_a_disconnect_that_cannot_be_sent_closes_the_socket(connected):
    lines = []
    socket, handler, _ = connected(debug=lines.append, disconnectHeaders={"receipt": "bye"})

    def fail(data):
        raise OSError("broken pipe")

    socket.send = fail
    handler.dispose()

    assert socket.closes == 1 and lines[-1] == "Ignoring error during disconnect broken pipe"


def test_dispose_without_a_session_closes_what_is_open(connected):
    socket, handler, _ = connected()
    handler.connected = False
    handler.dispose()
    socket.ready_state = StompSocketState.CLOSED
    handler.dispose()
    handler.forceDisconnect()

    assert socket.closes == 1 and socket.told() == []


def test_receipts_go_to_their_watchers_once_and_everything_else_to_its_callback(connected):
    seen = []
    names = ["onUnhandledReceipt", "onUnhandledFrame", "onStompError", "onWebSocketError", "onWebSocketClose"]
    socket, handler, _ = connected(**{name: lambda thing, name=name: seen.append((name, str(thing))) for name in names},
                                   onHeartbeatReceived=lambda: seen.append("beat"))
    handler.watchForReceipt("r", lambda frame: seen.append("receipt"))
    socket.on_message("RECEIPT\nreceipt-id:r\n\n\0RECEIPT\nreceipt-id:r\n\n\0\nHUH\n\n\0ERROR\n\n\0")
    socket.on_error(OSError("no route"))
    socket.on_close(CloseEvent(1006, "", False))

    empty = "content-length:0\n\n"
    assert seen == ["receipt", ("onUnhandledReceipt", f"RECEIPT\nreceipt-id:r\n{empty}"), "beat",
                    ("onUnhandledFrame", f"HUH\n{empty}"), ("onStompError", f"ERROR\n{empty}"),
                    ("onWebSocketError", "no route"), ("onWebSocketClose", "closed 1006")]
    assert not handler.connected


@pytest.mark.req("S12-41", "S12-42", "S12-45")
async def test_beats_are_sent_steadily_and_silence_of_two_intervals_ends_it(connected):
    lost = []
    socket, _, clock = connected(heart_beat="1000,2000", heartbeatIncoming=1000, heartbeatOutgoing=1000,
                                 onHeartbeatLost=lambda: lost.append(clock.now()))
    await clock.wind(1.5)
    socket.on_message("\n")
    await clock.wind(2)
    assert socket.told() == ["\n"] and lost == []
    await clock.wind(0.5)
    assert lost == [1004.0] and socket.closes == 1
    socket.ready_state = StompSocketState.CLOSING
    socket.told()
    await clock.wind(2)
    assert socket.told() == []
    socket.on_close(CloseEvent(1000, "", True))
    assert clock.pending == 0


@pytest.mark.req("S11-46", "S12-40")
async def test_no_heart_beats_without_a_version_or_an_offer(connected):
    for version, offer in (("", "1000,1000"), ("1.2", ""), ("1.2", "0,0"), ("1.1", "x,y"), ("1.1", "0")):
        _, _, clock = connected(version, offer, heartbeatIncoming=1, heartbeatOutgoing=1)
        assert clock.pending == 0


def test_a_silent_socket_may_be_discarded_at_once(connected):
    lines, closes = [], []
    socket, handler, _ = connected(discardWebsocketOnCommFailure=True, debug=lines.append,
                                   onWebSocketClose=closes.append)
    handler.force_disconnect()
    assert closes[0].code == 4001 and not closes[0].was_clean and socket.closes == 1 and not handler.connected
    socket.on_message("ERROR\n\n\0")
    socket.on_close(CloseEvent(1006, "late", False))

    assert len(closes) == 1 and lines[-1].endswith("closed after 0ms, with code/reason: 1006/late")


def test_a_socket_can_be_given_the_means_to_be_discarded_and_one_that_has_them_keeps_its_own(connected):
    socket = Socket()
    augment_websocket(socket, print)
    socket.terminate()
    assert socket.closes == 1

    socket, handler, _ = connected()
    socket.terminate = lambda: socket.sent.append("terminated")
    handler.discardWebsocket()
    assert socket.told() == ["terminated"]


def test_debug_tells_frames_or_what_crosses_the_wire_but_never_the_passcode(connected):
    lines = []
    socket, handler, _ = connected(debug=lines.append, connectHeaders={"passcode": "horse"})
    lines_of_frames, lines[:] = list(lines), []
    handler.logRawCommunication = True
    socket.on_message(b"\xff")
    socket.on_message("\0ERROR\n\n\0")
    handler.publish({"destination": "/a", "body": "hi"})

    assert ">>> CONNECT\npasscode:********\naccept-version:1.2,1.1,1.0\nheart-beat:0,0\n\n" in lines_of_frames
    assert "<<< CONNECTED\nheart-beat:0,0\nversion:1.2\ncontent-length:0\n\n" in lines_of_frames
    assert lines == ["Received data", "<<< \ufffd", "Received data", "<<< \0ERROR\n\n\0",
                     ">>> SEND\ndestination:/a\ncontent-length:2\n\nhi\0"]


async def test_a_ticker_ticks_until_it_is_stopped_and_may_begin_anew():
    clock, ticks, lines = WoundClock(), [], []
    ticker = Ticker(100, "worker", lines.append, clock=clock)
    ticker.start(ticks.append)
    await clock.wind(0.35)
    ticker.start(ticks.append)
    await clock.wind(0.1)
    ticker.stop()
    ticker.stop()

    assert ticks == [100, 200, 300, 100] and clock.pending == 0
    assert lines == ["Using runInterval for outgoing pings", "Outgoing ping disposeInterval"] * 2


async def test_without_a_clock_of_its_own_the_running_loop_gives_the_time():
    assert StompHandler(Socket()).connected is False
    Ticker(100).stop()
