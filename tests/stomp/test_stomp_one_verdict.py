"""Decoder and dissector are two programs with one verdict: 10,000 generated and mutated inputs."""

from hypothesis import given, settings
from hypothesis import strategies as st
from stomp_pieces import octet_by_octet, verdict

from stompkata.dissection import Field
from stompkata.stomp.dissector import dissect_stomp

PIECES = [
    b"SEND\n", b"CONNECT\n", b"MESSAGE\r\n", b"SUBSCRIBE\nid:1\n", b"ACK\n", b"send\n", b"\n", b"\n\n", b"\r\n", b"\r",
    b"\0", b":", b"a:b\n", b"k:v\r\n", b"content-length:", b"content-length:5\n", b"0", b"3", b"5\n", b"hello",
    b"hello\0", b"\\", b"\\n", b"\\c", b"\\r", b"\\t", b"\xff", b"\xc3\xa9", b" ", b"\t", b"accept-version:1.2\n",
    b"GET /", b" HTTP/1.1\r\n", b"\x16\x03\x01", b"x" * 30, b"k:v\n" * 63, b"k:" + b"v" * 4090,
]
VERSION = st.sampled_from(["1.2", "1.1", "1.0", None])
SOUP = st.builds(lambda first, rest: first + b"".join(rest),
                 st.sampled_from([b"SEND\n", b"SEND\nk:v\n", b"ACK\n", b"GET /", b""]),
                 st.lists(st.sampled_from(PIECES), max_size=10))


def leaves(fields: tuple[Field, ...]):
    for field in fields:
        yield from leaves(field.children) if field.children else (field,)


def judge(data: bytes, version: str | None, cut: int) -> None:
    whole = verdict([data], version)
    cut %= len(data) + 1
    assert verdict([data[:cut], data[cut:]], version) == whole
    if len(data) < 400:
        assert verdict(octet_by_octet(data), version) == whole

    dissection = dissect_stomp(data, version=version)
    errors = [(error.rule, error.at) for error in dissection.errors]
    assert errors[:1] == [whole[1]] * (whole[1] is not None)
    at = 0
    for field in leaves(dissection.fields):
        assert field.bit == at * 8
        at += field.bits // 8
    assert at == len(data)


def mutants(data: bytes, at: int, octet: int) -> list[bytes]:
    at %= len(data) or 1
    new = bytes([octet])
    before, after = data[:at], data[at:]
    return [before + after[1:], before + new + after, before + new + after[1:], before + data[at // 2:]]


@settings(derandomize=True, database=None, deadline=None, max_examples=2000)
@given(SOUP, VERSION, st.integers(0, 999), st.sampled_from(b"\n\r\0:\\c5 \xffA"))
def test_both_programs_judge_2000_inputs_and_four_mutants_of_each_alike(data, version, at, octet):
    judge(data, version, at)
    for mutant in mutants(data, at, octet):
        judge(mutant, version, at + 1)
