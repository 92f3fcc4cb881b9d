"""Questions and answers are joined, and what waits is listed."""

import pytest
from talk import Talk, connected

from stompkata.analysis.pairs import pairs
from stompkata.analysis.units import read
from stompkata.recording import Recording
from stompkata.websocket.frame import Opcode


def joined(talk, kind):
    found = pairs(read(talk.recording)).of(kind)
    return [(pair.name, pair.first.number, pair.last and pair.last.number) for pair in found]


def test_connect_is_answered_by_connected_or_error():
    assert joined(connected(), "session") == [("", 1, 2)]

    talk = Talk().client("CONNECT accept-version:9 host:h").server("ERROR message:no")
    refused = pairs(read(talk.recording)).of("session")[0]
    assert refused.refused and refused.seconds == 1.0


def test_a_receipt_that_never_came_is_listed_with_since_when():
    talk = connected().client("SEND destination:/a receipt:r1").client("SEND destination:/a receipt:r2")
    talk.server("RECEIPT receipt-id:r2")

    assert joined(talk, "receipt") == [("r1", 3, None), ("r2", 4, 5)]
    assert [(pair.name, pair.since) for pair in pairs(read(talk.recording)).unanswered] == [("r1", 3.0)]


def raw(*said: tuple[str, bytes]) -> Recording:
    recording = Recording()
    for number, (direction, octets) in enumerate(said):
        recording.add(float(number), "c1", direction, "event" if direction == "none" else "stomp", octets)
    return recording


SEND, RECEIPT = b"SEND\ndestination:/a\nreceipt:r\n\n\0", b"RECEIPT\nreceipt-id:r\n\n\0"
ASKS, ANSWERS = ("to_server", SEND), ("to_client", RECEIPT)


@pytest.mark.parametrize("said, answers", [
    ((ASKS, ANSWERS, ASKS, ANSWERS), [(1, 2), (3, 4)]),
    ((ASKS, ASKS, ANSWERS, ANSWERS), [(1, 3), (2, 4)]),
    ((ASKS, ASKS, ANSWERS), [(1, 3), (2, None)]),
    ((ASKS, ASKS, ("none", b"closed 1006")), [(1, 3), (2, 3)]),
])  # fmt: skip
def test_a_receipt_id_that_is_used_again_is_answered_in_its_turn(said, answers):
    found = pairs(read(raw(*said))).of("receipt")

    assert [(pair.first.number, pair.last and pair.last.number) for pair in found] == answers


def test_an_error_that_names_a_receipt_refuses_it():
    talk = connected().client("SEND destination:/a receipt:r1").server("ERROR receipt-id:r1")

    assert pairs(read(talk.recording)).of("receipt")[0].refused


@pytest.mark.parametrize(
    "version, message, ack",
    [
        ("1.0", "MESSAGE message-id:7 destination:/a", "ACK message-id:7"),
        ("1.1", "MESSAGE message-id:7 subscription:0 destination:/a", "ACK message-id:7 subscription:0"),
        ("1.2", "MESSAGE message-id:7 subscription:0 ack:k7 destination:/a", "ACK id:k7"),
    ],
)
def test_a_message_is_joined_with_its_ack_in_every_version(version, message, ack):
    subscribe = "SUBSCRIBE destination:/a ack:client" + (" id:0" if version != "1.0" else "")
    talk = connected(version).client(subscribe).server(message).client(ack)

    assert [found[1:] for found in joined(talk, "message")] == [(4, 5)]


@pytest.mark.parametrize("mode, last", [("client", [7, 7, None]), ("client-individual", [None, 7, None])])
def test_an_ack_is_cumulative_in_client_mode_only(mode, last):
    talk = connected().client(f"SUBSCRIBE id:0 destination:/a ack:{mode}")
    for number in (1, 2, 3):
        talk.server(f"MESSAGE message-id:{number} subscription:0 ack:k{number} destination:/a")
    talk.client("ACK id:k2")

    assert [found[2] for found in joined(talk, "message")] == last


def test_a_message_of_an_auto_subscription_waits_for_nothing():
    talk = connected().client("SUBSCRIBE id:0 destination:/a")
    talk.server("MESSAGE message-id:1 subscription:0 destination:/a")
    found = pairs(read(talk.recording))

    assert (found.unanswered, found.of("message")) == ([], [])
    assert [unit.number for unit in found.of("subscription")[0].members] == [4]


def test_a_nack_is_a_refusal():
    talk = connected().client("SUBSCRIBE id:0 destination:/a ack:client")
    talk.server("MESSAGE message-id:1 subscription:0 ack:k destination:/a").client("NACK id:k")

    assert pairs(read(talk.recording)).of("message")[0].refused


@pytest.mark.parametrize("end, acknowledged", [("COMMIT", 5), ("ABORT", None)])
def test_a_transaction_brackets_its_members_and_an_abort_takes_acks_back(end, acknowledged):
    talk = connected().client("SUBSCRIBE id:0 destination:/a ack:client")
    talk.server("MESSAGE message-id:1 subscription:0 ack:k destination:/a")
    talk.client("BEGIN transaction:t").client("ACK id:k transaction:t").client("SEND destination:/b transaction:t")
    talk.client(f"{end} transaction:t")
    found = pairs(read(talk.recording))
    bracket = found.of("transaction")[0]

    assert (bracket.first.number, [unit.number for unit in bracket.members], bracket.last.number) == (5, [6, 7], 8)
    assert bracket.refused == (end == "ABORT")
    assert joined(talk, "message") == [("k", 4, acknowledged and 6)]


def test_a_subscription_lasts_to_its_unsubscribe():
    talk = connected().client("SUBSCRIBE id:0 destination:/a").client("UNSUBSCRIBE id:0").client("SUBSCRIBE id:0")

    assert joined(talk, "subscription") == [("0", 3, 4), ("0", 5, None)]


def test_a_pong_answers_its_ping_and_those_before():  # RFC 6455 §5.5.3
    talk = Talk().frame("to_client", b"a", Opcode.PING).frame("to_client", b"b", Opcode.PING)
    talk.frame("to_server", b"x", Opcode.PONG).frame("to_server", b"b", Opcode.PONG)

    assert [found[1:] for found in joined(talk, "ping")] == [(1, 4), (2, 4)]


def test_two_pings_that_say_the_same_are_answered_in_their_turn():
    talk = Talk().frame("to_client", b"", Opcode.PING).frame("to_client", b"", Opcode.PING)
    talk.frame("to_server", b"", Opcode.PONG).frame("to_server", b"", Opcode.PONG)

    assert [found[1:] for found in joined(talk, "ping")] == [(1, 3), (2, 4)]


def test_a_close_is_answered_by_a_close_of_the_other_side():
    talk = Talk().frame("to_client", b"\x03\xe8", Opcode.CLOSE).frame("to_server", b"\x03\xe8", Opcode.CLOSE)

    assert joined(talk, "close") == [("to_client", 1, 2)]


def test_connections_never_mix_and_a_new_one_answers_no_old_question():
    talk = connected().client("SEND destination:/a receipt:r")
    connected(connection="c2", recording=talk.recording).server("RECEIPT receipt-id:r")
    talk.event("open").server("RECEIPT receipt-id:r")

    assert joined(talk, "receipt") == [("r", 3, 7)] and pairs(read(talk.recording)).of("receipt")[0].cut_off


@pytest.mark.parametrize("word, message, receipt", [
    ("DISCONNECT", 6, None), ("close to_server", 6, None), ("close to_client", None, 6), ("closed 1006", 6, 6),
    ("lost: reset", 6, 6), ("loop: 80 ms late", None, None),
])  # fmt: skip
def test_whose_last_word_it_was_no_longer_answers(word, message, receipt):
    talk = connected().client("SUBSCRIBE id:0 destination:/a ack:client")
    talk.server("MESSAGE message-id:1 subscription:0 ack:k destination:/a").client("SEND destination:/a receipt:r")
    if word.startswith("close "):
        talk.frame(word.removeprefix("close "), b"\x03\xe8", Opcode.CLOSE)
    else:
        talk.client(word) if word == "DISCONNECT" else talk.event(word)

    assert (joined(talk, "message"), joined(talk, "receipt")) == ([("k", 4, message)], [("r", 5, receipt)])
    assert joined(talk, "subscription") == [("0", 3, message)]
    assert all(pair.cut_off == (pair.last is not None) for pair in pairs(read(talk.recording)) if pair.kind != "session")


def test_a_disconnect_is_still_answered_and_so_is_what_was_asked_before():
    talk = connected().client("SEND destination:/a receipt:r").client("DISCONNECT receipt:bye")
    talk.server("RECEIPT receipt-id:r").server("RECEIPT receipt-id:bye").event("closed 1000")

    assert joined(talk, "receipt") == [("r", 3, 5), ("bye", 4, 6)] and not pairs(read(talk.recording)).unanswered


def test_the_end_of_a_connection_aborts_and_takes_acknowledgements_back():  # STOMP 1.2, "BEGIN"
    talk = connected().client("SUBSCRIBE id:0 destination:/a ack:client")
    talk.server("MESSAGE message-id:1 subscription:0 ack:k destination:/a")
    talk.client("BEGIN transaction:t").client("ACK id:k transaction:t").client("DISCONNECT")

    assert joined(talk, "message") == [("k", 4, 7)] and joined(talk, "transaction") == [("t", 5, 7)]
    assert all(pair.cut_off for pair in pairs(read(talk.recording)).about(7))


def test_a_record_knows_the_pairs_it_is_in():
    talk = connected().client("SUBSCRIBE id:0 destination:/a receipt:r").server("RECEIPT receipt-id:r")
    found = pairs(read(talk.recording))

    assert [pair.kind for pair in found.about(3)] == ["subscription", "receipt"]
    assert [pair.kind for pair in found.about(4)] == ["receipt"]
    assert found.about(99) == []


def test_a_live_view_forgets_what_the_recording_has_dropped():
    talk = connected().client("SUBSCRIBE id:0 destination:/a receipt:r").server("RECEIPT receipt-id:r")
    for number in (1, 2, 3):
        talk.server(f"MESSAGE message-id:{number} subscription:0 destination:/a")
    found = pairs(read(talk.recording))
    found.drop(6)

    assert [(pair.kind, [unit.number for unit in pair.members]) for pair in found] == [("subscription", [6, 7])]
    assert (found.about(3), [pair.kind for pair in found.about(6)]) == ([], ["subscription"])
