"""The README keeps its word: programs run, outputs match, links and files exist, commands are real."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parent.parent
README = (CHECKOUT / "README.md").read_text(encoding="utf-8")
PROGRAMS = re.findall(r"^```python\n(.*?)^```\n(?:\n```text\n(.*?)^```)?", README, re.DOTALL | re.MULTILINE)
LINKS = re.findall(r"\]\(([^)\s]+)\)", README)
PATHS = re.findall(r"`((?:stompkata|tests|notebooks|exercises|solutions)/[\w./-]*)`", README)


@pytest.mark.parametrize(("program", "output"), PROGRAMS)
def test_a_program_prints_what_the_readme_shows(program, output):
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)

    assert done.stderr == ""
    assert done.stdout == output


@pytest.mark.parametrize("link", [link for link in LINKS if not link.startswith("https://")])
def test_a_link_into_the_repository_leads_somewhere(link):
    assert (CHECKOUT / link.partition("#")[0]).exists()


@pytest.mark.parametrize("path", [path for path in PATHS if "NN_name" not in path and "chNN" not in path])
def test_a_path_that_the_readme_names_exists(path):
    assert (CHECKOUT / path).exists()


def test_every_other_link_is_encrypted_and_whole():
    outside = [link for link in LINKS if "://" in link]

    assert outside and all(re.fullmatch(r"https://[a-z0-9.-]+\.[a-z]+(/[\w./-]*)?", link) for link in outside)


def test_every_chapter_stands_in_the_path_of_the_course():
    for notebook in sorted(CHECKOUT.glob("exercises/*.ipynb")):
        assert f"solutions/{notebook.name}" in LINKS


def test_seven_files_follow_one_message():
    section = re.search(r"^## One message\n(.*?)^## ", README, re.DOTALL | re.MULTILINE)[1]

    assert len(re.findall(r"^\d\. \[`[\w./]+`\]", section, re.MULTILINE)) == 7


def test_the_commands_of_the_readme_are_commands_of_the_program():
    command = [sys.executable, "-m", "stompkata", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)

    table = re.search(r"^\| command .*?\n\n", README, re.DOTALL | re.MULTILINE)[0]
    for cell in re.findall(r"^\| (`[a-z].*?) \|", table, re.MULTILINE):
        for word in re.findall(r"`(?:stompkata )?([a-z]+)", cell):
            assert re.search(rf"\b{word}\b", done.stdout), f"stompkata has no command {word}"
