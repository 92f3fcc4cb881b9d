"""The finder of the learner's package: `mystomp` comes from the learner's folder, and from nowhere else.

It stands before every other finder, so that no `mystomp` that lies elsewhere on `sys.path`, in a clone of the course,
say, is checked or imported in its place.
"""

import sys
from collections.abc import Callable, Sequence
from importlib import invalidate_caches
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path

from stompkata.errors import StompkataError

PACKAGE = "mystomp"


class Finder:
    """Answers for `mystomp` and what is in it; `home` gives the learner's folder when an import asks."""

    def __init__(self, home: Callable[[], Path]):
        self.home = home

    def find_spec(self, name: str, path: Sequence[str] | None = None, _target: object = None) -> ModuleSpec | None:
        """Where to load a module of the learner's from; other modules are not our business.

        Raises:
            ModuleNotFoundError: there is no learner's folder, or nothing of that name in it.
        """
        package, _, inner = name.partition(".")
        if package != PACKAGE:
            return None
        place = Path(next(iter(path or ()), "")) / inner.rpartition(".")[2] if inner else self._package()
        if place.is_dir():
            begins = place / "__init__.py"
            loader = _Loader(name, str(begins)) if begins.exists() else None  # None: a package of nothing but modules
            spec = ModuleSpec(name, loader, origin=str(begins) if loader else None, is_package=True)
            spec.submodule_search_locations = [str(place)]
            spec.has_location = loader is not None
            return spec
        file = place.with_suffix(".py")
        if not file.is_file():
            raise ModuleNotFoundError(f"No module named {name!r}: there is no {file}", name=name)
        return spec_from_file_location(name, file, loader=_Loader(name, str(file)))

    def _package(self) -> Path:
        try:
            place = self.home() / PACKAGE
        except StompkataError as error:
            raise ModuleNotFoundError(f"No module named {PACKAGE!r}: {error}", name=PACKAGE) from None
        if not place.is_dir():
            raise ModuleNotFoundError(
                f"No module named {PACKAGE!r}: there is no {place} yet; it begins with a lab.check, or a lab.borrow",
                name=PACKAGE,
            )
        return place


class _Loader(SourceFileLoader):
    """Reads the source each time: compiled code is judged by the second, and a cell can be saved twice in one."""

    def path_stats(self, path: str) -> dict:
        """None, so that no compiled code is looked for."""
        raise OSError

    def set_data(self, path: str, data: bytes, **_: object) -> None:
        """Keep no compiled code."""


def install(home: Callable[[], Path]) -> None:
    """From now on this process imports `mystomp` from the folder that `home` gives; what it has from elsewhere goes."""
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, Finder)]
    sys.meta_path.insert(0, Finder(home))
    if origin := getattr(sys.modules.get(PACKAGE), "__file__", None):
        try:
            known = home() / PACKAGE / "__init__.py"
        except StompkataError:
            known = None
        if Path(origin) != known:
            forget()


def forget(module: str | None = None) -> None:
    """The next import reads the learner's files again: those of one module, or all."""
    invalidate_caches()
    for name in list(sys.modules):
        package, _, inner = name.partition(".")
        if package == PACKAGE and (not inner or module in (None, inner)):
            del sys.modules[name]
