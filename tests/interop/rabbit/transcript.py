"""What was heard, as lines that two brokers can be compared by."""

import re

from octet_reader import Frame

# What is not compared anywhere: (command, header) -> why. `<header>` stands for the value.
NOT_COMPARED = {
    ("CONNECTED", "session"): "each broker makes up its own",
    ("CONNECTED", "server"): "each broker has its own name",
    ("MESSAGE", "message-id"): "RabbitMQ names the delivery; we name the message, also for its other receivers and later",
    ("MESSAGE", "ack"): "each broker makes up its own; the numbers here say which deliveries of a peer have the same",
    ("MESSAGE", "reply-to"): "each broker makes up the name of the private queue for answers",
    ("ERROR", "message"): "RabbitMQ says what it knows in a few words; we name the rule, and what to try in the body",
    ("ERROR", "version"): "RabbitMQ lists its versions in every ERROR; we only before CONNECT, where they help",
    ("ERROR", "content-length"): "as long as the words",
    ("ERROR", "receipt-id"): "we say which frame was wrong (S12-81), RabbitMQ does not",
}
ANSWERS = ("/reply-queue/", "/queue/amq.gen")  # where the names of private queues for answers begin
ORDER = {"RECEIPT": 1, "ERROR": 2, None: 3}  # within a step, after the messages; None is the end
IDS = re.compile(r"(\\n(?:id|message-id|destination)):([^\\]*)(?=\\n)")


def lines(transcript: list, *, any_order: bool = False) -> list[str]:
    """One line for each step and each frame.

    What two peers hear at once has no order, so that they are sorted by name within a step; nor have a RECEIPT and the
    messages that come of the same step (in RabbitMQ the one is of the connection's process, the others of a queue's);
    nor, where a script says `any_order`, the messages that take different ways.
    """
    known = {frame[name] for _, frame in heard(transcript) for name in ("message-id", "ack")}
    known |= {frame["reply-to"] for _, frame in heard(transcript) if frame["reply-to"].startswith(ANSWERS)}
    acks: dict[tuple[str, str], str] = {}
    found, step = [], []
    for entry in [*transcript, ""]:
        if not isinstance(entry, str):
            step.append((entry[0], ORDER.get(entry[1] and entry[1].command, 0), line(entry, acks)))
            continue
        found += [text for *_, text in sorted(step, key=None if any_order else lambda part: part[:2])]
        found.append(IDS.sub(lambda match: f"{match[1]}:<id>" if match[2] in known else match[0], entry))
        step = []
    return found[:-1]


def heard(transcript: list) -> list[tuple[str, Frame]]:
    """The frames alone, and by whom they were heard."""
    return [entry for entry in transcript if not isinstance(entry, str) and entry[1] is not None]


def line(entry: tuple[str, Frame | None], acks: dict[tuple[str, str], str]) -> str:
    """What one peer heard: a frame, or the end of the connection."""
    name, frame = entry
    if frame is None:
        return f"{name} < end"
    shown = []
    for header, value in sorted(frame.headers.items()):
        if header == "ack" and frame.command == "MESSAGE":
            value = acks.setdefault((name, value), f"<ack {sum(peer == name for peer, _ in acks) + 1}>")
        elif (frame.command, header) in NOT_COMPARED and (header != "reply-to" or value.startswith(ANSWERS)):
            value = f"<{header}>"
        elif header == "destination" and value.startswith(ANSWERS):
            value = "<reply-to>"
        if frame.command != "ERROR" or ("ERROR", header) not in NOT_COMPARED:
            shown.append(f"{header}:{value!r}"[:-1].replace(":'", ":", 1))
    body = frame.body if len(frame.body) < 200 else f"{len(frame.body)} octets"
    said = f" | {body!r}" if body and frame.command != "ERROR" else ""
    return f"{name} < {frame.command} {' '.join(shown)}{said}"
