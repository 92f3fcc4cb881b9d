"""What a ConversationLadder tells its page, and what stands where no script runs."""

import re

from scene import Scene, shop

from stompkata.recording import Recording
from stompkata.widgets import ladder_news
from stompkata.widgets.conversation_ladder import ConversationLadder
from stompkata.widgets.ladder_news import (
    BEAT,
    PACKED,
    RECORDS,
    STOMP,
    WEBSOCKET,
    LadderNews,
)
from stompkata.widgets.selection import Selection

HOSTILE = "<script>alert(1)</script>\u202e\x1b"


def pairs(content: dict) -> dict[str, tuple]:
    return {words.split(" · ")[0]: (first, last, state) for _, _, first, last, state, words in content["pairs"]}


def test_each_frame_is_a_rung_with_words_for_both_layers():
    content, (packed,) = LadderNews(shop()).news(True)
    rungs = [*zip(PACKED.iter_unpack(packed), content["labels"], strict=True)]

    assert content["connections"] == ["page", "desk"] and len(rungs) == 45
    assert rungs[11] == ((12, rungs[11][0][1], 0, 1, STOMP | WEBSOCKET),
                         ["SEND", "/queue/orders “two teas”", "text 104 B"])  # fmt: skip
    assert rungs[20][0][4] == STOMP | WEBSOCKET | BEAT
    assert rungs[31][0][4] == WEBSOCKET and rungs[31][1] == ["Ping", "are you there", "ping 15 B"]
    assert rungs[0][1] == ["open", "", "event"]


def test_question_and_answer_are_joined_and_what_waits_says_so():
    content, _ = LadderNews(shop()).news(True)
    joined = pairs(content)

    assert joined["receipt order-1"] == (11, 13, "answered")
    assert joined["✖ receipt order-3: not yet"] == (17, None, "unanswered")
    assert joined["▲ acknowledge a-3: went back as its connection ended"] == (18, 40, "refused")
    assert joined["transaction bill-1"] == (26, 29, "answered")
    assert joined["subscription sub-0, ended with its connection"] == (10, 40, "answered")
    assert joined["Ping–Pong"] == (31, 32, "answered") and joined["Close–Close"][2] == "answered"
    assert [kind for _, kind, *_ in content["pairs"]].count("handshake") == 2


def test_a_long_note_of_a_still_picture_has_two_lines():
    html = ConversationLadder(shop()).snapshot()["text/html"]
    notes = re.findall(r'class="small"[^>]*>([^<]*)<', html)
    at = notes.index("▲ acknowledge a-3: went back as its connection")

    assert notes[at + 1] == "ended"


def test_only_what_is_new_or_changed_is_sent():
    told = Scene()
    told.opens("a")
    told.says("a", "SEND", "x", destination="/queue/a", receipt="r-1")
    news = LadderNews(told.recording)
    content, _ = news.news(True)
    assert pairs(content)["✖ receipt r-1: not yet"] == (5, None, "unanswered")
    assert news.news(False) is None

    told.hears("a", "RECEIPT", receipt_id="r-1")
    content, _ = news.news(False)
    assert content["after"] == 6 and [label[0] for label in content["labels"]] == ["RECEIPT"]
    assert pairs(content) == {"receipt r-1": (5, 6, "answered")}


def test_an_abort_takes_the_acknowledgement_back():
    told = Scene()
    told.opens("a")
    told.says("a", "SUBSCRIBE", id="s", destination="/queue/a", ack="client")
    told.hears("a", "MESSAGE", "x", destination="/queue/a", subscription="s", message_id="m", ack="k")
    told.says("a", "BEGIN", transaction="t")
    told.says("a", "ACK", id="k", transaction="t")
    news = LadderNews(told.recording)
    assert pairs(news.news(True)[0])["acknowledge k"][2] == "answered"

    told.says("a", "ABORT", transaction="t")
    changed = pairs(news.news(False)[0])
    assert changed["✖ acknowledge k: not yet"] == (6, None, "unanswered")
    assert changed["▲ transaction t: ABORT"][2] == "refused"


def test_what_ends_with_its_connection_says_what_became_of_it():
    told = Scene()
    told.opens("a")
    for place in ("/queue/a", "/topic/a", "elsewhere"):
        told.says("a", "SUBSCRIBE", id=place[-1], destination=place, ack="client-individual")
        told.hears("a", "MESSAGE", "x", destination=place, subscription=place[-1], message_id=place, ack=f"of {place}")
    told.says("a", "BEGIN", transaction="t")
    told.says("a", "SEND", "x", destination="/queue/a", receipt="r-1")
    news = LadderNews(told.recording)
    assert {state for *_, state in pairs(news.news(True)[0]).values()} == {"answered", "unanswered", "open"}

    told.event("a", "closed 1006")
    ended = pairs(news.news(False)[0])
    assert {words: state for words, (*_, state) in ended.items()} == {
        "subscription a, ended with its connection": "answered",
        "subscription e, ended with its connection": "answered",
        "▲ acknowledge of /queue/a: went back as its connection ended": "refused",
        "▲ acknowledge of /topic/a: was lost with its subscription": "refused",
        "▲ acknowledge of elsewhere: the connection ended first": "refused",
        "▲ transaction t: the connection ended first": "refused",
        "▲ receipt r-1: the connection ended first": "refused",
    }  # fmt: skip


def test_a_connection_is_named_by_its_login():
    told = Scene()
    told.event("ws-1", "open")
    told.says("ws-1", "CONNECT", accept_version="1.2", host="h", login="ada")
    told.says("ws-2", "CONNECT", accept_version="1.2", host="h", login=HOSTILE.replace(":", ""))
    content, _ = LadderNews(told.recording).news(True)
    snapshot = ConversationLadder(told.recording).snapshot()

    assert content["connections"] == ["ada (ws-1)", "<script>alert(1)</script>⟨U+202E⟩⟨ESC⟩ (ws-2)"]
    assert "\n   1 ada (ws-1) ·        open\n" in snapshot["text/plain"] and ">ada (ws-1)<" in snapshot["text/html"]


def test_a_refusal_is_named():
    told = Scene()
    told.opens("a")
    told.says("a", "SEND", "x", destination="/queue/a", receipt="r-1")
    told.hears("a", "ERROR", "no", message="not allowed", receipt_id="r-1")
    content, _ = LadderNews(told.recording).news(True)

    assert pairs(content)["▲ receipt r-1: ERROR"][2] == "refused"


def test_a_long_conversation_comes_in_parts_and_a_longer_one_begins_late(monkeypatch):
    told = Scene()
    for _ in range(RECORDS + 5):
        told.beat("a", "to_client")
    news = LadderNews(told.recording)
    assert [len(news.news(fresh)[0]["labels"]) for fresh in (True, False)] == [RECORDS, 5]

    monkeypatch.setattr(ladder_news, "BACKLOG", 100)
    content, _ = LadderNews(told.recording).news(True)
    assert content["skipped"] == RECORDS + 5 - 100 and len(content["labels"]) == 100
    monkeypatch.setattr(ladder_news, "MOST", 50)
    assert news.news(False)[0]["fresh"]


def test_the_text_has_one_line_an_arrow_and_names_the_pairs():
    text = ConversationLadder(shop()).snapshot()["text/plain"]

    assert text.startswith("41 frames\n   1 page ·        open\n")
    assert "  12 page → server SEND /queue/orders “two teas”  [receipt order-1]\n" in text
    assert "  18 page → server SEND /queue/orders “a cake”  [✖ receipt order-3: not yet]\n" in text
    assert "  30 desk → server COMMIT bill-1  [ends transaction bill-1]  [receipt bill-1-done]\n" in text
    assert text == ConversationLadder(shop()).snapshot()["text/plain"]


def test_the_picture_is_static_and_holds_no_markup_of_a_peer():
    told = Scene()
    told.opens(HOSTILE)
    told.says(HOSTILE, "SEND", HOSTILE, destination=HOSTILE.replace(":", ""), receipt=HOSTILE)
    html = ConversationLadder(told.recording).snapshot()["text/html"]

    assert set(re.findall(r"<(\w+)", html)) == {"p", "svg", "style", "line", "path", "circle", "text"}
    assert "&lt;script&gt;" in html and "⟨U+202E⟩" in html and "\x1b" not in html
    assert "fill: currentColor" in html and "var(--jp-" in html


def test_a_view_of_nothing_says_so_and_shares_a_selection():
    recording = Recording()
    selection = Selection(recording)
    view = ConversationLadder(recording, selection=selection)
    view.heard({"type": "nonsense"})

    assert view.selection is selection and repr(view) == "<ConversationLadder: 0 records>"
    assert view.snapshot() == {"text/html": "<p>0 frames</p>", "text/plain": "0 frames"}


def test_a_long_picture_says_what_it_leaves_out():
    told = Scene()
    for _ in range(130):
        told.beat("a", "to_client")
    snapshot = ConversationLadder(told.recording).snapshot()

    assert snapshot["text/plain"].startswith("130 frames; the 30 oldest are not shown\n")
    assert snapshot["text/html"].count(">beat<") == 100


def test_a_snapshot_shows_what_is_looked_at_and_says_what_it_leaves_out():
    view = ConversationLadder(shop())
    view.heard({"type": "shown", "layer": "websocket", "beats": False})
    view.heard({"type": "shown", "layer": "<script>", "beats": True})
    snapshot = view.snapshot()

    assert snapshot["text/plain"].startswith("32 WebSocket frames; the 13 heart-beats are not shown\n")
    assert "  12 page → server text 104 B · SEND /queue/orders “two teas”  [receipt order-1]\n" in snapshot["text/plain"]
    assert "  32 desk ← server ping 15 B · Ping are you there  [Ping–Pong]\n" in snapshot["text/plain"]
    assert " beat\n" not in snapshot["text/plain"] and ">text 104 B · SEND" in snapshot["text/html"]
