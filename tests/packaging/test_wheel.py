"""The wheel: what it carries, and that it stands on its core dependencies alone."""

import os
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement

CHECKOUT = Path(__file__).parent.parent.parent

IMPORTED = """
import sys, threading
opened = []
WATCHED = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn")
sys.addaudithook(lambda event, args: opened.append(event) if event.startswith(WATCHED) else None)
import stompkata as sk
names = dir(sk)
foreign = [name for name in ("asyncio", "IPython", "ipywidgets", "anywidget", "jupyterlab", "ssl", "websockets",
                             "typer", "rich", "socket", "selectors", "multiprocessing") if name in sys.modules]
print(foreign, opened, threading.active_count(), "serve" in names)
"""

CONVERSATION = """
import asyncio
import stompkata as sk

async def main():
    async with sk.serve() as server, sk.connect(server.url) as client:
        news = client.subscribe("/topic/news")
        await client.publish("/topic/news", "hello", receipt=True)
        print((await anext(news)).text)

asyncio.run(main())
"""


def with_dependencies(names: list[str]) -> list[Distribution]:
    """The installed distributions that these ones need, and what those need in turn."""
    found, waiting = {}, list(names)
    while waiting:
        requirement = Requirement(waiting.pop())
        if requirement.name in found or (requirement.marker and not requirement.marker.evaluate({"extra": ""})):
            continue
        found[requirement.name] = distribution(requirement.name)
        waiting += found[requirement.name].requires or []
    return list(found.values())


@pytest.fixture(scope="module")
def bare(wheel, tmp_path_factory) -> Path:
    """The python of an environment that holds the wheel and its declared core dependencies, linked from this one."""
    folder = tmp_path_factory.mktemp("bare")
    venv.create(folder, symlinks=os.name == "posix")
    site = next(folder.glob("lib/python*/site-packages"))
    for name in {path.parts[0] for package in with_dependencies(["stompkata"]) for path in package.files or ()}:
        source = Path(package_root(), name)
        if name not in ("..", "__pycache__") and "stompkata" not in name and source.exists():
            (site / name).symlink_to(source)
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    return folder / "bin" / "python"


def package_root() -> str:
    return str(distribution("websockets").locate_file(""))


def run(python: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [python, "-I", *arguments], capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout


def test_the_bare_environment_has_no_jupyter(bare):
    code = "from importlib.util import find_spec as find; print(find('IPython'), find('pytest'))"

    assert run(bare, "-c", code) == "None None\n"


def test_importing_the_package_loads_no_asyncio_and_no_jupyter_opens_nothing_and_starts_no_thread(bare):
    assert run(bare, "-c", IMPORTED) == "[] [] 1 True\n"


def test_importing_the_notebook_facade_loads_no_jupyter_either(bare):
    code = "import sys; from stompkata import lab; dir(lab); print([n for n in ('IPython', 'ipykernel') if n in sys.modules])"

    assert run(bare, "-c", code) == "[]\n"


def test_the_core_alone_holds_a_conversation(bare):
    assert run(bare, "-c", CONVERSATION) == "hello\n"


def test_the_commands_that_need_no_jupyter_work_with_the_core_alone(bare):
    assert run(bare, "-m", "stompkata", "--version").startswith("stompkata ")
    assert "masking" in run(bare, "-m", "stompkata", "dissect", "81 85 37 fa 21 3d 7f 9f 4d 51 58")
    assert "jupyterlab" in run(bare, "-m", "stompkata", "doctor", code=1)


def test_the_wheel_carries_the_course_and_its_chinese_prose(wheel):
    carried = set(zipfile.ZipFile(wheel).namelist())

    for folder, pattern in (
        ("exercises", "*.ipynb"),
        ("solutions", "*.ipynb"),
        ("notebooks", "*.ipynb"),
        ("notebooks/zh", "*.json"),
        ("notebooks/src", "*.py"),
    ):
        files = sorted((CHECKOUT / folder).glob(pattern))
        assert files, f"{folder} is empty"
        assert {f"stompkata/_course/{folder}/{path.name}" for path in files} <= carried


def test_the_wheel_carries_every_file_of_the_package(wheel):
    tracked = subprocess.run(["git", "ls-files", "stompkata"], cwd=CHECKOUT, capture_output=True, text=True, check=True)

    assert set(tracked.stdout.split()) <= set(zipfile.ZipFile(wheel).namelist())


def test_the_wheel_lays_out_the_course_in_both_languages(bare):
    code = "from stompkata.cli.lab import course_notebooks as c; print(len(c('en')), c('en').keys() == c('zh').keys())"
    chapters = len(list((CHECKOUT / "exercises").glob("*.ipynb")))

    assert run(bare, "-c", code) == f"{chapters} True\n"


def test_an_editable_install_finds_the_course_in_the_checkout_and_copies_nothing(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel:editable", "-d", str(tmp_path)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, timeout=60)

    (built,) = tmp_path.glob("*.whl")
    assert not [name for name in zipfile.ZipFile(built).namelist() if "_course" in name]
