"""The saving of a notebook in a JupyterLab that `stompkata lab` started: each live view becomes its latest still.

A live view is a model in a kernel; when the notebook is opened again that model is not there, and JupyterLab says so
instead of showing what stands beside it. So the file gets the still alone, and a line that says how to make it live
again. The page that is being saved keeps its live views, as JupyterLab reads nothing back from the file it writes.

This is an extension of jupyter_server, named in `jupyter/jupyter_server_config.json`. Losing a learner's work is worse
than any picture: whatever goes wrong here is logged, and the notebook is saved as it came.
"""

import logging
import os
from collections.abc import Iterator
from html import escape
from pathlib import Path

from stompkata.widgets import stills

VIEW = "application/vnd.jupyter.widget-view+json"
HINTS = {  # by the language of the notebook, and whether a kernel has left a later still than the cell's own
    ("en", True): "A still picture, as of the last save. To make it live again, run this cell again.",
    ("en", False): "A still picture, as of when this cell ran. To make it live again, run this cell again.",
    ("zh", True): "这是上次保存时的静态画面。重新运行这个单元格，它就会再动起来。",
    ("zh", False): "这是这个单元格运行时的静态画面。重新运行这个单元格，它就会再动起来。",
}
STYLE = "margin:0 0 4px;font:italic 13px/1.6 var(--jp-ui-font-family,sans-serif);color:var(--jp-content-font-color2,#555)"

_log = logging.getLogger("stompkata")


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _load_jupyter_server_extension(server) -> None:
    """Tell the kernels where to leave their stills, and put those into what is saved."""
    folder = Path(server.runtime_dir) / "stompkata-stills"
    server.contents_manager.register_pre_save_hook(put_stills)
    try:
        stills.make(folder)
    except OSError as error:
        _log.warning("live views are saved as they were when their cells ran: %s", error)
    else:
        os.environ[stills.FOLDER] = str(folder)  # which its kernels inherit


def put_stills(model: dict, **_) -> None:
    """Put stills in the place of the live views of a notebook that is about to be written; never raises."""
    try:
        if model.get("type") != "notebook" or not model.get("content"):
            return
        language = _language(model["content"])
        for output in _views(model["content"]):
            _still(output, language)
    except Exception:
        _log.exception("a notebook is saved as it came, with its live views")


def _language(content: dict) -> str:
    lang = content["metadata"].get("stompkata", {}).get("lang")
    return lang if (lang, True) in HINTS else "en"


def _views(content: dict) -> Iterator[dict]:
    """The outputs that are live views of ours."""
    for cell in content["cells"]:
        for output in cell.get("outputs", ()):
            ours = output.get("metadata", {}).get("stompkata") == "view"
            if ours and VIEW in output.get("data", {}) and "text/html" in output["data"]:
                yield output


def _still(output: dict, language: str) -> None:
    """Replace the view at once, or not at all."""
    data = output["data"]
    try:
        latest = _latest(str(data[VIEW]["model_id"]))
        hint = HINTS[language, latest is not None]
        still = latest or {kind: "".join(data.get(kind, "")) for kind in stills.KINDS}
        html = f'<p style="{STYLE}">{escape(hint)}</p>\n{still["text/html"]}'
        new = {"text/html": html, "text/plain": f"{hint}\n{still['text/plain']}"}
    except Exception:
        _log.exception("a live view is saved as it came")
        return
    output["data"] = {kind: value for kind, value in data.items() if kind != VIEW} | new
    output["metadata"] = {key: value for key, value in output["metadata"].items() if key != "stompkata"}


def _latest(model_id: str) -> dict[str, str] | None:
    folder = os.environ.get(stills.FOLDER)
    try:
        return stills.read(Path(folder), model_id) if folder else None
    except (OSError, ValueError) as error:
        _log.warning("a view is saved as it was when its cell ran: %s", error)
        return None
