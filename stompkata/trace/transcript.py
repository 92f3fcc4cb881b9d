"""A conversation as plain text, one record a line."""

from collections.abc import Callable, Iterable, Iterator

from stompkata.dissection import Dissection
from stompkata.dissection.visible import visible
from stompkata.trace.record import Record

ARROWS = {"to_server": "→ server", "to_client": "← server", "none": "·"}
_WIDTH = 160  # characters of a summary


def transcript(records: Iterable[Record], dissect: Callable[[Record], Dissection], *, times: bool = False) -> str:
    """Write number, connection, direction, layer, octets and summary of each record; findings stand below it.

    Advice stands once a connection, where it comes up first.

    Args:
        times: also show the seconds since the first record; these differ from run to run.
    """
    lines, start, advised = [], None, set()
    for record in records:
        start = record.at if start is None else start
        lines += _lines(record, dissect(record), f"{record.at - start:9.3f}s " if times else "", advised)
    return "\n".join(lines)


def _lines(record: Record, dissection: Dissection, time: str, advised: set[tuple[str, str]]) -> Iterator[str]:
    summary = visible(" · ".join(part.summary for part in parts(dissection)), _WIDTH)
    octets = "" if record.layer == "event" else f"{len(record.data)} B"
    where = f"{record.number:>4} {time}{visible(record.connection, 20)} {ARROWS[record.direction]:<8}"
    yield f"{where} {record.layer:<9} {octets:>8}  {summary}"
    for part in parts(dissection):
        for finding in part.findings:
            if finding.severity == "advice":
                if (record.connection, finding.rule) in advised:
                    continue
                advised.add((record.connection, finding.rule))
            yield f"       {finding.severity} {finding.rule}: {visible(finding.message, _WIDTH)}"


def parts(dissection: Dissection) -> Iterator[Dissection]:
    """Yield a dissection and all that it carries, from the outside to the inside."""
    yield dissection
    for inner in dissection.inner:
        yield from parts(inner)
