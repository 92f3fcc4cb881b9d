"""`lab.aside`: a view beside the notebook, in sight whatever cell is at work."""

import atexit
from importlib.util import find_spec

from stompkata.dissection import Dissection
from stompkata.lab.showing import show
from stompkata.widgets.keeper import in_page
from stompkata.widgets.pictured import Pictured

_PANELS: dict[str, object] = {}  # by title: what is beside the notebook now


def aside(view: Pictured | Dissection, title: str = "") -> None:
    """Keep a view in sight beside the notebook; run again, it takes the place of the panel with the same title.

    Where there is no page to put it beside, it is shown where it stands.

    Args:
        view: what `lab.frames`, `lab.bytes`, `lab.ladder`, `lab.heartbeats`, `lab.map`, `lab.faults`, `lab.stompjs`,
            `lab.open` or `lab.dissect` returned.
        title: of the panel; by default, the name of the view's class. Two views of one class need two.
    """
    if not isinstance(view, Pictured | Dissection):
        raise TypeError(f"{view!r} is no view\n  try:  lab.aside(lab.frames(broker)), or another view of lab")
    title = title or type(view).__name__
    if not in_page():
        show(view)
    elif find_spec("sidecar") is None:
        show(view)
        print("To have it beside the notebook: pip install sidecar, and start JupyterLab anew.")
    else:
        _put(view, title)
        print(f"{title} is beside the notebook (by keyboard: Esc, then Tab).")


def _put(view: Pictured | Dissection, title: str) -> None:
    from IPython.display import display
    from sidecar import Sidecar

    if not _PANELS:
        atexit.unregister(_close_all)  # the last to be told to is the first at the end, while the page can be spoken to
        atexit.register(_close_all)
    if before := _PANELS.pop(title, None):
        before.close()
    panel = _PANELS[title] = Sidecar(title=title, anchor="split-right")
    with panel:
        display(view)


def _close_all() -> None:
    """A kernel that ends, or begins anew, leaves no panel behind."""
    while _PANELS:
        _PANELS.popitem()[1].close()
