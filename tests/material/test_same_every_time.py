"""A solution shows the same in every run, whatever the hash seed and the order of the chapters: nbval compares.

`pytest -m long -s tests/material/test_same_every_time.py` runs all solutions twenty times in a row.
"""

import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from sanitised import RULES, sanitised
from test_notebooks import ROOT, SOLUTIONS, read, text_of

NBVAL = [
    "-q", "--color=no", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "-o", "addopts=",
    "--nbval", "--nbval-current-env", "--nbval-cell-timeout=20",
]  # fmt: skip
CELLS = sum(cell["cell_type"] == "code" for path in SOLUTIONS for cell in read(path)["cells"])
TWENTY = [pytest.param(f"run {number}", id=f"run-{number:02}") for number in range(1, 21)]


def run(seed: str, paths: list[Path]) -> tuple[str, float]:
    """Run notebooks in an order, and with a hash seed, that follow from the seed; returns the verdict and the seconds."""
    source = random.Random(seed)
    paths = source.sample(paths, len(paths))
    environment = os.environ | {"PYTHONHASHSEED": str(source.randrange(2**32))}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # compiled modules are kept, as on a user's machine
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *NBVAL, *map(str, paths)], cwd=ROOT, env=environment,
        capture_output=True, text=True, timeout=170, check=False,
    )  # fmt: skip
    seconds = time.perf_counter() - began
    last = done.stdout.strip().rpartition("\n")[2]
    mismatches = re.findall(r"^(?:FAILED.*| mismatch.*|  [-+] .{,200})", done.stdout, re.MULTILINE)
    return "\n".join([re.sub(r" in [\d.]+s.*", "", last), *mismatches, done.stderr]).strip(), seconds


@pytest.mark.bench  # the default run compares all outputs once; this is the second time
@pytest.mark.timeout(180)
def test_another_hash_seed_and_another_order_change_nothing(capsys):
    verdict, seconds = run("another", SOLUTIONS)
    with capsys.disabled():
        print(f"\nnbval over {len(SOLUTIONS)} solutions, {CELLS} cells: {seconds:.1f} s", end="")

    assert verdict == f"{CELLS} passed"


@pytest.mark.long
@pytest.mark.timeout(180)
@pytest.mark.parametrize("seed", TWENTY)
def test_twenty_runs_in_a_row_show_the_same(seed, capsys):
    verdict, seconds = run(seed, SOLUTIONS)
    with capsys.disabled():
        print(f"\n{seed}: nbval over {len(SOLUTIONS)} solutions: {seconds:.1f} s", end="")

    assert verdict == f"{CELLS} passed"


@pytest.mark.long
def test_a_notebook_that_shows_the_order_of_a_set_is_found_out(tmp_path):
    shown = nbformat.v4.new_output("stream", text="an order that no run gives\n")
    cell = nbformat.v4.new_code_cell("print({'a', 'b', 'c'})", outputs=[shown], execution_count=1)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "order.ipynb")
    verdict, _ = run("any", [tmp_path / "order.ipynb"])

    assert "1 failed" in verdict


def test_few_rules_say_what_may_differ():
    assert 1 <= len(RULES) <= 4


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule[:20])
def test_a_rule_is_needed_by_some_solution(rule):
    shown = (text_of(cell.get("outputs", ())) for path in SOLUTIONS for cell in read(path)["cells"])

    assert any(re.search(rule, text) for text in shown)


def test_the_picture_of_a_ladder_may_differ_and_its_text_may_not():
    one = '<p>2 frames</p><svg class="sk-ladder-still"><text>0.002</text></svg>'

    assert sanitised(one) == sanitised(one.replace("0.002", "1.731"))
    assert sanitised(one) != sanitised(one.replace("2 frames", "3 frames"))
    assert sanitised("heart-beat 0.500 s") == "heart-beat 0.500 s"
