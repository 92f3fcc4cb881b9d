"""`stompkata check --peers`: start the brokers of other people that are installed, and say who was met."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stompkata.kata.report import Report

SETTLE = 0.1  # seconds: these brokers give no order between a RECEIPT and a MESSAGE
DEADLINE = 60.0  # seconds for the checks of one kata: another program starts for each observation


@dataclass
class Found:
    """Which peers take part, and why the others do not."""

    names: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    def lines(self, reports: Iterable["Report"]) -> list[str]:
        """Who was met in checks that passed; who was there and had no part; who is not installed, and so proves nothing."""
        met = {outcome.peer for report in reports for outcome in report.outcomes if outcome.passed}
        there = [name for name in self.names if name in met]
        idle = [name for name in self.names if name not in met]
        lines = [f"peers met: {', '.join(['embedded broker', *there])}"]
        lines += [f"not met in any check that passed: {', '.join(idle)}"] if idle else []
        return lines + [f"not installed, so not met: {words}" for words in self.missing]


@contextmanager
def others() -> Iterator[Found]:
    """Every peer that is installed, for as long as the `with` lasts; the checking process is told in its environment."""
    from stompkata.course.peers.others import VARIABLE, observers

    facts, missing = observers()
    with ExitStack() as stack:
        brokers, away = _brokers(stack)
        facts = [*brokers, *facts]
        os.environ[VARIABLE] = json.dumps(facts)
        try:
            yield Found([each.get("name") or each["observer"] for each in facts], [*away, *missing])
        finally:
            del os.environ[VARIABLE]


def _brokers(stack: ExitStack) -> tuple[list[dict], list[str]]:
    from rich.console import Console

    from stompkata.course.peers import real_brokers

    console, facts, missing = Console(stderr=True), [], []
    for name, away, start, settings in (
        ("RabbitMQ", real_brokers.missing_rabbitmq(), real_brokers.rabbitmq, {"host": "/", "closes_after_error": False}),
        ("ActiveMQ", real_brokers.missing_activemq(), real_brokers.activemq, {"checks_logins": False}),
    ):
        if away:
            missing.append(f"{name} ({away})")
            continue
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stompkata-", ignore_cleanup_errors=True)))
        with console.status(f"starting {name}, for this check alone …"):
            broker = stack.enter_context(start(folder, lambda _line: None))
        facts.append({"name": name, "tcp_port": broker.tcp_port, "url": broker.url, "settle": SETTLE, **settings})
    return facts, missing
