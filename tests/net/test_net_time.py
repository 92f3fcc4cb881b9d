"""The wound clock and the wheel that hangs on it."""

import asyncio

from stompkata.net.clock import LoopClock, WoundClock
from stompkata.net.wheel import NOTCH, Wheel


async def test_a_wound_clock_calls_in_order_and_stops_at_each_call():
    clock, said = WoundClock(0.0), []
    for when in (3, 1, 2):
        clock.call_at(when, lambda when=when: said.append((when, clock.now())))
    cancelled = clock.call_at(2.5, lambda: said.append("never"))
    cancelled.cancel()
    await clock.wind(2)
    assert said == [(1, 1), (2, 2)] and clock.now() == 2 and clock.pending == 1

    await clock.wind(5)
    assert said[2:] == [(3, 3)] and clock.now() == 7


async def test_what_a_call_brings_about_happens_before_time_goes_on():
    clock, said = WoundClock(0.0), []

    async def follow():
        await asyncio.sleep(0)
        said.append(clock.now())

    clock.call_at(1, lambda: asyncio.ensure_future(follow()))
    await clock.wind(10)
    assert said == [1]


async def test_the_wheel_is_never_early_and_at_most_a_notch_late():
    clock = WoundClock(0.3)
    wheel, said = Wheel(clock), []
    for seconds in (0.0, 0.1, 0.25, 1.0, 0.1):
        wheel.after(seconds, lambda seconds=seconds: said.append((seconds, clock.now() - 0.3)))
    await clock.wind(2)

    assert [seconds for seconds, _ in said] == [0.0, 0.1, 0.1, 0.25, 1.0]
    assert all(seconds - 1e-9 <= at <= seconds + NOTCH for seconds, at in said)


async def test_the_wheel_keeps_one_alarm_and_forgets_what_is_cancelled_or_stopped():
    clock, said = WoundClock(0.0), []
    wheel = Wheel(clock)
    spokes = [wheel.after(number, lambda: said.append("called")) for number in range(1, 50)]
    assert clock.pending == 1
    for spoke in spokes[:10]:
        spoke.cancel()
    await clock.wind(10.5)
    assert said == []

    wheel.stop()
    wheel.after(1, lambda: said.append("called"))
    await clock.wind(100)
    assert said == [] and clock.pending == 0


async def test_a_call_may_order_the_next_one_for_at_once():
    clock, said = WoundClock(0.0), []
    wheel = Wheel(clock)
    wheel.after(1, lambda: wheel.after(0, lambda: said.append(clock.now())))
    await clock.wind(3)
    assert said == [1.0]


async def test_the_loop_clock_is_the_loops():
    clock, done = LoopClock(), asyncio.Event()
    Wheel(clock).after(0.001, done.set)
    await asyncio.wait_for(done.wait(), 5)
