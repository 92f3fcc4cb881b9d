"""The heart-beat header, and what two of them come to."""

import pytest

from stompkata.errors import RemoteProtocolError
from stompkata.stomp.heartbeat import HeartBeat, Intervals, agree


@pytest.mark.req("S12-39", "S12-40", "S11-45", "S11-46")
def test_the_header_is_two_numbers_and_none_means_never():
    assert HeartBeat.parse("10000,5000") == HeartBeat(can_ms=10000, wants_ms=5000)
    assert HeartBeat.parse(None) == HeartBeat(0, 0)
    assert str(HeartBeat(1, 2)) == "1,2"


@pytest.mark.req("S12-39", "S11-45")
@pytest.mark.parametrize("header", [
    "", "5000", "a,b", "-1,0", "1,2,3", "1, 2", "1_0,0", "٣,0", "9" * 20 + ",0", "1,2\n"])
def test_anything_else_is_refused(header):
    for version, rule in (("1.2", "S12-39"), ("1.1", "S11-45")):
        with pytest.raises(RemoteProtocolError) as caught:
            HeartBeat.parse(header, version)
        assert caught.value.rule == rule


@pytest.mark.req("S12-41", "S11-47")
@pytest.mark.parametrize("mine, theirs, intervals", [
    ((10_000, 10_000), (10_000, 10_000), (10_000, 10_000)),
    ((1_000, 5_000), (2_000, 3_000), (3_000, 5_000)),
    ((0, 5_000), (2_000, 3_000), (0, 5_000)),
    ((1_000, 0), (2_000, 3_000), (3_000, 0)),
    ((1_000, 5_000), (0, 0), (0, 0)),
])
def test_each_direction_beats_at_the_larger_number_or_not_at_all(mine, theirs, intervals):
    assert agree(HeartBeat(*mine), HeartBeat(*theirs)) == Intervals(*intervals)
    assert agree(HeartBeat(*theirs), HeartBeat(*mine)) == Intervals(*reversed(intervals))
