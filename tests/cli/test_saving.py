"""A notebook that is saved: live views become stills, everything else stays, and a save never fails."""

import copy
import json
import logging

import pytest

from stompkata.cli.saving import HINTS, VIEW, put_stills
from stompkata.widgets import stills

MODEL = "0123456789abcdef0123456789abcdef"
LATEST = {"text/html": "<p>5 frames</p>", "text/plain": "5 frames"}


def view(**data) -> dict:
    bundle = {VIEW: {"model_id": MODEL}, "text/html": ["<p>0\n", "frames</p>"], "text/plain": ["0 frames"]}
    return {"output_type": "display_data", "data": bundle | data, "metadata": {"stompkata": "view"}}


def notebook(*outputs: object, lang: str | None = None) -> dict:
    metadata = {"stompkata": {"lang": lang}} if lang else {}
    cells = [{"cell_type": "markdown", "source": "text"}, {"cell_type": "code", "source": "1", "outputs": list(outputs)}]
    return {"type": "notebook", "format": "json", "content": {"cells": cells, "metadata": metadata}}


def saved(*outputs: object, **more) -> list:
    model = notebook(*outputs, **more)
    put_stills(model=model, path="a.ipynb", contents_manager=None)
    return model["content"]["cells"][1]["outputs"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv(stills.FOLDER, str(tmp_path))
    return tmp_path


def test_a_live_view_becomes_its_latest_still_and_a_line_that_says_how_to_make_it_live(folder):
    stills.write(folder, MODEL, LATEST)
    [output] = saved(view())

    hint = HINTS["en", True]
    assert output["data"]["text/html"].endswith(f">{hint}</p>\n<p>5 frames</p>")
    assert output["data"]["text/plain"] == f"{hint}\n5 frames"
    assert list(output["data"]) == ["text/html", "text/plain"] and output["metadata"] == {}


def test_a_view_of_which_no_kernel_left_a_still_keeps_that_of_its_cell():
    [output] = saved(view())

    assert output["data"]["text/plain"] == f"{HINTS['en', False]}\n0 frames"
    assert output["data"]["text/html"].endswith("<p>0\nframes</p>")


def test_a_chinese_notebook_says_it_in_chinese(folder):
    stills.write(folder, MODEL, LATEST)
    [output] = saved(view(), lang="zh")

    assert output["data"]["text/plain"].startswith("这是上次保存时的静态画面。")


def test_what_is_saved_twice_is_the_same():
    [output] = saved(view())

    assert saved(copy.deepcopy(output)) == [output]


@pytest.mark.parametrize("output", [
    {"output_type": "display_data", "data": {VIEW: {"model_id": MODEL}, "text/plain": "IntSlider()"}, "metadata": {}},
    {"output_type": "display_data", "data": {VIEW: {"model_id": MODEL}, "text/html": "another's"}, "metadata": {}},
    {"output_type": "execute_result", "data": {"text/html": "<b>1</b>"}, "metadata": {"stompkata": "view"}},
    {"output_type": "stream", "name": "stdout", "text": "1"},
    {"output_type": "error", "ename": "E", "evalue": "", "traceback": []},
])  # fmt: skip
def test_an_output_that_is_no_view_of_ours_stays_as_it_is(folder, output):
    stills.write(folder, MODEL, LATEST)

    assert saved(copy.deepcopy(output)) == [output]


@pytest.mark.parametrize("model", [
    {}, {"type": "file", "content": "1"}, {"type": "notebook"}, {"type": "notebook", "content": None},
    {"type": "notebook", "content": {}}, {"type": "notebook", "content": {"cells": 1, "metadata": {}}},
    {"type": "notebook", "content": {"cells": [1], "metadata": {}}}, {"type": "notebook", "content": "text"},
    notebook(1), notebook({"metadata": None}), notebook(view(**{VIEW: None})), notebook(view(**{"text/html": 7})),
])  # fmt: skip
def test_whatever_comes_is_saved_as_it_came(model, caplog):
    before = json.dumps(model)
    with caplog.at_level(logging.CRITICAL):
        put_stills(model=model)

    assert json.dumps(model) == before


@pytest.mark.parametrize("broken", ["no folder", "no still", "a folder for a file"])
def test_a_broken_folder_does_not_keep_a_notebook_from_being_saved(folder, broken, monkeypatch, caplog):
    if broken == "no folder":
        folder.rmdir()
        folder.write_text("a file")
    elif broken == "no still":
        stills.path(folder, MODEL).write_text("{")
    else:
        stills.path(folder, MODEL).mkdir()
    [output] = saved(view())

    assert output["data"]["text/plain"] == f"{HINTS['en', False]}\n0 frames"
    assert "a view is saved as it was when its cell ran" in caplog.text


def test_one_output_that_makes_no_sense_does_not_keep_the_next_from_its_still(caplog):
    nonsense, whole = saved(view(**{"text/html": 7}), view())

    assert VIEW in nonsense["data"] and VIEW not in whole["data"]
    assert "a live view is saved as it came" in caplog.text
