"""What the page of a BrokerMap is told: the nodes and edges that changed, as they now stand."""

from stompkata.analysis.broker_nodes import Connection, Destination, Edge, Node
from stompkata.analysis.brokermap import BrokerAccount
from stompkata.analysis.units import Reader
from stompkata.trace.recording import Recording
from stompkata.widgets.broker_map_words import (
    COLUMNS,
    lines,
    name_of,
    row,
    scope,
    sentence,
    table_of,
    title,
)

RECORDS = 250  # read at one flush, so that the thread that serves all views is not held up


class MapNews:
    """Reads one recording for one map; called on the pump's thread, or before there is one."""

    def __init__(self, recording: Recording):
        self._reader, self.account = Reader(recording), BrokerAccount()

    def read(self, most: int | None = None) -> None:
        """Take in what came since."""
        self.account.add(self._reader.more(most))

    def news(self, fresh: bool) -> tuple[dict, list[bytes]] | None:
        """Return what the page has not seen, as one message; None if there is nothing new."""
        account = self.account
        self.read(RECORDS)
        if fresh:
            changed = [*account.connections, *account.destinations.values(), *account.subscriptions,
                       *account.edges.values()]  # fmt: skip
        else:
            changed = list(account.touched)
        gone, account.gone = account.gone, []
        account.touched.clear()
        if not (fresh or changed or gone):
            return None
        nodes = [told(each) for each in changed if not isinstance(each, Edge)]
        edges = [[each.key, each.source.key, each.target.key, each.count] for each in changed if isinstance(each, Edge)]
        return {"type": "map", "fresh": fresh, "title": title(account), "scope": scope(account), "columns": COLUMNS,
                "gone": gone, "nodes": nodes, "edges": edges}, []  # fmt: skip


def told(node: Node) -> dict:
    """Describe a node: its words, and the numbers that are drawn; its texts are safe to look at."""
    about = {"key": node.key, "name": name_of(node), "last": node.last, "table": table_of(node), "row": row(node),
             "lines": lines(node), "words": sentence(node)}  # fmt: skip
    if isinstance(node, Connection):
        return about | {"open": node.open, "drawn": node.sent > 0}
    if isinstance(node, Destination):
        return about | {"open": True, "drawn": True, "kind": node.kind, "flight": node.in_flight,
                        "waiting": node.waiting or 0, "heard": node.listeners > 0}  # fmt: skip
    return about | {"open": node.open, "drawn": True, "flight": node.in_flight, "count": node.delivered}
