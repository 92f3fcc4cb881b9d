"""What a BrokerMap tells its page, and what stands where no script runs."""

import re

from scene import Scene, shop

from stompkata.recording import Recording
from stompkata.widgets import broker_map_news
from stompkata.widgets.broker_map import BrokerMap
from stompkata.widgets.broker_map_news import MapNews
from stompkata.widgets.selection import Selection

HOSTILE = "<script>alert(1)</script>\u202e\x1b"


def nodes(content: dict) -> dict[str, dict]:
    return {node["key"]: node for node in content["nodes"]}


def fan_out(subscribers: int) -> Scene:
    told = Scene()
    told.opens("a")
    for number in range(subscribers):
        told.says("a", "SUBSCRIBE", id=f"s{number}", destination="/topic/news")
    return told


def test_a_page_is_told_the_nodes_and_the_edges_between_them():
    content, buffers = MapNews(shop()).news(True)
    told = nodes(content)

    assert buffers == [] and list(told) == ["c1", "c2", "d1", "d2", "s1"]
    assert content["edges"] == [["d1-s1", "d1", "s1", 3], ["c1-d1", "c1", "d1", 3], ["c2-d2", "c2", "d2", 1]]
    assert told["d1"]["row"] == ["/queue/orders", "queue", "3", "3", "2", "0", "1", "0", "–"]
    assert told["d1"]["lines"] == ["sent 3 · delivered 3", "1 waiting"] and told["d1"]["last"] == 28
    assert told["d2"]["lines"] == ["sent 1 · delivered 0", "▲ 1 reached nobody"] and not told["d2"]["heard"]
    assert told["s1"]["words"] == (
        "id sub-0 · connection desk · destination /queue/orders · ack client-individual · delivered 3 · acknowledged 2"
        " · state ended")  # fmt: skip


def test_only_what_changed_is_sent():
    told = fan_out(2)
    news = MapNews(told.recording)
    news.news(True)
    assert news.news(False) is None

    told.says("a", "SEND", "hi", destination="/topic/news")
    told.hears("a", "MESSAGE", "hi", subscription="s0", destination="/topic/news", message_id="1")
    content, _ = news.news(False)
    assert list(nodes(content)) == ["c1", "d1", "s1"]
    assert content["edges"] == [["c1-d1", "c1", "d1", 1], ["d1-s1", "d1", "s1", 1]]


def test_a_second_page_is_told_everything():
    news = MapNews(shop())
    first, second = news.news(True)[0], news.news(True)[0]

    assert second == first and second["fresh"]


REFUSED = (b"SUBSCRIBE\nid:s\ndestination:/queue/secret\n\n\0", b"ERROR\nmessage:no\n\n\0")


def test_a_subscribe_that_an_error_answers_is_refused_in_box_table_text_and_picture():
    recording = Recording()
    for direction, octets in zip(("to_server", "to_client"), REFUSED, strict=True):
        recording.add(1.0, "a", direction, "stomp", octets)
    told = nodes(MapNews(recording).news(True)[0])["s1"]
    still = BrokerMap(recording).snapshot()

    assert (told["row"][-1], told["lines"], told["open"]) == ("refused", ["a · ▲ refused"], False)
    assert told["words"].endswith(" · state refused") and told["last"] == 2
    assert "0  refused\n" in re.sub(" +", "  ", still["text/plain"])
    assert "<td>refused</td>" in still["text/html"] and ">a · ▲ refused</text>" in still["text/html"]


def test_a_long_recording_is_read_bit_by_bit(monkeypatch):
    monkeypatch.setattr(broker_map_news, "RECORDS", 20)
    news = MapNews(shop())
    content, _ = news.news(True)
    assert nodes(content)["d1"]["lines"][0] == "sent 3 · delivered 3" and "d2" not in nodes(content)

    assert [nodes(content) for content, _ in iter(lambda: news.news(False), None)][-1]["c2"]["open"] is False


def test_who_says_a_login_is_called_by_it():
    told = Scene()
    told.says("ws-1", "CONNECT", accept_version="1.2", host="h", login="ada", passcode="secret")
    told.says("ws-1", "SEND", "x", destination="/topic/a")
    content, _ = MapNews(told.recording).news(True)

    assert nodes(content)["c1"]["name"] == "ada" and nodes(content)["c1"]["row"][1:3] == ["ws-1", "ada"]


def test_what_only_the_broker_knows_is_at_least_that():
    told = fan_out(0)
    told.says("a", "SUBSCRIBE", id="s", destination="/queue/a", ack="client")
    told.hears("a", "MESSAGE", "x", subscription="s", destination="/queue/a", message_id="1", ack="k")
    assert nodes(MapNews(told.recording).news(True)[0])["d1"]["row"][6] == "at least 0"

    recording = Recording(3)
    shop(recording)
    assert "Earlier records are missing: every count is at least that." in BrokerMap(recording).snapshot()["text/plain"]


def test_the_text_is_three_tables():
    text = BrokerMap(shop()).snapshot()["text/plain"]

    assert text.startswith("1 connection, 2 destinations, 0 subscriptions, 0 in flight\n\ndestination    kind ")
    assert "/queue/orders  queue  3     3          2             0          1        0            –\n" in text
    assert "sub-0  desk        /queue/orders  client-individual  3          2             0          ended\n" in text
    assert "1  page               1.2    3     0              open\n" in text
    assert text == BrokerMap(shop()).snapshot()["text/plain"]


def test_the_picture_is_static_and_holds_no_markup_of_a_peer():
    told = Scene()
    told.says(HOSTILE, "CONNECT", accept_version="1.2", host="h", login=HOSTILE)
    told.says(HOSTILE, "SEND", HOSTILE, destination=HOSTILE)
    told.says(HOSTILE, "SUBSCRIBE", id=HOSTILE, destination=HOSTILE, ack=HOSTILE)
    html = BrokerMap(told.recording).snapshot()["text/html"]

    assert set(re.findall(r"<(\w+)", html)) == {
        "p", "svg", "style", "path", "rect", "text", "table", "caption", "tr", "th", "td"}  # fmt: skip
    assert "&lt;script&gt;" in html and "⟨U+202E⟩" in html and "\x1b" not in html
    assert "fill: currentColor" in html and "var(--jp-" in html


def test_more_than_can_be_drawn_is_counted_and_stands_in_the_table():
    snapshot = BrokerMap(fan_out(48).recording).snapshot()

    assert "and 18 more" in snapshot["text/html"] and "<td>s47</td>" in snapshot["text/html"]
    assert snapshot["text/plain"].count("/topic/news") == 49


def test_a_view_of_nothing_says_so_and_shares_a_selection():
    recording = Recording()
    selection = Selection(recording)
    view = BrokerMap(recording, selection=selection)
    view.heard({"type": "nonsense"})

    assert view.selection is selection and repr(view) == "<BrokerMap: 0 records>"
    assert view.snapshot()["text/plain"].startswith("0 connections, 0 destinations, 0 subscriptions, 0 in flight\n")
    assert "<svg" not in view.snapshot()["text/html"]
