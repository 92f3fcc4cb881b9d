"""One thread feeds all views; the trouble of one is not the trouble of the others."""

import threading
from itertools import pairwise

import pytest

from stompkata.widgets import pump as module
from stompkata.widgets.pump import SHARED, Pump


class Flushed:
    """A feed that notes its flushes; `watched` until it was flushed so often."""

    def __init__(self, times: int, error: Exception | None = None):
        self.left, self.error, self.done = times, error, threading.Event()
        self.flushes = 0

    def watched(self, now: float) -> bool:
        return self.left > 0

    def flush(self, now: float, may_send: bool) -> bool:
        self.left -= may_send
        self.flushes += 1
        if not self.left:
            self.done.set()
        if self.error:
            raise self.error
        return may_send


def test_a_watched_feed_is_flushed_until_nobody_watches():
    feed = Flushed(3)
    Pump.shared().serve(feed)

    assert feed.done.wait(5.0)


def test_a_feed_that_fails_is_left_and_the_others_go_on(caplog):
    bad, good = Flushed(2, RuntimeError("the channel is closed")), Flushed(3)
    pump = Pump.shared()
    pump.serve(bad)
    pump.serve(good)

    assert good.done.wait(5.0)
    assert bad.flushes == 1
    assert "a view is no longer fed" in caplog.text


def test_the_views_of_a_kernel_share_one_thread():
    assert Pump.shared() is Pump.shared()
    assert [thread.name for thread in threading.enumerate()].count("stompkata-views") == 1


def test_many_views_take_turns_so_that_no_message_is_dropped():  # F58: 300 widgets
    pump, views = Pump(), [Flushed(1000) for _ in range(300)]
    for view in views:
        pump.serve(view)
    for turn in range(25):
        pump._flush(turn / 30)

    sent = [1000 - view.left for view in views]
    assert sum(sent) == 25 * SHARED < 1000
    assert (min(sent), max(sent)) == (1, 2)


class Asking:
    """A clock, and somebody who wakes the pump every 20 ms of it."""

    def __init__(self):
        self.now = 100.0

    def monotonic(self) -> float:
        return self.now

    def clear(self) -> None: ...

    def wait(self, timeout: float) -> None:
        self.now += min(timeout, 0.02)


def test_who_asks_in_between_is_answered_and_puts_no_batch_off(monkeypatch):
    pump, clock, sent, answered = Pump(), Asking(), [], []

    class Asked(Flushed):
        def flush(self, now: float, may_send: bool) -> bool:
            (sent if may_send else answered).append(now)
            pump._stopped = len(sent) == 15
            return super().flush(now, may_send)

    pump.serve(feed := Asked(100))
    pump._wake = clock
    monkeypatch.setattr(module, "time", clock)
    pump._run()

    assert [later - at for at, later in pairwise(sent[1:])] == pytest.approx([module.FLUSH_EVERY] * 13)
    assert len(answered) >= 13 and feed.left


def test_a_stopped_pump_ends_its_thread():
    pump = Pump()
    pump._thread.start()
    pump.stop()

    assert not pump._thread.is_alive()
