"""A broker in memory, on a clock that the test winds."""

import pytest

from stompkata.net.clock import WoundClock
from stompkata.net.server import serve


@pytest.fixture
def clock():
    return WoundClock()


@pytest.fixture
async def pipe(clock):
    """Where a client connects to; no socket is opened."""
    async with serve(port=None, clock=clock) as server:
        yield server.pipe()
