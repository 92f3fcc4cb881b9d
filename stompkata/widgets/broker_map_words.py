"""What a BrokerMap says of a node: on its box, in its table, and in one sentence."""

from stompkata.analysis.broker_nodes import Connection, Destination, Node, Subscription
from stompkata.analysis.brokermap import BrokerAccount
from stompkata.dissection.visible import visible

NAME = 120  # characters of a name
COLUMNS = {
    "Destinations": ("destination", "kind", "sent", "delivered", "acknowledged", "in flight", "waiting", "redelivered",
                     "reached nobody"),
    "Subscriptions": ("id", "connection", "destination", "ack", "delivered", "acknowledged", "in flight", "state"),
    "Connections": ("#", "connection", "login", "STOMP", "sent", "subscriptions", "state"),
}  # fmt: skip


def table_of(node: Node) -> str:
    """Name the table in which it stands."""
    return {Connection: "Connections", Destination: "Destinations", Subscription: "Subscriptions"}[type(node)]


def name_of(node: Node) -> str:
    """What it is called: a connection by its login, if it has one."""
    return visible((node.login if isinstance(node, Connection) else "") or node.name or "(no id)", NAME)


def row(node: Node) -> list[str]:
    """The cells of its row, as the columns are named above."""
    if isinstance(node, Destination):
        counts = (node.sent, node.delivered, node.acknowledged, node.in_flight)
        unheard = str(node.unheard) if node.kind == "topic" else "–"
        return [name_of(node), node.kind, *map(str, counts), _waiting(node) or "–", str(node.redelivered), unheard]
    if isinstance(node, Subscription):
        counts = (node.delivered, node.acknowledged, node.in_flight)
        return [name_of(node), name_of(node.connection), name_of(node.destination), visible(node.ack, 40),
                *map(str, counts), node.state]  # fmt: skip
    in_force = sum(each.open for each in node.subscriptions.values())
    return [str(node.number), visible(node.name, NAME), visible(node.login, NAME), node.version, str(node.sent),
            str(in_force), "open" if node.open else "closed"]  # fmt: skip


def lines(node: Node) -> list[str]:
    """What stands below its name, in at most two lines."""
    if isinstance(node, Connection):
        own = [visible(node.name, 40)] * bool(node.login)  # as other views call it
        return [" · ".join([*own, f"STOMP {node.version}" if node.open else "closed"]), f"sent {node.sent}"]
    if isinstance(node, Subscription):
        return [f"{name_of(node.connection)} · {_state(node)}"]
    below = [f"{node.in_flight} in flight"] * (node.in_flight > 0)
    if node.waiting or node.at_least:
        below.append(f"{_waiting(node)} waiting")
    if node.unheard:
        below.append(f"▲ {node.unheard} reached nobody")
    return [f"sent {node.sent} · delivered {node.delivered}", " · ".join(below)]


def sentence(node: Node) -> str:
    """Say all of it: each cell of its row with its column's name."""
    said = [f"{column} {cell}" for column, cell in zip(COLUMNS[table_of(node)], row(node), strict=True)
            if cell not in ("", "–", "0")]  # fmt: skip
    return " · ".join(said)


def title(account: BrokerAccount) -> str:
    """Count what there is."""
    connections = sum(each.open for each in account.connections)
    subscriptions = sum(each.open for each in account.subscriptions)
    counts = [(connections, "connection"), (len(account.destinations), "destination"), (subscriptions, "subscription")]
    said = [f"{count} {what}{'' if count == 1 else 's'}" for count, what in counts]
    return ", ".join(said) + f", {account.in_flight} in flight"


def scope(account: BrokerAccount) -> str:
    """Say whose truth it is."""
    if account.partial:
        return "Earlier records are missing: every count is at least that."
    return "As the recorded connections show it; others may send and take, too."


def _state(node: Subscription) -> str:
    return visible(node.ack, 20) if node.open else "▲ refused" if node.state == "refused" else node.state


def _waiting(node: Destination) -> str:
    return "" if node.waiting is None else f"at least {node.waiting}" if node.at_least else str(node.waiting)
