"""What stands where no script runs: the same facts, as a plain table and as text."""

import re

from stompkata.recording import Recording
from stompkata.widgets.frame_inspector import FrameInspector
from stompkata.widgets.stompjs_client import StompjsClient

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\u202e\x1b"


def inspector(count: int = 1, said: str = HOSTILE) -> FrameInspector:
    recording = Recording()
    for number in range(count):
        message = f"MESSAGE\ndestination:/topic/{said}\nmessage-id:1\nsubscription:0\n\n{said}\0"
        recording.add(float(number), "<b>c1</b>", "to_client", "stomp", message.encode())
    return FrameInspector(recording)


def test_a_view_carries_its_table_and_its_text_beside_the_live_widget():
    data, _ = inspector()._repr_mimebundle_()

    assert set(data) == {"application/vnd.jupyter.widget-view+json", "text/html", "text/plain"}
    assert repr(inspector()) == "<FrameInspector: 1 records>"


def test_the_static_table_holds_no_script_and_no_markup_of_a_peer():
    html = inspector().snapshot()["text/html"]

    assert set(re.findall(r"<(\w+)", html)) == {"style", "table", "caption", "tr", "th", "td"}
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "⟨U+202E⟩⟨ESC⟩" in html


def test_the_text_is_the_transcript():
    view = inspector(2, "hello")

    assert view.snapshot()["text/plain"] == f"2 records\n{view.recording.text()}"
    assert inspector(0).snapshot()["text/plain"] == "0 records"


def test_a_long_table_says_what_it_leaves_out():
    snapshot = inspector(150).snapshot()

    assert "150 records; the 50 oldest are not shown" in snapshot["text/html"]
    assert "\n  50 " not in snapshot["text/plain"] and "\n  51 " in snapshot["text/plain"]


def test_what_a_filter_keeps_out_does_not_stand_in_the_snapshot_which_says_so():
    view = inspector(2, "hello")
    view.recording.add(9.0, "c1", "to_server", "stomp", b"SEND\ndestination:/topic/secret\n\nhi\0")
    shown = FrameInspector(view.recording, filter="command:MESSAGE").snapshot()
    view.filter = 'text:"<none>"'

    for form in shown.values():
        assert "filter: command:MESSAGE, 2 of 3 records" in form
        assert "/topic/hello" in form and "secret" not in form
    assert view.snapshot()["text/plain"] == 'filter: text:"<none>", 0 of 3 records'
    assert "text:&quot;&lt;none&gt;&quot;" in view.snapshot()["text/html"]


def test_the_same_conversation_gives_the_same_snapshot():
    assert inspector(5).snapshot() == inspector(5).snapshot()


def test_stompjs_shows_what_it_logged_as_text():
    client = StompjsClient("ws://127.0.0.1:1/", destination="/topic/hello")
    client._message(client, {"type": "line", "kind": "debug", "text": f"<<< {HOSTILE}\nnext"}, [])
    client._message(client, {"type": "state", "state": "connected"}, [])
    client._message(client, {"type": "nonsense"}, [])
    data, _ = client._repr_mimebundle_()

    assert client.state == "connected"
    assert repr(client) == "<stompjs 7.5.0 in the page, on /topic/hello>"
    assert set(re.findall(r"<(\w+)", data["text/html"])) == {"pre"}
    assert data["text/plain"].endswith("⟨U+202E⟩⟨ESC⟩\nnext")
