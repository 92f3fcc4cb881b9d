"""`stompkata lab`: the course in the learner's folder, and JupyterLab open on its first chapter."""

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal

import typer

from stompkata.errors import StompkataError

DEFAULT_FOLDER = Path("stompkata-course")
SETTINGS = Path(__file__).with_name("jupyter")


def lab(
    folder: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="Your folder; ./stompkata-course if you name none.")
    ] = None,
    lang: Annotated[Literal["en", "zh"], typer.Option(help="The language of the prose.")] = "en",
    port: Annotated[int | None, typer.Option(help="JupyterLab's port; 8888 or the next free one if not given.")] = None,
    browser: Annotated[bool, typer.Option(help="Open the first chapter in a browser.")] = True,
) -> None:
    """Lay out the course in a folder of yours and open it in JupyterLab. Your own work is never written over."""
    _require_jupyterlab()
    folder = (folder or _default_folder()).expanduser().resolve()
    first = _lay_out(folder, lang)
    command = jupyterlab_command(folder, first, port=port, browser=browser, root=_is_root())
    sys.stdout.flush()
    os.chdir(folder)
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(filter(None, [str(SETTINGS), os.getenv("JUPYTER_CONFIG_PATH")]))
    os.environ.setdefault("PYTHONSTARTUP", str(SETTINGS / "startup.py"))  # a person's own goes before ours
    os.execv(command[0], command)


def jupyterlab_command(folder: Path, first: str, *, port: int | None, browser: bool, root: bool) -> list[str]:
    """The command that becomes JupyterLab, with its root in the folder and the first chapter as its first page."""
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder}"]
    command.append(f"--LabApp.default_url=/lab/tree/{first}")
    if port is not None:
        command.append(f"--port={port}")
    if not browser:
        command.append("--no-browser")
    if root:
        # Jupyter refuses root unless told; in a container root is the only user there is.
        command.append("--allow-root")
    return command


def _lay_out(folder: Path, lang: str) -> str:
    """Copy the course, say what was done, and return the name of the first chapter."""
    from stompkata.cli.handout import hand_out
    from stompkata.lab.desk import Desk

    notebooks = course_notebooks(lang)
    report = hand_out(notebooks, folder)
    Desk(folder).write_shell()
    typer.echo(f"Your folder: {folder}")
    for what, names in (
        ("new", report.new),
        ("replaced (you had not touched them)", report.replaced),
        ("newer edition beside the one you worked on", report.beside),
        ("unchanged", report.unchanged),
    ):
        if names:
            typer.echo(f"  {what}: {', '.join(names)}")
    first = next(iter(notebooks))
    typer.echo(f"JupyterLab opens on {first}; end it with Ctrl-C.")
    return first


def course_notebooks(lang: str) -> dict[str, bytes]:
    """The chapters to be solved, by file name, with their prose in English or Chinese."""
    from stompkata.course.chinese import chinese_notebooks
    from stompkata.course.location import books, course_root

    if lang == "zh":
        notebooks = chinese_notebooks("exercises")
    else:
        notebooks = {path.name: path.read_bytes() for path in books(course_root() / "exercises")}
    if not notebooks:
        raise StompkataError(f"there is no chapter in {course_root() / 'exercises'}\n  try:  python -m stompkata.build")
    return notebooks


def _require_jupyterlab() -> None:
    missing = [name for name in ("jupyterlab", "ipykernel", "ipywidgets", "anywidget") if find_spec(name) is None]
    if missing:
        raise StompkataError(
            f"the course needs {', '.join(missing)}\n  try:  {sys.executable} -m pip install 'stompkata[lab]'"
        )


def _default_folder() -> Path:
    """STOMPKATA_HOME, or the current folder if the course was laid out here before, or ./stompkata-course."""
    from stompkata.cli.handout import is_handout

    if home := os.getenv("STOMPKATA_HOME"):
        return Path(home)
    return Path.cwd() if is_handout(Path.cwd()) else DEFAULT_FOLDER


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
