"""`stompkata broker --limit NAME=VALUE`."""

import os
import subprocess
import sys
from dataclasses import fields

import pytest
from broker_command import fails, running

import stompkata as sk
from stompkata.broker.limits import Limits
from stompkata.cli.limits import NEEDED, read_limits, table
from stompkata.errors import ErrorReceived, StompkataError

posix = pytest.mark.skipif(os.name != "posix", reason="ended by a signal")


@posix
async def test_a_limit_holds_the_last_is_accepted_and_the_first_too_many_is_refused():
    with running("--limit", "connections=2", "--limit", "body=5") as (_, where):
        async with sk.connect(where["url"]) as one, sk.connect(where["url"]):
            await one.publish("/topic/a", "12345", receipt=True)
            with pytest.raises(ErrorReceived, match="over the limit connections = 2"):
                async with sk.connect(where["url"]):
                    pass
            with pytest.raises(ErrorReceived, match="over the limit body = 5"):
                await one.publish("/topic/a", "123456", receipt=True)


@posix
async def test_a_login_that_a_whole_room_shares_takes_all_connections():
    from contextlib import AsyncExitStack

    with running("--login", "room", "--limit", "connections=100", STOMPKATA_PASSCODE="secret") as (_, where):
        async with AsyncExitStack() as room:
            for _ in range(100):
                await room.enter_async_context(sk.connect(where["url"], login="room", passcode="secret"))
            with pytest.raises(ErrorReceived, match="over the limit connections = 100"):
                async with sk.connect(where["url"], login="room", passcode="secret"):
                    pass


@pytest.mark.parametrize("limit", fields(Limits), ids=lambda limit: limit.name)
def test_every_limit_has_its_own_name_and_stands_in_the_table(limit):
    assert getattr(read_limits([f"{limit.name}=7"]), limit.name) == 7
    assert f"  {limit.name} = " in table() or f" {limit.name} = " in table()


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("body=64KiB", "body", 65536),
        ("retained = 4 MiB", "retained", 4 * 2**20),
        ("drain_seconds=0.5", "drain_seconds", 0.5),
        ("drain_seconds=0", "drain_seconds", 0.0),
        ("ping_seconds=7200", "ping_seconds", 7200.0),
        ("connections=1", "connections", 1),
    ],
)
def test_a_value_is_a_number_of_what_the_limit_counts(text, name, value):
    assert getattr(read_limits([text]), name) == value


@pytest.mark.parametrize(
    ("texts", "complaint"),
    [
        (["conections=3"], "there is no limit 'conections'\n  try:  connections"),
        (["octets=3"], "try:  queue_octets or transaction_octets"),
        (["__class__=3"], "there is no limit '__class__'"),
        (["message=3"], "there is no limit 'message'"),
        (["connections"], "it has no value"),
        (["connections=3", "connections=4"], "it comes twice"),
        (["connections="], "'nothing' is not a whole number"),
        (["connections=many"], "'many' is not a whole number"),
        (["connections=2.5"], "is not a whole number"),
        (["connections=nan"], "is not a whole number"),
        (["connections=9e9"], "is not a whole number"),
        (["connections=" + "9" * 5000], "is not a whole number"),
        (["body=64KB"], "such as 300, or of octets 64KiB"),
        (["ping_seconds=inf"], "a number of seconds"),
        (["ping_seconds=2h"], "a number of seconds, such as 0.5 or 3600"),
        (["ping_seconds=2KiB"], "a number of seconds"),
        (["connections=0"], "connections=0 would leave no room for anybody"),
        (["noise=-1"], "noise=-1 would leave no room"),
    ],
)
def test_what_is_no_limit_or_no_value_of_it_is_refused(texts, complaint):
    with pytest.raises(StompkataError) as refused:
        read_limits(texts)

    assert complaint in str(refused.value)


def test_a_name_that_does_not_exist_ends_the_command_with_those_that_do():
    complaint = fails("--limit", "conections=300", "--port", "0")

    assert "try:  connections" in complaint and "transaction_octets = 1048576" in complaint


def test_help_lists_them_and_starts_no_broker():
    command = [sys.executable, "-m", "stompkata", "broker", "--limit", "help"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True).stdout

    assert "connections = 64" in said and max(map(len, said.splitlines())) <= 80


@pytest.mark.parametrize("limit", fields(Limits), ids=lambda limit: limit.name)
def test_no_limit_is_negative_and_none_at_all_is_taken_only_where_it_leaves_room(limit):
    try:
        zero = getattr(read_limits([f"{limit.name}=0"]), limit.name)
    except StompkataError as refused:
        assert limit.name in NEEDED and f"{limit.name}=0 would leave no room" in str(refused)
    else:
        assert limit.name not in NEEDED and zero == 0
    with pytest.raises(StompkataError, match=f"{limit.name}=-1 would leave no room"):
        read_limits([f"{limit.name}=-1"])
