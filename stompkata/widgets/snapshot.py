"""A recording as it stands, without script: for GitHub, exports and whoever reads a page by ear."""

from html import escape

from stompkata.dissection.visible import visible
from stompkata.trace.record import Record
from stompkata.trace.recording import Recording
from stompkata.trace.transcript import ARROWS, transcript
from stompkata.widgets.rows import NAME, Row, row

ROWS = 100  # the newest records; times are left out, so that the same conversation gives the same page
COLUMNS = ("#", "direction", "connection", "layer", "octets", "frame", "destination", "content", "findings")

# JupyterLab's own style for tables (right-aligned) is stronger than a class alone
_STYLE = """<style>
.sk-snapshot { border-collapse: collapse; font: 12px/1.6 var(--jp-code-font-family, monospace); }
.sk-snapshot caption { text-align: left; }
.sk-snapshot th, .sk-snapshot td { padding: 0 12px 0 0; text-align: left !important; vertical-align: top; white-space: pre-wrap; }
.sk-snapshot td:nth-child(1), .sk-snapshot td:nth-child(5) { text-align: right !important; }
.sk-snapshot td:nth-child(4) { white-space: nowrap; }
.sk-snapshot td:nth-child(6) { font-weight: 600; }
</style>"""


def text(recording: Recording, records: list[Record], sifted: str) -> str:
    """Write the newest of these records one a line; `sifted` is the filter that let them pass."""
    records, caption = _newest(recording, records, sifted)
    return "\n".join(filter(None, (caption, transcript(records, recording.dissect), recording.fault)))


def html(recording: Recording, records: list[Record], sifted: str) -> str:
    """Draw the newest of these records as one plain table; every text of a peer is escaped."""
    records, caption = _newest(recording, records, sifted)
    lines = ["<tr>" + "".join(f"<th>{name}</th>" for name in COLUMNS) + "</tr>"]
    for record in records:
        texts = _texts(record, row(recording, record))
        lines.append("<tr>" + "".join(f"<td>{escape(text)}</td>" for text in texts) + "</tr>")
    fault = f"<p>{escape(recording.fault)}</p>" if recording.fault else ""
    caption = f"<caption>{escape(caption)}</caption>"
    return "\n".join([_STYLE, f'<table class="sk-snapshot">{caption}', *lines, "</table>", fault])


def _newest(recording: Recording, records: list[Record], sifted: str) -> tuple[list[Record], str]:
    shown = records[-ROWS:]
    left_out = len(records) - len(shown) + (0 if sifted else recording.dropped)
    held = f"{len(recording)} records"
    caption = f"filter: {visible(sifted)}, {len(records)} of {held}" if sifted else held
    return shown, caption + (f"; the {left_out} oldest are not shown" if left_out else "")


def _texts(record: Record, words: Row) -> list[str]:
    octets = "" if record.layer == "event" else str(len(record.data))
    findings = f"{words.findings} {words.severity}" if words.findings else ""
    return [str(record.number), ARROWS[record.direction], visible(record.connection, NAME), words.layer, octets,
            words.command, words.destination, words.note, findings]  # fmt: skip

