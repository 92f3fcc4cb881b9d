"""A plan of faults where no script runs: what is set, and what happened, as two tables and as text."""

from collections.abc import Iterable
from html import escape

from stompkata.widgets.fault_news import WAYS, FaultNews

PASSES = "everything passes"
_TOLD = {"to_server": "→ to the server", "to_client": "← to the client", "": "·"}
_IN_SECONDS = ("delay", "jitter", "merge")
_STYLE = """<style>
.sk-faults-still { border-collapse: collapse; font: 12px/1.6 var(--jp-code-font-family, monospace); }
.sk-faults-still caption { text-align: left; font-weight: 600; }
.sk-faults-still th, .sk-faults-still td { padding: 0 12px 0 0; text-align: left !important; vertical-align: top; white-space: pre-wrap; }
</style>"""


def state(way: dict) -> str:
    """Say in words how one direction is."""
    lasts = [f"{name} {_value(name, value)}".rstrip() for name, value in way["lasts"].items() if value]
    waits = ", ".join(f"{kind} ×{count}" for kind, count in way["next"].items())
    script = [f"unit {number}: {kind}" for number, kind in way["script"]]
    return " · ".join(lasts + [f"next: {waits}"] * bool(waits) + script) or PASSES


def _value(name: str, value: object) -> str:
    if value is True:
        return ""
    return f"{round(value * 1000, 3):g} ms" if name in _IN_SECONDS else f"{value} octet{'s' * (value != 1)}"


def text(news: FaultNews) -> str:
    """Write both directions and the last faults, a line each; times are left out."""
    ways = [f"{_TOLD[way]}: {state(news.ways()[way])}" for way in WAYS]
    log = [f"  {fault.number:>5}  {_TOLD[fault.way]:15}  {fault.connection}  {fault.what}" for fault in news.log]
    return "\n".join([f"Faults, seed {news.faults.seed}", *ways, *(log or ["  no fault has happened yet"])])


def html(news: FaultNews) -> str:
    """Draw the same as two plain tables; every text is escaped."""
    ways = [(_TOLD[way], state(news.ways()[way])) for way in WAYS]
    log = [(str(fault.number), _TOLD[fault.way], fault.connection, fault.what) for fault in news.log]
    plan = _table(f"Faults, seed {news.faults.seed}", ("direction", "what is set"), ways)
    if not log:
        return f"{_STYLE}\n{plan}\n<p>No fault has happened yet.</p>"
    return f"{_STYLE}\n{plan}\n{_table('What happened', ('#', 'direction', 'connection', 'fault'), log)}"


def _table(caption: str, heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    lines = ["".join(f"<td>{escape(cell)}</td>" for cell in row) for row in rows]
    first = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    body = "\n".join(f"<tr>{line}</tr>" for line in [first, *lines])
    return f'<table class="sk-faults-still"><caption>{escape(caption)}</caption>\n{body}\n</table>'
