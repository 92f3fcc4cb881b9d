"""A dissection for a notebook: the same rows as the text, as a table. No script; every stranger's octet is escaped."""

from collections.abc import Iterator
from html import escape

from stompkata.dissection.model import Dissection, Finding
from stompkata.dissection.rows import Line, Part, Row, parts
from stompkata.dissection.visible import visible

_MOST = 240
_COLUMNS = ("offset", "octets", "ASCII", "field", "value", "meaning")
# the class stands twice where JupyterLab's own rule for table cells, which aligns them to the right, has two classes
_STYLE = """
div.stompkata-dissection { --stompkata-error: var(--jp-error-color1, #b3261e);
 --stompkata-warning: var(--jp-warn-color1, #8a5300); --stompkata-note: var(--jp-info-color1, #1a56a0);
 --stompkata-line: var(--jp-border-color2, #8886); color: var(--jp-ui-font-color1, inherit); overflow-x: auto; }
@media (prefers-color-scheme: dark) { div.stompkata-dissection { --stompkata-error: var(--jp-error-color1, #ff8a80);
 --stompkata-warning: var(--jp-warn-color1, #ffc266); --stompkata-note: var(--jp-info-color1, #8ab8ff); } }
div.stompkata-dissection table { border-collapse: collapse; color: inherit; font-size: 12px; margin: 0 0 8px;
 table-layout: auto; }
div.stompkata-dissection caption { font-weight: bold; padding: 4px 8px; text-align: left; }
div.stompkata-dissection.stompkata-dissection th, div.stompkata-dissection.stompkata-dissection td { border-top: 1px solid var(--stompkata-line);
 padding: 2px 5px; text-align: left; vertical-align: top; background: none; }
div.stompkata-dissection .stompkata-octets { font-family: var(--jp-code-font-family, monospace); white-space: pre; }
div.stompkata-dissection .stompkata-text { min-width: 10em; overflow-wrap: anywhere; white-space: pre-wrap; }
div.stompkata-dissection td:last-child { min-width: 9em; }
div.stompkata-dissection mark { background: none; color: inherit; font-weight: bold; text-decoration: underline wavy; }
div.stompkata-dissection .stompkata-error { border-left: 4px solid var(--stompkata-error); }
div.stompkata-dissection .stompkata-warning { border-left: 4px dashed var(--stompkata-warning); }
div.stompkata-dissection .stompkata-note { border-left: 4px dotted var(--stompkata-note); }
"""


def render(dissection: Dissection) -> str:
    """The dissection as one HTML snippet that carries its own style."""
    tables = "".join(_table(part) for part in parts(dissection))
    return f'<div class="stompkata-dissection"><style>{_STYLE}</style>{tables}</div>'


def _table(part: Part) -> str:
    heads = "".join(f'<th scope="col">{name}</th>' for name in _COLUMNS)
    rows = "".join(html for row in part.rows for html in _row(row))
    rest = "".join(_finding(finding) for finding in part.unplaced)
    caption = ("it carries: " if part.depth else "") + visible(part.heading, 200)
    head = f"<caption>{_text(caption)}</caption><thead><tr>{heads}</tr></thead>"
    return f"<table>{head}<tbody>{rows}{rest}</tbody></table>"


def _row(row: Row) -> Iterator[str]:
    field = row.field
    if not field.bits:
        yield f'<tr><th scope="rowgroup" colspan="6">{_text(field.name)}</th></tr>'
        return
    octets = row.bits or "\n".join(_octets(line) for line in row.lines)
    shown = "" if row.bits else "\n".join(_text(_ascii(line)) for line in row.lines)
    offset = "\n".join("" if line.skipped else str(line.offset) for line in row.lines)
    yield (f'<tr><td class="stompkata-octets">{offset}</td><td class="stompkata-octets">{octets}</td>'
           f'<td class="stompkata-octets">{shown}</td><th scope="row">{_text(field.name)}</th>'
           f'<td class="stompkata-text">{_text(visible(field.value, _MOST))}</td><td>{_text(field.meaning)}</td></tr>')
    for line in row.lines:
        for finding in line.findings:
            yield _finding(finding)


def _octets(line: Line) -> str:
    if line.skipped:
        return f"… {line.skipped:,} more octets".replace(",", " ")
    wrong = {at - line.offset for finding in line.findings
             for at in range(finding.at, finding.at + finding.length)}
    return " ".join(f"<mark>{octet:02x}</mark>" if at in wrong else f"{octet:02x}"
                    for at, octet in enumerate(line.octets))


def _ascii(line: Line) -> str:
    return "".join(chr(octet) if 32 <= octet < 127 else "." for octet in line.octets)


def _finding(finding: Finding) -> str:
    source = f" ({_text(finding.source)})" if finding.source else ""
    hint = f" <em>Try: {_text(visible(finding.hint))}</em>" if finding.hint else ""
    said = f"at {finding.at}: {_text(visible(finding.message))} <code>{_text(finding.rule)}</code>{source}{hint}"
    looks = "note" if finding.severity == "advice" else finding.severity
    return (f'<tr><td></td><td class="stompkata-{looks}" colspan="5"><strong>{finding.severity}</strong> '
            f"{said}</td></tr>")


def _text(text: str) -> str:
    return escape(text, quote=True)
