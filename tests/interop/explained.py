"""What real peers do that the standard does not ask for, and why the broker goes on; nothing else may be found."""

EXPLAINED = {
    "stompjs": {},
    "stomp.py": {},
    "python": {},
    "broker": {},
}


def unexplained(findings: dict[str, dict[str, int]]) -> dict[str, list[str]]:
    """The rules, by peer, that are found and not in the table."""
    odd = {peer: sorted(set(rules) - EXPLAINED[peer].keys()) for peer, rules in findings.items()}
    return {peer: rules for peer, rules in odd.items() if rules}
