"""A learner's standing as text for a terminal, and as a page for a notebook; colour says nothing that words do not."""

import html
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

from stompkata.lab.standing import AbilityStanding, ChapterStanding, KataStanding, Standing, counted

WIDTH = 80
CHAPTER, MINUTES, WAY = 16, 14, 8  # columns
LABEL, MOST = 12, 2
MARKS = {"green": "✓", "borrowed": "≈", "open": "○"}
CAN = {"green": "✓ can", "borrowed": "≈ borrowed", "open": "○ not yet"}

STYLE = """<style>
.sk-standing{border-left:4px solid var(--jp-info-color1,#0277bd);padding:2px 0 2px 10px}
.sk-standing{color:var(--jp-content-font-color1,#111)}
.sk-standing p{margin:6px 0}.sk-standing a{color:var(--jp-content-link-color,#0277bd)}
.sk-standing table{margin:6px 0!important;border:0!important;border-collapse:collapse}
.sk-standing caption{text-align:left;font-weight:bold;color:var(--jp-content-font-color1,#111);padding:6px 0 2px}
.sk-standing tr{background:none!important}.sk-standing thead{border:0!important}
.sk-standing :is(th,td){text-align:left!important;vertical-align:top!important;padding:1px 16px 1px 0!important}
.sk-standing :is(th,td){max-width:none!important;border:0}
.sk-standing thead th{font-weight:normal;color:var(--jp-content-font-color2,#555)}
.sk-standing :is(tbody th,.sk-minutes){font-weight:normal;white-space:nowrap}
.sk-standing .sk-green{color:var(--jp-success-color0,#1b5e20)}
.sk-standing .sk-open{color:var(--jp-content-font-color2,#555)}
.sk-standing .sk-bar{display:flex;height:8px;max-width:32em;background:var(--jp-layout-color3,#bdbdbd)}
.sk-standing .sk-bar i{background:var(--jp-success-color1,#2e7d32)}
.sk-standing .sk-bar i+i{background:var(--jp-warn-color1,#e65100)}
</style>"""


class StandingPage:
    """What `lab.progress` shows: the text in a terminal, the page in a notebook, the same facts in both.

    Args:
        here: the folder of the notebook; chapters that lie in it become links.
    """

    def __init__(self, standing: Standing, here: Path | None = None):
        self.standing, self._here = standing, here or Path.cwd()

    def text(self) -> str:
        """Lines of at most 80 columns, without colour."""
        return "\n".join(
            [
                *_labelled("DAMAGED", self.standing.damage),
                *_wrapped(in_short(self.standing), 0),
                *(line for chapter in self.standing.chapters for line in _chapter_lines(chapter)),
                "your client by now",
                *(line for ability in self.standing.abilities for line in _ability_lines(ability)),
                *_labelled("next", " ".join(following(self.standing))),
                *_labelled("predictions", predicted(self.standing)),
            ]
        )

    __str__ = __repr__ = text

    def _repr_html_(self) -> str:
        damage = self.standing.damage and f"<p><strong>DAMAGED</strong> {html.escape(self.standing.damage)}</p>"
        abilities = "".join(
            f"<tr>{_stated(ability.state, CAN[ability.state], 'th scope=row')}<td>{html.escape(ability.words)}"
            f"{html.escape(_without(ability))}</td></tr>"
            for ability in self.standing.abilities
        )
        chapters = "".join(map(self._chapter_row, self.standing.chapters))
        heads = "".join(f"<th scope=col>{head}</th>" for head in ("chapter", "core", "minutes", "deeper", "minutes"))
        return (
            f'{STYLE}<div class="sk-standing" role="group" aria-label="where you are">{damage}'
            f"<p>{html.escape(in_short(self.standing))}</p>{_bar(self.standing)}"
            f"<table><caption>The course</caption><thead><tr>{heads}</tr></thead><tbody>{chapters}</tbody></table>"
            f"<table><caption>Your client by now</caption><tbody>{abilities}</tbody></table>"
            f"<p><strong>Next</strong> {self._following()}</p>"
            f"<p>Predictions: {html.escape(predicted(self.standing))}</p></div>"
        )

    def _chapter_row(self, chapter: ChapterStanding) -> str:
        ways = "".join(map(_way_cells, (chapter.way(True), chapter.way(False))))
        name = self._link(chapter.notebook, chapter.name)
        return f"<tr><th scope=row>{name}</th>{ways}</tr>"

    def _following(self) -> str:
        what, notebook = following(self.standing)
        return f"{html.escape(what)} {self._link(notebook, notebook)}"

    def _link(self, notebook: str, shown: str) -> str:
        """A link where the notebook is there to be opened."""
        there = notebook and (self._here / notebook).exists()
        return f'<a href="{html.escape(notebook)}">{html.escape(shown)}</a>' if there else html.escape(shown)


def in_short(standing: Standing) -> str:
    """The core in one sentence, and what is beside the way in another."""
    core, deeper = counted(standing.way(True)), counted(standing.way(False))
    said = f"{core['green']} of {core['kata']} core kata green, {core['borrowed']} borrowed: "
    said += f"{core['minutes_done']:g} of {core['minutes']:g} minutes."
    return f"{said} Deeper: {deeper['green']} of {deeper['kata']} green." if deeper["kata"] else said


def predicted(standing: Standing) -> str:
    """Predictions in words."""
    return f"{standing.predictions.made} of {standing.predictions.all} made, {standing.predictions.right} right"


def following(standing: Standing) -> tuple[str, str]:
    """What comes next, and the notebook to open for it; "" when there is none."""
    kata = standing.next
    if kata is not None:
        way = "" if kata.core else "no core kata is open; deeper: "
        return f"{way}{kata.id}, {kata.title} ({kata.minutes:g} min), in", standing.chapter_of(kata).notebook
    borrowed = [kata.function for core in (True, False) for kata in standing.way(core) if kata.state == "borrowed"]
    later = f"; what is borrowed you can still write yourself: {', '.join(borrowed)}" if borrowed else ""
    return f"nothing is open{later}", ""


def _chapter_lines(chapter: ChapterStanding) -> Iterator[str]:
    name = chapter.name
    for core, way in ((True, "core"), (False, "deeper")):
        kata = chapter.way(core)
        if kata:
            head = f"{name:<{CHAPTER}}{_minutes(kata) + ' min':<{MINUTES}}{way:<{WAY}}"
            yield from _wrapped(head + _by_state(kata), len(head))
            name = ""


def _ability_lines(ability: AbilityStanding) -> list[str]:
    head = f"  {CAN[ability.state]:<12}"
    return _wrapped(f"{head}{ability.words}{_without(ability)}", len(head))


def _without(ability: AbilityStanding) -> str:
    """Because of which kata it is not, or not wholly, the learner's own; the first two, for a line to hold them."""
    names, more = ability.without[:MOST], len(ability.without) - MOST
    rest = f" and {more} more" if more > 0 else ""
    return f" ({'needs' if ability.state == 'open' else 'borrowed:'} {', '.join(names)}{rest})" if names else ""


def _labelled(label: str, text: str) -> list[str]:
    return _wrapped(f"{label:<{LABEL}}{text}", LABEL) if text else []


def _wrapped(text: str, indent: int) -> list[str]:
    """Lines that fit; a path or a name stays whole, to be copied."""
    return textwrap.wrap(text, WIDTH, subsequent_indent=" " * indent, break_on_hyphens=False)


def _minutes(kata: Sequence[KataStanding]) -> str:
    counts = counted(kata)
    return f"{counts['minutes_done']:g} of {counts['minutes']:g}"


def _by_state(kata: Sequence[KataStanding]) -> str:
    named = {state: [each.function for each in kata if each.state == state] for state in MARKS}
    return "; ".join(f"{MARKS[state]} {state} {', '.join(names)}" for state, names in named.items() if names)


def _way_cells(kata: Sequence[KataStanding]) -> str:
    groups = [[each for each in kata if each.state == state] for state in MARKS]
    said = "<br>".join(_stated(group[0].state, _by_state(group), "span") for group in groups if group)
    return f"<td>{said}</td><td class=sk-minutes>{_minutes(kata) if kata else ''}</td>"


def _stated(state: str, text: str, element: str) -> str:
    return f"<{element} class=sk-{state}>{html.escape(text)}</{element.partition(' ')[0]}>"


def _bar(standing: Standing) -> str:
    """The sentence above it once more, for the eye alone."""
    core = standing.way(True)
    all_of_it = sum(kata.minutes for kata in core) or 1
    parts = [sum(kata.minutes for kata in core if kata.state == state) / all_of_it for state in ("green", "borrowed")]
    return f"<div class=sk-bar aria-hidden=true>{''.join(f'<i style=width:{part:.0%}></i>' for part in parts)}</div>"
