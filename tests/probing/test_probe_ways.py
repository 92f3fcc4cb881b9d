"""A probe of servers that speak STOMP: each way is tried, and what each answered is kept as plain facts."""

import pytest
from probe_servers import answering, certified

import stompkata as sk
from stompkata.probing.probe import FOREIGN, Target, probe
from stompkata.probing.tries import EVERY_VERSION, Outcome

IN_VAIN = 1.0  # seconds for a try that is not answered, where one has to be waited for
ALL = "v12.stomp,v11.stomp,v10.stomp"


def versions(probed, way):
    return {one.asked: one.frame.headers.get("version") for one in probed.all("stomp", way)}


async def test_a_websocket_is_asked_for_every_subprotocol_and_version():
    async with sk.serve() as server:
        probed = await probe(server.url)

    chosen = {one.asked: one.subprotocol for one in probed.all("upgrade", "plain") if one.answered}
    assert chosen == {
        "": None,
        "v12.stomp": "v12.stomp",
        "v11.stomp": "v11.stomp",
        "v10.stomp": "v10.stomp",
        ALL: "v12.stomp",
        "permessage-deflate": None,
    }
    assert versions(probed, "plain") == {
        EVERY_VERSION: "1.2",
        "1.2": "1.2",
        "1.1": "1.1",
        "1.0": None,
        "": None,
        "no host": "1.2",
    }
    assert probed.speaks_stomp and probed.finished and probed.connected("tcp") is None


async def test_what_the_server_says_about_itself_and_its_beats_is_kept():
    async with sk.serve() as server:
        probed = await probe(server.url)

    headers = probed.connected("plain").frame.headers
    assert headers["server"].startswith("stompkata/") and headers["heart-beat"] == "10000,10000"
    assert probed.connected("plain").findings == ()


async def test_an_origin_that_is_refused_is_told_from_an_upgrade_that_is():
    async with sk.serve() as server:
        probed = await probe(server.url)

    refused = probed.find("upgrade", "plain", FOREIGN)
    assert (refused.outcome, refused.status) == (Outcome.NO, 403)
    assert probed.find("get").status == 426


async def test_stomp_over_tcp_is_spoken_to_as_such():
    async with sk.serve(tcp_port=0) as server:
        probed = await probe(server.tcp_url)

    assert versions(probed, "tcp")[EVERY_VERSION] == "1.2" and not any(probed.all("upgrade"))
    assert probed.connected("tcp").url == server.tcp_url


async def test_a_tcp_port_behind_a_websocket_url_is_found_out():
    async with sk.serve(tcp_port=0) as server:
        probed = await probe(server.tcp_url.replace("stomp://", "ws://"), timeout=IN_VAIN)

    assert probed.find("upgrade").outcome is Outcome.STRANGE  # an ERROR that says: this is HTTP
    assert probed.connected("tcp").url == server.tcp_url


@pytest.mark.parametrize("scheme", ["stomp://", ""])
async def test_a_websocket_behind_a_tcp_url_or_none_is_found_out(scheme):
    async with sk.serve() as server:
        probed = await probe(server.url.replace("ws://", scheme).rstrip("/"), timeout=IN_VAIN)

    assert not probed.find("stomp", "tcp").answered
    assert probed.connected("plain").url == server.url


async def test_a_login_opens_what_is_closed_without_and_the_passcode_is_kept_nowhere():
    async with sk.serve(users={"ada": "canary"}) as server:
        closed = await probe(server.url)
        opened = await probe(server.url, login="ada", passcode="canary")

    assert closed.connected() is None and closed.find("stomp").frame.command == "ERROR"
    assert len(list(closed.all("stomp"))) == 1  # who is refused does not knock again
    assert opened.connected("plain") and "canary" not in repr(opened)


async def test_tls_is_checked_unless_one_asks_not_to():
    tls, _ = certified()
    async with sk.serve(ssl=tls) as server:
        strict = await probe(server.url)
        trusting = await probe(server.url, verify=False)

    assert strict.find("connect", asked="TLS").outcome is Outcome.UNTRUSTED and not strict.speaks_stomp
    assert trusting.connected("plain").url == server.url


async def test_nobody_is_left_behind_on_the_server():
    async with sk.serve(tcp_port=0) as server:
        await probe(server.url)
        await probe(server.tcp_url)
        assert server.sessions == ()


async def test_each_try_is_told_as_it_ends_and_kept_in_the_order_of_the_questions():
    told = []
    async with sk.serve() as server:
        probed = await probe(server.url, told=told.append)

    assert sorted(map(str, told)) == sorted(map(str, probed.tries))
    assert str(probed).splitlines()[0] == f"probe of {server.url}: {len(told)} tries"
    assert [one.asked for one in probed.all("stomp")] == [EVERY_VERSION, "1.2", "1.1", "1.0", "", "no host"]


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("ws://a/ws", ("ws", "a", 80, "/ws", "")),
        ("https://a:8443/app/ws/info?t=1", ("https", "a", 8443, "/app/ws", "?t=1")),
        ("http://a/ws/websocket", ("http", "a", 80, "/ws", "")),
        ("ws://[::1]:99/é x/", ("ws", "::1", 99, "/%C3%A9%20x", "")),
        ("stomp://a", ("stomp", "a", 61613, "", "")),
        ("a:61613", ("", "a", 61613, "", "")),
    ],
)
def test_a_url_names_scheme_host_port_and_the_base_of_the_endpoints(url, target):
    assert Target.parse(url) == Target(*target)


@pytest.mark.parametrize("url", ["", "a", "ftp://a:1", "ws://", "ws://a:port", "ws://a:99999", "ws://[::1", "://x:1"])
def test_what_is_no_url_is_answered_with_some_that_are(url):
    with pytest.raises(ValueError, match=r"try:  ws://127\.0\.0\.1:15674/ws, "):
        Target.parse(url)


def test_a_login_in_the_url_is_refused_without_repeating_it():
    with pytest.raises(ValueError, match="--login NAME") as refused:
        Target.parse("ws://ada:canary@a/ws")

    assert "canary" not in str(refused.value)


async def test_all_tries_together_end_in_time_and_what_was_found_until_then_is_kept(monkeypatch):
    monkeypatch.setattr("stompkata.probing.probe.TOGETHER", 0.1)
    async with answering(None) as port:
        probed = await probe(f"ws://127.0.0.1:{port}/ws", timeout=20)

    assert not probed.finished and probed.seconds < 20
    assert [one.outcome for one in probed.tries] == [Outcome.YES]
