"""The Chinese course: the same cells, the prose in Chinese, no tools of the build."""

import json
import re
import subprocess
import sys

from stompkata.build.chapter import read_course
from stompkata.course.chinese import chinese_notebooks, write_chinese
from stompkata.course.location import course_root

ROOT = course_root()


def cells(content):
    return json.loads(content)["cells"]


def test_every_prose_block_stands_in_chinese_and_is_up_to_date():
    stale = [
        f'{chapter.name}: {block.id}: translate again, then write of="{fingerprint(block.source)}"'
        for chapter in read_course(ROOT)
        for block in chapter.blocks
        if block.stale
    ]

    assert stale == []


def fingerprint(text):
    from stompkata.build.chapter import fingerprint

    return fingerprint(text)


def test_the_chinese_notebooks_differ_in_prose_only():
    for name, content in chinese_notebooks("exercises").items():
        english = (ROOT / "exercises" / name).read_bytes()
        for ours, theirs in zip(cells(content), cells(english), strict=True):
            changed = {key for key in ours if ours[key] != theirs[key]}
            assert changed <= ({"source"} if ours["cell_type"] == "markdown" else set())


def test_every_prose_cell_is_chinese():
    for content in chinese_notebooks("exercises").values():
        for cell in cells(content):
            text = "".join(cell["source"])
            assert cell["cell_type"] == "code" or any("\u4e00" <= character <= "\u9fff" for character in text), text


def test_code_in_the_prose_is_the_same_in_both_languages():
    def fenced(text):
        return text.split("```")[1::2]

    for chapter in read_course(ROOT):
        for block in chapter.blocks:
            assert fenced(block.source) == fenced(block.chinese), f"{chapter.name}: {block.id}"


def test_a_folder_is_filled_with_the_chinese_course(tmp_path):
    paths = write_chinese(tmp_path / "zh")

    assert [path.name for path in paths] == [path.name for path in sorted((ROOT / "exercises").glob("*.ipynb"))]
    assert json.loads(paths[0].read_text("utf-8"))["metadata"]["stompkata"]["lang"] == "zh"


def test_the_chinese_course_needs_no_build_tools():
    program = (
        "import sys; sys.modules.update(dict.fromkeys(['jupytext', 'nbformat', 'nbclient']));"
        "from stompkata.course.chinese import chinese_notebooks; assert chinese_notebooks()"
    )

    assert subprocess.run([sys.executable, "-c", program], timeout=30).returncode == 0


def test_a_line_end_of_the_source_puts_no_space_between_chinese_characters():
    for content in chinese_notebooks("exercises").values():
        for cell in cells(content):
            if cell["cell_type"] == "markdown":
                assert not re.search(r"[\u4e00-\u9fff，。：；、]\n[\u4e00-\u9fff]", "".join(cell["source"])), cell[
                    "id"
                ]
