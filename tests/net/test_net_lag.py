"""A loop that was blocked says so in what records, as a heart-beat may be late because of that alone."""

import pytest
from wire import text, upgrade

from stompkata.analysis.heartbeats import heartbeats
from stompkata.analysis.units import read
from stompkata.net.clock import settle
from stompkata.recording import Recording


def connect(heart_beat):
    return upgrade() + text(b"CONNECT\naccept-version:1.2\nhost:a\nheart-beat:%s\n\n\0" % heart_beat)


async def block(clock, seconds):
    """Somebody's code keeps the loop for so long: nothing runs meanwhile, and then all that is due."""
    clock._now += seconds
    await clock.wind(0)


def lags(recording):
    return [record.data for record in recording if record.data.startswith(b"loop")]


async def test_a_blocked_loop_is_told_once(in_memory, raw, clock):
    recording = Recording()
    async with in_memory(recording=recording) as server:
        await raw(server, connect(b"0,1000"))
        await clock.wind(0.05)
        await block(clock, 0.4)
        await clock.wind(5)

        assert lags(recording) == [b"loop: 350 ms late"]  # it looks every 100 ms, and was to look in 50


@pytest.mark.parametrize("heart_beat, seconds, said", [
    (b"0,0", 30, 0), (b"0,1000", 0.15, 0), (b"0,1000", 0.21, 1), (b"0,10000", 0.9, 0), (b"0,10000", 2.1, 1),
])  # fmt: skip
async def test_what_makes_no_beat_late_is_not_told(in_memory, raw, clock, heart_beat, seconds, said):
    recording = Recording()
    async with in_memory(recording=recording) as server:
        await raw(server, connect(heart_beat))
        await clock.wind(0.05)
        await block(clock, seconds)

        assert len(lags(recording)) == said


async def test_without_a_recording_nothing_is_told_and_one_that_comes_is_told_from_then_on(in_memory, raw, clock):
    recording = Recording()
    async with in_memory() as server:
        await raw(server, connect(b"0,1000"))
        await block(clock, 1)
        server.attach(recording)
        await clock.wind(1)
        await block(clock, 1)

        assert len(lags(recording)) == 1


async def test_a_beat_that_was_late_because_of_it_is_judged_so(in_memory, raw, clock):
    recording = Recording()
    async with in_memory(recording=recording) as server:
        await raw(server, connect(b"0,1000"))
        await clock.wind(4)
        await block(clock, 2.1)
        await settle()
        found = heartbeats(read(recording), recording.get(1).connection)

    assert [gap.mark for gap in found.to_client.gaps] == ["missed"]
    assert found.verdict.endswith("the loop was blocked for 2.1 s: the beat was late because of it")


async def test_a_session_that_ends_because_of_it_still_tells(in_memory, raw, clock):
    recording = Recording()
    async with in_memory(recording=recording) as server:
        await raw(server, connect(b"1000,0"))
        await clock.wind(2.05)  # given up at 2.1, before the next look
        await block(clock, 3)

        assert len(lags(recording)) == 1
        assert any(b"message:no heart-beat" in record.data for record in recording)
