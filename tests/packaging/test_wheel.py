"""The wheel: what it carries, and that it stands on its core dependencies alone."""

import io
import json
import os
import re
import shutil
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

SCRIPT = """
import sys
from importlib.metadata import entry_points

(script,) = entry_points(group="console_scripts", name="stompkata")
script.load()()
"""
README_PROGRAM = re.compile(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```", re.DOTALL | re.MULTILINE)
MIB = 2**20


def environment(wheel: Path, folder: Path, extra: str = "") -> Path:
    """The python of an environment that holds the wheel, and copies of all that it declares to need with this extra."""
    venv.create(folder, symlinks=os.name == "posix")
    site = next(folder.glob("lib/python*/site-packages"))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    (own,) = site.glob("stompkata-*.dist-info")
    waiting, found = list(Distribution.at(own).requires), set()
    while waiting:
        requirement = Requirement(waiting.pop())
        if requirement.name in found or (requirement.marker and not requirement.marker.evaluate({"extra": extra})):
            continue
        found.add(requirement.name)
        package = distribution(requirement.name)
        waiting += package.requires or []
        for name in {path.parts[0] for path in package.files} - {"..", "__pycache__"}:
            copy(Path(package.locate_file(name)), site / name)
    return folder / "bin" / "python"


def copy(source: Path, target: Path) -> None:
    """A file, or a folder as it was unpacked."""
    if source.is_dir():
        shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
    else:
        shutil.copy(source, target)


@pytest.fixture(scope="module")
def bare(wheel, tmp_path_factory) -> Path:
    """The python of an environment with the core alone."""
    return environment(wheel, tmp_path_factory.mktemp("bare"))


@pytest.fixture(scope="module")
def terminal(wheel, tmp_path_factory) -> Path:
    """The python of an environment with the core and its commands."""
    return environment(wheel, tmp_path_factory.mktemp("terminal"), "cli")


def run(python: Path, *arguments: str, code: int = 0) -> str:
    done = subprocess.run(
        [python, "-I", *arguments], capture_output=True, text=True, timeout=30, stdin=subprocess.DEVNULL, check=False
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout or done.stderr


def test_the_core_is_three_packages_and_six_megabytes_with_their_bytecode(bare, capsys):
    run(bare, "-m", "compileall", "-q", str(bare.parent.parent / "lib"))
    (site,) = bare.parent.parent.glob("lib/python*/site-packages")
    sizes = {path.name: sum(file.stat().st_size for file in path.rglob("*") if file.is_file()) for path in site.iterdir()}
    packages = sorted(path.name.split("-")[0] for path in site.glob("*.dist-info"))

    with capsys.disabled():
        print(f"\nthe core in an empty environment: {len(packages)} packages, {sum(sizes.values()) / MIB:.2f} MiB:", sizes)
    assert packages == ["h11", "stompkata", "websockets"]
    assert sum(sizes.values()) <= 6 * MIB


def test_importing_the_package_loads_no_asyncio_and_no_jupyter_opens_nothing_and_starts_no_thread(bare):
    assert run(bare, "-c", IMPORTED) == "[] [] 1 True\n"


def test_importing_the_notebook_facade_loads_no_jupyter_either(bare):
    code = "import sys; from stompkata import lab; dir(lab); print([n for n in ('IPython', 'ipykernel') if n in sys.modules])"

    assert run(bare, "-c", code) == "[]\n"


def test_the_first_program_of_the_readme_runs_with_the_core_alone(bare):
    program, output = README_PROGRAM.search((CHECKOUT / "README.md").read_text(encoding="utf-8")).groups()

    assert run(bare, "-c", program) == output


@pytest.mark.parametrize("command", [["-m", "stompkata"], ["-c", SCRIPT]], ids=["module", "script"])
def test_a_command_of_the_core_alone_says_what_to_install(bare, command):
    said = run(bare, *command, "broker", code=2)

    assert said == "stompkata: the command needs typer and rich, which come with:  pip install 'stompkata[cli]'\n"


def test_the_commands_that_need_no_jupyter_work_with_their_extra_alone(terminal):
    assert run(terminal, "-m", "stompkata", "--version").startswith("stompkata ")
    assert run(terminal, "-c", SCRIPT, "--version").startswith("stompkata ")
    assert "masking" in run(terminal, "-m", "stompkata", "dissect", "81 85 37 fa 21 3d 7f 9f 4d 51 58")
    found = run(terminal, "-m", "stompkata", "doctor", code=1)
    assert re.search(r"ok +typer .*stompkata\[cli\]\n", found)
    assert re.search(r"MISSING +jupyterlab .*\n +mend: .* -m pip install 'stompkata\[lab\]'\n", found)


def packed(wheel: Path) -> zipfile.ZipFile:
    """The course that a wheel carries."""
    return zipfile.ZipFile(io.BytesIO(zipfile.ZipFile(wheel).read("stompkata/_course.zip")))


def test_the_wheel_carries_the_course_and_its_chinese_prose_and_no_more_of_it_than_is_handed_out_or_borrowed(wheel):
    parts = (("exercises", "*.ipynb"), ("solutions", "*.ipynb"), ("notebooks/zh", "*.json"))
    ours = {f"{folder}/{path.name}" for folder, kind in parts for path in (CHECKOUT / folder).glob(kind)}
    books = [json.loads(packed(wheel).read(name)) for name in ours if name.startswith("solutions/")]

    assert set(packed(wheel).namelist()) == ours and books
    cells = [cell for book in books for cell in book["cells"]]
    assert {cell["metadata"]["stompkata"]["role"] for cell in cells} == {"kata"}
    assert not any(cell["outputs"] for cell in cells if cell["cell_type"] == "code")


def test_the_wheel_carries_every_file_of_the_package_but_what_builds_the_course(wheel):
    tracked = subprocess.run(["git", "ls-files", "stompkata"], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    ours = {name for name in tracked.stdout.split() if not name.startswith("stompkata/build/")}
    carried = set(zipfile.ZipFile(wheel).namelist())

    assert ours <= carried
    assert not [name for name in carried if name.startswith("stompkata/build/")]


def test_the_wheel_gives_every_kata_and_its_solution_as_the_checkout_does(bare):
    code = ("from stompkata.course import cells; ids = cells.kata_ids()\n"
            "print(len(ids), hash(tuple((cells.stub(kata), cells.solved(kata)) for kata in ids)))")

    environment = os.environ | {"PYTHONHASHSEED": "1"}
    said = [subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=30, check=True, env=environment,
                           cwd=bare.parent).stdout for python in (bare, sys.executable)]
    assert said[0] == said[1] != ""


def test_the_wheel_lays_out_the_course_in_both_languages(terminal):
    code = "from stompkata.cli.lab import course_notebooks as c; print(len(c('en')), c('en').keys() == c('zh').keys())"
    chapters = len(list((CHECKOUT / "exercises").glob("*.ipynb")))

    assert run(terminal, "-c", code) == f"{chapters} True\n"


def test_an_editable_install_finds_the_course_in_the_checkout_and_copies_nothing(tmp_path):
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel:editable", "-d", str(tmp_path)]
    subprocess.run(command, cwd=CHECKOUT, check=True, capture_output=True, timeout=60)

    (built,) = tmp_path.glob("*.whl")
    assert not [name for name in zipfile.ZipFile(built).namelist() if "_course" in name]
