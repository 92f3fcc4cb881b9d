"""Every worked example: whole, octet by octet, and cut at every place, with one verdict."""

import pytest
from stomp_pieces import octet_by_octet, verdict
from vectors import STOMP

from stompkata.stomp.dissector import dissect_stomp
from stompkata.stomp.requirements import requirement

EVERY = pytest.mark.parametrize("vector", STOMP, ids=str)


@EVERY
@pytest.mark.req("S12-01", "S12-03", "S12-06", "S12-09", "S11-02", "S11-05", "S10-03", "S10-04", "S10-14")
def test_the_decoder_reads_the_example(vector):
    events, refused = verdict([vector.data], vector.version)

    assert refused == vector.refused
    if vector.refused is None:
        assert events == list(vector.events)
        pairs = [event.headers.pairs for event in events if hasattr(event, "headers")]
        assert pairs == [event.headers.pairs for event in vector.events if hasattr(event, "headers")]


@EVERY
def test_the_decoder_agrees_with_itself_at_every_split(vector):
    whole = verdict([vector.data], vector.version)

    assert verdict(octet_by_octet(vector.data), vector.version) == whole
    for at in range(len(vector.data) + 1):
        assert verdict([vector.data[:at], vector.data[at:]], vector.version) == whole


@EVERY
@pytest.mark.req("S10-01", "S10-02", "S10-11", "S11-01", "S11-03", "S11-04", "S11-07", "S11-08", "S11-11", "S11-24",
                 "S11-39", "S12-02", "S12-05", "S12-07", "S12-11", "S12-13", "S12-19", "S12-22", "S12-23", "S12-46")
def test_the_dissector_names_the_same_fault_first(vector):
    errors = dissect_stomp(vector.data, version=vector.version).errors

    assert (errors[0].rule, errors[0].at) == vector.refused if vector.refused else not errors


@EVERY
def test_the_dissector_agrees_on_every_beginning_of_the_example(vector):
    for length in range(len(vector.data)):
        begun = vector.data[:length]
        _, refused = verdict([begun], vector.version)
        errors = dissect_stomp(begun, version=vector.version).errors

        assert refused == ((errors[0].rule, errors[0].at) if errors else None), begun


@pytest.mark.parametrize("vector", [vector for vector in STOMP if vector.refused], ids=str)
def test_a_refusal_names_a_requirement_that_exists(vector):
    assert requirement(vector.refused[0]).sentence
