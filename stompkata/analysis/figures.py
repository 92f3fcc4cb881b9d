"""Still figures of a recording, for lessons and reports; they need matplotlib."""

import re
from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING

from stompkata.analysis.heartbeats import HeartBeats, Lane, heartbeats
from stompkata.analysis.sizes import sizes
from stompkata.analysis.units import Unit
from stompkata.dissection.visible import visible
from stompkata.errors import StompkataError

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 8  # connections in one figure
_ARROWS = {"to_server": "→ server", "to_client": "← server"}
# colours that also differ for the colour-blind, and in print
_BLUE, _SKY, _GREEN, _ORANGE, _RED, _GREY = "#0072b2", "#56b4e9", "#009e73", "#e69f00", "#c0392b", "#595959"
_UNDRAWN = re.compile(r"[^ -~\xa1-\xff…↵⟨⟩]")  # what the figures' font may lack
_SIGNS = (("o", _GREEN, _GREEN, "a beat"), ("|", _BLUE, _BLUE, "other data"), ("o", _GREY, "none", "next due"))
_MARKS = {"late": (_ORANGE, ""), "missed": (_RED, "////")}


def plot_heartbeats(units: Sequence[Unit], connection: str | None = None, *, until: float | None = None,
                    tolerance: float = 2) -> "Figure":
    """Draw when each side was heard, what was late or missed, and what that means.

    Args:
        connection: only this one; else every one on which a STOMP session began, 8 at most.
        until, tolerance: see `heartbeats`.

    Returns:
        A matplotlib `Figure` that shows itself in a notebook, and prints the verdicts.
    """
    begun = dict.fromkeys(unit.connection for unit in units if unit.command in ("CONNECT", "STOMP"))
    names = [connection] if connection is not None else list(begun)[:MOST]
    if not names:
        raise StompkataError("no STOMP session began in this recording, so there are no heart-beats to draw")
    found = [heartbeats(units, name, until=until, tolerance=tolerance) for name in names]
    words = "\n".join(visible(f"{one.connection}: {one.verdict}") for one in found)
    figure = _figure(9, 0.4 + 2.2 * len(found), words)
    for axes, one in zip(figure.subplots(len(found), 1, squeeze=False)[:, 0], found, strict=True):
        _draw_connection(axes, one)
    signs = [axes.plot([], [], sign, color=colour, mfc=fill, label=name)[0] for sign, colour, fill, name in _SIGNS]
    figure.legend(handles=signs, loc="outside lower right", ncols=len(signs), frameon=False, fontsize=8)
    return figure


def plot_sizes(units: Sequence[Unit]) -> "Figure":
    """Draw where the octets go: framing, heads and bodies, for each command and direction.

    Returns:
        A matplotlib `Figure` that shows itself in a notebook, and prints the numbers.
    """
    found = sorted(sizes(units).items(), key=lambda item: (item[0][0], item[1].octets))
    if not found:
        raise StompkataError("nothing crossed the wire in this recording, so there are no sizes to draw")
    labels = [f"{_ARROWS[way]}  {command} ×{one.count}" for (way, command), one in found]
    said = [f"{label}: {one.octets} octets, {one.framing} framing, {one.head} head, {one.body} body"
            for label, (_, one) in zip(labels, found, strict=True)]  # fmt: skip
    figure = _figure(9, 1.2 + 0.32 * len(found), "\n".join(said))
    axes, left = figure.subplots(), [0] * len(found)
    parts = ("framing", "WebSocket framing", _GREY, "////"), ("head", "head", _SKY, ""), ("body", "body", _BLUE, "")
    for name, label, colour, hatch in parts:
        widths = [getattr(one, name) for _, one in found]
        axes.barh(labels, widths, left=left, color=colour, hatch=hatch, edgecolor="white", label=label)
        left = [start + width for start, width in zip(left, widths, strict=True)]
    for row, total in enumerate(left):
        axes.text(total, row, f" {total}", va="center", fontsize=8)
    axes.set_xlim(0, max(left) * 1.12)
    axes.set_xlabel("octets")
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, fontsize=8)
    return figure


def _draw_connection(axes, found: HeartBeats) -> None:
    start = found.start if found.start is not None else found.until
    labels = []
    for row, lane in enumerate(reversed(found.lanes)):
        _draw_lane(axes, row, lane, start, found.tolerance)
        labels.append(f"{lane.who}\n{f'every {lane.interval:g} s' if lane.interval else 'no beats'}")
    if found.pings or found.pongs:
        labels.append("WebSocket\nping, pong")
        for units, marker in ((found.pings, "v"), (found.pongs, "^")):
            axes.plot([unit.at - start for unit in units], [2] * len(units), marker, color=_GREY, markersize=5)
    if found.ended is not None:
        axes.axvline(found.ended - start, color=_GREY, linestyle="--", linewidth=1)
        axes.text(found.ended - start, len(labels) - 0.35, f"{_plain(found.ended_by)} ", ha="right", fontsize=7,
                  color=_GREY, parse_math=False)  # fmt: skip
    axes.set_yticks(range(len(labels)), labels, fontsize=8)
    axes.set_ylim(-0.6, len(labels) - 0.1)
    axes.set_xlabel("seconds since CONNECTED", fontsize=8)
    axes.tick_params(axis="x", labelsize=8)
    words = f"{found.connection}: {found.verdict}".split("; ")
    axes.set_title("\n".join(map(_plain, words)), fontsize=9, loc="left", parse_math=False)
    axes.spines[["top", "right"]].set_visible(False)


def _draw_lane(axes, row: int, lane: Lane, start: float, tolerance: float) -> None:
    for gap in lane.gaps:
        colour, hatch = _MARKS[gap.mark]
        due = gap.start + lane.interval
        axes.barh(row, gap.stop - due, left=due - start, height=0.5, color=colour, alpha=0.35, hatch=hatch)
        words = f"{gap.mark}: {gap.seconds:.1f} s"
        axes.text(gap.stop - start, row + 0.27, words, fontsize=7, ha="right", va="bottom")
    axes.axhline(row, color=_GREY, linewidth=0.5, zorder=0)
    data = sorted(set(lane.signs) - set(lane.beats))
    axes.plot([at - start for at in data], [row] * len(data), "|", color=_BLUE, markersize=14)
    axes.plot([at - start for at in lane.beats], [row] * len(lane.beats), "o", color=_GREEN, markersize=5)
    if lane.expected is not None:
        axes.plot([lane.expected - start], [row], "o", mfc="none", color=_GREY, markersize=6)
        axes.barh(row, lane.interval * (tolerance - 1), left=lane.expected - start, height=0.5, color=_GREY, alpha=0.12)


def _plain(text: str) -> str:
    """A stranger's text for a figure: no controls, and no letters that its font lacks."""
    return _UNDRAWN.sub(lambda found: found[0].encode("ascii", "backslashreplace").decode(), visible(text, 110))


def _figure(width: float, height: float, words: str):
    try:
        from matplotlib.figure import Figure
    except ImportError:
        raise StompkataError("figures need matplotlib\n  try:  pip install 'stompkata[lab]'") from None

    class Still(Figure):  # made without pyplot, so no figure is kept open, and none is shown twice
        def __repr__(self) -> str:
            return words

        __str__ = __repr__

        def _repr_mimebundle_(self, include=None, exclude=None) -> dict[str, object]:
            picture = BytesIO()
            self.savefig(picture, format="png", bbox_inches="tight", dpi=110, facecolor="white")
            return {"image/png": picture.getvalue(), "text/plain": words}

    return Still(figsize=(width, height), layout="constrained")
