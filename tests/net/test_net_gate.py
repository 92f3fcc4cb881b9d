"""Origin and Host: who may upgrade, and where a broker may listen at all."""

import itertools

import pytest
from wire import close, upgrade

from stompkata.errors import UnsafeAddressError
from stompkata.net.server import serve

PAGE = b"http://localhost:8888"
GOOD_HOSTS = [b"127.0.0.1", b"127.0.0.1:61614", b"localhost", b"LocalHost:80", b"[::1]", b"[::1]:61614"]
BAD_HOSTS = [b"evil.test", b"evil.test:61614", b"localhost.", b"127.1", b"2130706433", b"[::ffff:127.0.0.1]", b"0.0.0.0", b"",
             b"localhost:80:80", b"localhost:x", b"127.0.0.1.evil.test", b"evil.test@localhost"]
BAD_ORIGINS = [b"null", b"http://evil.test", b"http://localhost:8889", b"http://localhost", b"https://localhost:8888",
               b"http://localhost:8888.evil.test", b"http://localhost:8888/", b"HTTP://LOCALHOST:8888", b"*", b"",
               b"http://127.0.0.1:8888", b"file://", b"chrome-extension://abc", b"http://localhost:8888 http://evil.test"]


async def status_of(raw, server, *lines, host=b"127.0.0.1"):
    peer = await raw(server, upgrade(*lines, host=host) + close())
    return int(peer.head.split(b" ")[1])


@pytest.mark.req("W-11", "W-03")
async def test_a_page_that_nobody_invited_is_forbidden_before_the_upgrade(in_memory, raw):
    async with in_memory(origins=[PAGE.decode()]) as server:
        assert [await status_of(raw, server, b"Origin: " + origin) for origin in BAD_ORIGINS] == [403] * len(BAD_ORIGINS)
        assert server.sessions == ()


@pytest.mark.req("W-11")
async def test_an_invited_page_and_a_program_without_origin_may_upgrade(in_memory, raw):
    async with in_memory(origins=[PAGE.decode()]) as server:
        assert await status_of(raw, server, b"Origin: " + PAGE) == 101
        assert await status_of(raw, server) == 101


async def test_without_a_list_no_page_at_all_may_upgrade(in_memory, raw):
    async with in_memory() as server:
        assert await status_of(raw, server, b"Origin: " + PAGE) == 403


@pytest.mark.req("W-02", "W-06")
async def test_a_name_that_only_leads_here_is_not_ours(in_memory, raw):
    async with in_memory() as server:
        assert [await status_of(raw, server, host=host) for host in GOOD_HOSTS] == [101] * len(GOOD_HOSTS)
        assert [await status_of(raw, server, host=host) for host in BAD_HOSTS] == [400] * len(BAD_HOSTS)


async def test_host_and_origin_may_not_be_repeated(in_memory, raw):
    async with in_memory(origins=[PAGE.decode()]) as server:
        assert await status_of(raw, server, b"Host: localhost") == 400
        assert await status_of(raw, server, b"Origin: " + PAGE, b"Origin: " + PAGE) == 400


async def test_the_host_of_an_invited_page_is_ours_too_as_behind_a_proxy(in_memory, raw):
    async with in_memory(origins=["https://hub.example"]) as server:
        assert await status_of(raw, server, b"Origin: https://hub.example", host=b"hub.example") == 101
        assert await status_of(raw, server, b"Origin: https://hub.example", host=b"other.example") == 400


USERS, ORIGINS = {"ada": "secret"}, ["https://hub.example"]


@pytest.mark.parametrize("host, users, origins", [
    *itertools.product(["0.0.0.0", "::", "192.0.2.1", "broker.example"], [None], [(), ORIGINS]),
    ("0.0.0.0", USERS, ()), ("0.0.0.0", {}, ORIGINS), ("127.0.0.1", USERS, ["*"])])
def test_a_broker_that_others_can_reach_needs_logins_and_origins_or_does_not_start(host, users, origins):
    with pytest.raises(UnsafeAddressError, match="try:  "):
        serve(host=host, users=users, origins=origins)


@pytest.mark.parametrize("host, users, origins", [
    ("127.0.0.1", None, ()), ("::1", None, ()), ("localhost", None, ()), ("127.8.8.8", None, ()), ("0.0.0.0", USERS, ORIGINS)])
def test_loopback_is_open_and_others_are_with_logins_and_origins(host, users, origins):
    serve(host=host, users=users, origins=origins)


async def test_who_listens_on_every_address_may_be_called_by_any_of_them(in_memory, raw):
    async with in_memory(host="0.0.0.0", users=USERS, origins=ORIGINS) as server:
        assert await status_of(raw, server, host=b"192.0.2.7:80") == 101
        assert await status_of(raw, server, host=b"evil.test") == 400
