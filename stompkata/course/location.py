"""Where the course is: beside the package in a checkout, inside it in a wheel."""

from pathlib import Path

import stompkata
from stompkata.errors import StompkataError


def course_root(package: Path | None = None) -> Path:
    """The folder that holds `exercises`, `notebooks` and `solutions`.

    A wheel carries it as `stompkata/_course`; an editable install finds it in the checkout.
    """
    package = package or Path(stompkata.__file__).parent
    for root in (package / "_course", package.parent):
        if (root / "notebooks").is_dir():
            return root
    raise StompkataError(
        f"the course is neither in {package / '_course'} nor in {package.parent}\n"
        "  try:  install the wheel, or install from a checkout with  pip install -e '.[lab]'"
    )
