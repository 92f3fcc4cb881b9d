"""Every view, as one table: how it is made, where it stands in the page, and what a person does with it."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from notebook_page import NotebookPage

HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
SETUP = f"""
import sys
sys.path.insert(0, {str(HERE.parent / "widgets")!r})
import scene
from stompkata import lab
from stompkata.kata.report import Report
from stompkata.widgets.frame_inspector import FrameInspector
from stompkata.widgets.prediction import PredictionView
from stompkata.widgets.selection import Selection

recording, broker, made, kept = scene.shop(), lab.broker(), [], []
tap = lab.tap(broker)
recording.add(112.0, "page", "to_server", "websocket", b"\\x81\\x05Hello")  # an error: a client masks
recording.add(112.1, "page", "to_client", "stomp", b"MESSAGE\\na:b\\na:b\\n\\nhi\\0")  # warnings and notes
shared = Selection(recording)
question = Report("frame-end", "PREDICT", "What tells the broker that this frame is over?")

def hello_frame():
    return b"CONNECT\\naccept-version:1.2\\nhost:kata\\n\\n"

def shows(view):
    made.append(view)
    display(view)
    del view
"""

Act = tuple[str, str, str]


@dataclass(frozen=True)
class EveryView:
    """One view of the table.

    Attributes:
        make: the expression that makes it, after SETUP.
        root: where it stands in the page.
        ready: what is inside once it is drawn.
        acts: what a person does, as (what is clicked, the keys or the text that follow, what both views then show).
    """

    name: str
    make: str
    root: str
    ready: str
    acts: tuple[Act, ...] = ()


def _octet(at: int) -> Act:
    octet = f".sk-layer >> nth=0 >> [role=gridcell] >> nth={at}"
    return octet, "", f"{octet} >> xpath=self::*[contains(@class, 'sk-kept')]"


def _row(key: str, said: str) -> Act:
    return "[role=treegrid]", key, f".sk-row[aria-selected=true]:has-text('{said}')"


TABLE = [
    EveryView("FrameInspector", "FrameInspector(recording, selection=shared)", ".sk-frames",
              ".sk-row .sk-command", (_row('End', 'MESSAGE'), _row('Home', 'open'))),
    EveryView("ByteView of a WebSocket frame", "lab.bytes(recording, number=12, selection=Selection(recording))",
              ".sk-bytes", ".sk-octet", (_octet(4), _octet(12))),
    EveryView("ByteView of a handshake", "lab.bytes(recording, number=2, selection=Selection(recording))",
              ".sk-bytes", ".sk-octet", (_octet(5), _octet(20))),
    EveryView("ByteView of a STOMP frame", "lab.bytes(b'SEND\\ndestination:/queue/a\\n\\nhi\\0', layer='stomp')",
              ".sk-bytes", ".sk-octet",
              (("[role=gridcell] >> nth=0", "5 4", ".sk-changes:has-text('1 changed')"),
               ("[role=gridcell] >> nth=1", "5 4", ".sk-changes:has-text('2 changed')"))),
    EveryView("HeartbeatTimeline", "lab.heartbeats(recording, selection=shared)", ".sk-beats", ".sk-lane .sk-sign",
              ((".sk-plot", "Home", ".sk-read:has-text('#9 ')"), (".sk-plot", "End", ".sk-read:has-text('#42 ')"))),
    EveryView("ConversationLadder", "lab.ladder(recording, selection=shared)", ".sk-ladder", ".sk-rung",
              ((".sk-scroller", "Home Enter", ".sk-read:has-text('#1 ')"),
               (".sk-scroller", "End Enter", ".sk-read:has-text('#47 ')"))),
    EveryView("BrokerMap", "lab.map(recording, selection=shared)", ".sk-map", ".sk-node text",
              ((".sk-scroller", "Home Enter", ".sk-read:not(:empty)"),)),
    EveryView("FaultPanel", "lab.faults(tap)", ".sk-faults", ".sk-units button",
              ((".sk-units >> text='Drop'", "", ".sk-is:has-text('next: drop')"),
               (".sk-clear", "", ".sk-states:not(:has-text('next: drop'))"))),
    EveryView("Prediction", "PredictionView(question, ('the empty line', 'a NUL', 'the length'), kept.append)",
              "fieldset.sk-prediction", "input", (("label >> nth=1", "", "label:nth-of-type(2) input:checked"),
                                                  ("label >> nth=0", "", "label:nth-of-type(1) input:checked"))),
    EveryView("StompjsClient", "lab.stompjs(broker, greeting='')", ".sk-stompjs", ".sk-state:has-text('● connected')",
              ((".sk-input", "t e a Enter", ".sk-message:has-text('tea')"),
               (".sk-input", "c a k e Enter", ".sk-message:has-text('cake')"))),
    EveryView("dissect()", "lab.dissect(b'\\x81\\x05Hello', sender='client')", ".stompkata-dissection", "td"),
    EveryView("check report", "lab.check(hello_frame)", ".sk-report", "td"),
]  # fmt: skip


class Views:
    """A notebook that shows every view of the table, each of a cell of its own."""

    def __init__(self, notebook: NotebookPage, table: list[EveryView], cells: list[str]):
        self.notebook, self.page, self.table = notebook, notebook.page, table
        self._cells = cells

    def open(self, name: str) -> "Views":
        """Run the notebook, and wait until every view is drawn."""
        self.notebook.open(f"{name}.ipynb", self._cells)
        self.run()
        return self

    def run(self, again: bool = False) -> None:
        """Run all cells, or those of the views again; wait until every view is drawn."""
        if again:
            self.cell(0).locator(".jp-InputPrompt").click()
        self.notebook.command("notebook:run-all-below" if again else "notebook:run-all-cells")
        self.page.wait_for_timeout(100)
        self.notebook.idle()
        for place in range(len(self.table)):
            self.drawn(place)

    def cell(self, place: int):
        """The cell of a view."""
        return self.notebook.cell(place + 1)

    def root(self, place: int):
        """The view's own part of the page, in its own cell."""
        return self.cell(place).locator(self.table[place].root).first

    def drawn(self, place: int) -> None:
        """Wait until it is drawn."""
        self.root(place).locator(self.table[place].ready).first.wait_for(timeout=30_000)

    def act(self, place: int, number: int, within=None) -> None:
        """Do one of the view's acts in it, or in another view of its model; what follows is awaited in its own cell."""
        target, keys, follows = self.table[place].acts[number]
        root = within or self.root(place)
        root.locator(target).click()
        for key in keys.split():
            self.page.keyboard.press(key)
        root.locator(follows).first.wait_for()

    def stretch(self) -> None:
        """Let the whole notebook be in view, and nothing above it."""
        self.page.locator("#jupyterlab-splash, #jp-splash").wait_for(state="detached")
        self.page.add_style_tag(content="html, body { height: 100% }")  # a page without height shows nothing, to axe-core
        self.page.set_viewport_size({"width": 1280, "height": 6500})
        self.page.locator(".jp-WindowedPanel-outer").evaluate("outer => outer.scrollTo(0, 0)")


@pytest.fixture
def every_view(notebook) -> Views:
    """Every view of the table, drawn."""
    return Views(notebook, TABLE, [SETUP, *(f"shows({view.make})" for view in TABLE)]).open("every-view")
