"""A BrokerMap where no script runs: a picture, the same as tables, and the same as text."""

from html import escape

from stompkata.analysis.broker_nodes import Destination, Node, Subscription
from stompkata.analysis.brokermap import BrokerAccount
from stompkata.trace.recording import Recording
from stompkata.widgets.broker_map_news import MapNews
from stompkata.widgets.broker_map_words import (
    COLUMNS,
    lines,
    name_of,
    row,
    scope,
    title,
)
from stompkata.widgets.svg import Picture

ROWS = 500  # of one table
MOST = {"Connections": 12, "Destinations": 12, "Subscriptions": 30}  # that are drawn
SQUARES = 8
WIDTH, TOP = 900, 34
PLACES = {"Connections": (8, 170, 80, 60), "Destinations": (290, 280, 80, 60), "Subscriptions": (672, 220, 40, 34)}

_STYLE = """<style>
.sk-map-still { border-collapse: collapse; font: 12px/1.6 var(--jp-code-font-family, monospace); }
.sk-map-still caption { text-align: left; font-weight: 600; }
.sk-map-still th, .sk-map-still td { padding: 0 12px 0 0; text-align: left !important; white-space: pre-wrap; }
</style>"""


def both(recording: Recording) -> dict[str, str]:
    """Draw and write the whole account."""
    news = MapNews(recording)
    news.read()
    account = news.account
    notes = [scope(account), *filter(None, [recording.fault])]
    drawn = _Map(account).html() if account.destinations else ""
    tables = "".join(_html_table(name, nodes) for name, nodes in _tables(account) if nodes)
    html = [f"<p>{escape(title(account))}</p>", drawn, _STYLE + tables, *(f"<p>{escape(note)}</p>" for note in notes)]
    text = [title(account), *_text(account), *notes]
    return {"text/html": "\n".join(filter(None, html)), "text/plain": "\n".join(text)}


def _tables(account: BrokerAccount) -> list[tuple[str, list[Node]]]:
    return [("Destinations", list(account.destinations.values())), ("Subscriptions", account.subscriptions),
            ("Connections", account.connections)]  # fmt: skip


def _text(account: BrokerAccount) -> list[str]:
    """Write each table that is not empty, its columns aligned."""
    said = []
    for name, nodes in _tables(account):
        if not nodes:
            continue
        cells = [list(COLUMNS[name]), *(row(node) for node in nodes[:ROWS])]
        widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
        said += ["", *("  ".join(map(str.ljust, line, widths)).rstrip() for line in cells), *_rest(nodes)]
    return [*said, ""]


def _rest(nodes: list[Node]) -> list[str]:
    return [f"and {len(nodes) - ROWS} more"] * (len(nodes) > ROWS)


def _html_table(name: str, nodes: list[Node]) -> str:
    head = "".join(f'<th scope="col">{column}</th>' for column in COLUMNS[name])
    rows = ["".join(f"<td>{escape(cell)}</td>" for cell in row(node)) for node in nodes[:ROWS]]
    body = "".join(f"<tr>{cells}</tr>" for cells in rows)
    rest = "".join(f"<p>{words}</p>" for words in _rest(nodes))
    return f'<table class="sk-map-still"><caption>{name}</caption><tr>{head}</tr>{body}</table>{rest}'


class _Map(Picture):
    def __init__(self, account: BrokerAccount):
        super().__init__(WIDTH, f"Broker map, {title(account)}", "sk-map-picture")
        self._at: dict[str, tuple[str, float]] = {}
        publishers = [each for each in account.connections if each.sent]
        columns = [publishers, list(account.destinations.values()), account.subscriptions]
        for (x, _, _, _), head in zip(PLACES.values(), ("who sends", "destinations", "who gets"), strict=True):
            self.text(x, 16, head, "quiet")
        for name, nodes in zip(PLACES, columns, strict=True):
            self._place(name, nodes)
        for edge in account.edges.values():
            self._edge(self._at[edge.source.key], self._at[edge.target.key])
        for name, nodes in zip(PLACES, columns, strict=True):
            for node in nodes[: MOST[name]]:
                self._box(node)

    def _place(self, name: str, nodes: list[Node]) -> None:
        """Those beyond the most share the last place."""
        x, width, pitch, _ = PLACES[name]
        for index, node in enumerate(nodes):
            self._at[node.key] = name, TOP + pitch * (min(index, MOST[name]) + 0.5)
        if len(nodes) > MOST[name]:
            more = f"and {len(nodes) - MOST[name]} more"
            self.text(x + width / 2, TOP + pitch * (MOST[name] + 0.5) + 4, more, "", "middle")
        self.height = max(self.height, TOP + pitch * min(len(nodes), MOST[name] + 1) + 8.0)

    def _edge(self, source: tuple[str, float], target: tuple[str, float]) -> None:
        (left, y1), (right, y2) = source, target
        x1, x2 = PLACES[left][0] + PLACES[left][1], PLACES[right][0] - 8
        bend, kind = (x2 - x1) / 2, "to_server" if right == "Destinations" else "to_client"
        curve = f"M{x1} {y1:g}C{x1 + bend:g} {y1:g} {x2 - bend:g} {y2:g} {x2} {y2:g}"
        self.add("path", d=curve, kind=f"arrow {kind} bare")
        self.add("path", d=f"M{x2 + 8} {y2:g}l-9 -5v10z", kind=kind)

    def _box(self, node: Node) -> None:
        name, y = self._at[node.key]
        x, width, _, height = PLACES[name]
        round_ends = isinstance(node, Destination) and node.kind != "queue"
        kind = "hollow" if isinstance(node, Destination) or node.open else "dashed"
        turn = height / 2 if round_ends else 3
        self.add("rect", x=x, y=y - height / 2, width=width, height=height, rx=turn, kind=kind)
        inset, top, words = (22 if round_ends else 10), y - height / 2 + 17, lines(node)
        if isinstance(node, Subscription):
            self._subscription(node, x, y, width)
            return
        room = width - 2 * inset - (46 if isinstance(node, Destination) else 0)
        self.text(x + inset, top, _cut(name_of(node), room), "strong")
        self.text(x + inset, top + 17, _cut(words[0], width - 2 * inset), "small")
        held = 0
        if isinstance(node, Destination):
            self.text(x + width - inset, top, node.kind, "small", "end")
            held = min(SQUARES, node.in_flight)
        for place in range(held):
            self.add("rect", x=x + inset + 11 * place, y=top + 25, width=8, height=8, kind="to_client")
        start = 11 * held + 3 * (held > 0)
        self.text(x + inset + start, top + 33, _cut(words[1], width - 2 * inset - start), "small")

    def _subscription(self, node: Subscription, x: float, y: float, width: float) -> None:
        counts = f"■ {node.in_flight} in flight · " * (node.in_flight > 0) + f"got {node.delivered}"
        self.text(x + 10, y - 3, _cut(name_of(node), width - 28 - 7 * len(counts)), "strong")
        self.text(x + width - 10, y - 3, counts, "small", "end")
        self.text(x + 10, y + 11, _cut(lines(node)[0], width - 20), "small")


def _cut(text: str, pixels: float) -> str:
    room = max(4, int(pixels / 7.3))
    return text if len(text) <= room else text[: room - 1] + "…"
