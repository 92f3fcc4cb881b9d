"""What real peers do that the standard does not ask for, and why the broker goes on; nothing else may be found."""

EXPLAINED = {
    "stompjs": {
        "S12-29": "sends no host unless the application adds one; this broker is one host, so it need not be told which",
        "S12-30": "offers its versions newest first; the highest one both speak is chosen, whatever the order",
        "S12-16": "says nothing about the type of a text body; the broker never looks into a body",
    },
    "stomp.py 1.0": {},
    "stomp.py 1.1": {
        "S11-13": "sends no host unless it is given a vhost; this broker is one host, so it need not be told which",
        "S11-40": "says nothing about the type of a body; the broker never looks into a body",
    },
    "stomp.py 1.2": {
        "S12-16": "says nothing about the type of a body; the broker never looks into a body",
    },
    "stompman": {
        "S12-16": "says nothing about the type of a body; the broker never looks into a body",
    },
    "aiostomp": {
        "S11-13": "cannot send a host; this broker is one host, so it need not be told which",
        "S11-40": "says nothing about the type of a body; the broker never looks into a body",
    },
    "python": {
        "S12-16": "says of a body only what the application says; the broker never looks into a body",
    },
    "broker": {
        "S11-40": "hands on the headers of the SEND; it invents no content-type for a body it has not looked into",
        "S12-16": "hands on the headers of the SEND; it invents no content-type for a body it has not looked into",
    },
}


def unexplained(findings: dict[str, dict[str, int]]) -> dict[str, list[str]]:
    """The rules, by peer, that are found and not in the table."""
    odd = {peer: sorted(set(rules) - EXPLAINED[peer].keys()) for peer, rules in findings.items()}
    return {peer: rules for peer, rules in odd.items() if rules}


def needless(findings: dict[str, dict[str, int]]) -> dict[str, list[str]]:
    """The rules, by peer, that are in the table and not found; what the broker hands on depends on who sent it."""
    idle = {peer: sorted(EXPLAINED[peer].keys() - rules.keys()) for peer, rules in findings.items() if peer != "broker"}
    return {peer: rules for peer, rules in idle.items() if rules}
