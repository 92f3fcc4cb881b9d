"""Run a solution in a fresh kernel and keep what it shows, without what changes from run to run."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

from nbclient import NotebookClient

from stompkata.build.editions import Notebook
from stompkata.lab.folder import mark

VIEW = "application/vnd.jupyter.widget-view+json"  # names a live model by a random id; the snapshot beside it stays
TIMEOUT = 20


def execute(book: Notebook) -> Notebook:
    """Run every cell, top to bottom, in a learner's folder of its own; an exception in a cell is raised."""
    with learners_folder() as folder:
        client = NotebookClient(book, timeout=TIMEOUT, kernel_name="python3", record_timing=False,
                                store_widget_state=False, resources={"metadata": {"path": folder}})
        client.execute()
    return tidy(book)


def tidy(book: Notebook) -> Notebook:
    """Take away what the kernel adds: its language, widget state, random ids, and the joints of one stream of text."""
    book.metadata.pop("language_info", None)
    book.metadata.pop("widgets", None)
    for cell in book.cells:
        cell.metadata.pop("execution", None)
        if "outputs" in cell:
            cell.outputs = _joined(cell.outputs)
        for output in cell.get("outputs", ()):
            output.get("data", {}).pop(VIEW, None)
            if "metadata" in output:
                output.metadata.clear()
            if output.output_type == "execute_result":
                output.execution_count = cell.execution_count
    return book


def _joined(outputs: list) -> list:
    """The pieces of one stream in one: where a kernel cuts it is a matter of time."""
    kept = []
    for output in outputs:
        if kept and output.output_type == "stream" == kept[-1].output_type and output.name == kept[-1].name:
            kept[-1].text += output.text
        else:
            kept.append(output)
    return kept


def keep_outputs(book: Notebook, old: Notebook) -> Notebook:
    """Give each unchanged code cell the outputs that it had."""
    outputs = {cell.id: (cell.source, cell.outputs) for cell in old.cells if cell.cell_type == "code"}
    for cell in book.cells:
        source, had = outputs.get(cell.id, (None, []))
        if cell.cell_type == "code" and source == cell.source:
            cell.outputs = had
    return tidy(book)


@contextmanager
def learners_folder():
    """A fresh learner's folder, found by its marker as a learner's own is, so that nobody's work is read or written."""
    before = os.environ.pop("STOMPKATA_HOME", None)
    try:
        with tempfile.TemporaryDirectory(prefix="stompkata-") as folder:
            yield str(mark(Path(folder)))
    finally:
        if before is not None:
            os.environ["STOMPKATA_HOME"] = before
