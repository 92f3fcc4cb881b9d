"""A static SVG picture as text: every name is ours, every text is escaped, colours follow the page or its theme."""

from html import escape

STYLE = """
text { fill: currentColor; font: 12px var(--jp-code-font-family, monospace); }
.strong { font-weight: 600; }
.quiet, .small { fill-opacity: 0.75; }
.small { font-size: 11px; }
.line, .dashed { fill: none; stroke: currentColor; stroke-opacity: 0.35; }
.dashed { stroke-dasharray: 3 3; }
.kept { fill: currentColor; fill-opacity: 0.12; }
.late { fill: var(--jp-warn-color1, currentColor); fill-opacity: 0.25; stroke: var(--jp-warn-color1, currentColor); }
.missed { fill: var(--jp-error-color1, currentColor); fill-opacity: 0.35; stroke: var(--jp-error-color1, currentColor); }
.lag { fill: currentColor; fill-opacity: 0.6; }
.end { stroke: var(--jp-error-color1, currentColor); stroke-width: 2; }
.to_server { fill: var(--jp-brand-color1, currentColor); }
.to_client { fill: var(--jp-success-color1, currentColor); }
.arrow { stroke-width: 1.5; }
.arrow.to_server { stroke: var(--jp-brand-color1, currentColor); }
.arrow.to_client { stroke: var(--jp-success-color1, currentColor); }
.bare { fill: none; }
.hollow { fill: none; stroke: currentColor; }
"""


class Picture:
    """Shapes one behind the other; `html()` is the whole picture, in a box as wide as the page allows."""

    def __init__(self, width: int, title: str, name: str):
        self.width, self.title, self.name, self.height = width, title, name, 0.0
        self._parts: list[str] = []

    def add(self, tag: str, text: str | None = None, **values: object) -> None:
        """Add a shape; `_` in a name stands for `-`, and `kind` for `class`."""
        named = {"class" if name == "kind" else name.replace("_", "-"): value for name, value in values.items()}
        said = "".join(f' {name}="{_number(value)}"' for name, value in named.items())
        self._parts.append(f"<{tag}{said}/>" if text is None else f"<{tag}{said}>{escape(text)}</{tag}>")

    def text(self, x: float, y: float, text: str, kind: str = "", anchor: str = "start") -> None:
        """Add a line of text."""
        self.add("text", text, x=x, y=y, kind=kind, text_anchor=anchor)

    def line(self, x1: float, y1: float, x2: float, y2: float, kind: str = "line") -> None:
        """Add a straight line."""
        self.add("line", x1=x1, y1=y1, x2=x2, y2=y2, kind=kind)

    def html(self) -> str:
        """Return the picture; its styles are kept to itself by its class."""
        lines = (line for line in STYLE.splitlines() if line)
        styles = "\n".join(", ".join(f".{self.name} {part.strip()}" for part in line.partition("{")[0].split(","))
                           + " {" + line.partition("{")[2] for line in lines)  # fmt: skip
        head = (f'<svg class="{self.name}" xmlns="http://www.w3.org/2000/svg" role="img" '
                f'viewBox="0 0 {self.width} {_number(self.height)}" width="100%" '
                f'style="max-width: {self.width}px" aria-label="{escape(self.title)}">')  # fmt: skip
        return "\n".join([head, f"<style>\n{styles}\n</style>", *self._parts, "</svg>"])


def _number(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else escape(str(value))
