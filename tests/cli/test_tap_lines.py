"""What `stompkata tap` shows fits a terminal, and says what is lost; over TLS, too."""

import os
import re
import ssl
import subprocess
import sys
from types import SimpleNamespace

import pytest
import trustme

import stompkata as sk
from stompkata.cli.tap_view import Line, TapView

UNIT = "     0.060  tap-1  → server  ws text      178 B  SUBSCRIBE /topic/a/rather/long/destination/of/somebody · id sub-0"


@pytest.mark.parametrize("width, folded", [
    (120, UNIT),
    (100, "     0.060  tap-1  → server  ws text      178 B  SUBSCRIBE\n" + " " * 49
          + "/topic/a/rather/long/destination/of/somebody · id\n" + " " * 49 + "sub-0"),
    (80, "     0.060  tap-1  → server  ws text      178 B  SUBSCRIBE\n" + " " * 21
         + "/topic/a/rather/long/destination/of/somebody · id sub-0"),
])  # fmt: skip
def test_a_line_that_is_too_long_goes_on_below_what_it_says(width, folded):
    assert Line(UNIT).folded(width) == folded


def test_an_explanation_keeps_its_columns_and_goes_on_at_its_own_indent():
    text = "        17  61 5c 62 63 0a\n               ^^ ^^\n            error at 18: an undefined escape"

    assert Line(text).folded(40) == text.replace("undefined escape", "undefined\n            escape")


@pytest.mark.parametrize("width", range(20, 130, 7))
def test_nothing_is_wider_than_the_terminal_and_no_word_is_lost(width):
    folded = Line(UNIT).folded(width)

    assert max(map(len, folded.split("\n"))) <= width
    assert "".join(folded.split()) == "".join(UNIT.split())


def test_the_summary_says_who_was_waited_for_and_what_the_recording_lost():
    recording = sk.Recording(2)
    for _ in range(5):
        recording.add(0.0, "tap-1", "to_server", "stomp", b"\n")
    view = TapView(recording, SimpleNamespace(octets={"to_server": 5, "to_client": 0}, waits=3, joints=()))

    assert view.summary() == ("5 units: 5 octets → server, 0 ← server; 0 findings; waited 3 times for one that did not "
                              "read; the recording dropped the oldest 3")  # fmt: skip


def test_what_a_person_should_notice_among_the_events_is_yellow():
    recording = sk.Recording(dissector=sk.dissect)
    for words in (b"open", b"waits: the server does not read, and 262144 octets are held for it", b"closed"):
        recording.add(0.0, "tap-1", "none", "event", words)
    relay = SimpleNamespace(octets={}, waits=0, joints=(), clock=SimpleNamespace(now=lambda: 0.0))

    assert [line.style for line in TapView(recording, relay).turn()] == ["dim", "yellow", "dim"]


@pytest.mark.skipif(os.name != "posix", reason="ended by a signal")
async def test_the_command_trusts_a_ca_of_ones_own_over_wss_and_says_so_when_it_does_not(tmp_path):
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    async with sk.serve(ssl=context) as server:
        to = server.url.replace("127.0.0.1", "localhost")
        for environment in ({"SSL_CERT_FILE": str(tmp_path / "ca.pem")}, {}):
            tap = subprocess.Popen([sys.executable, "-m", "stompkata", "tap", "--to", to], env=os.environ | environment,
                                   stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
            url = re.search(r"connect to (\S+),", tap.stdout.readline())[1]
            try:
                async with sk.connect(url) as client:
                    await client.publish("/topic/a", "hello", receipt=True)
                why = ""
            except Exception as error:  # noqa: BLE001 - whichever it is, its words are looked at
                why = str(error)
            finally:
                tap.terminate()
                said = tap.communicate(timeout=20)[0]

            assert tap.returncode == 0 and "Traceback" not in said
            if environment:
                assert not why and "SEND /topic/a · hello" in said
            else:
                assert "its certificate is refused" in why and "try SSL_CERT_FILE=ca.pem" in why
                assert f"closed: no connection to {to}: its certificate is refused" in said
