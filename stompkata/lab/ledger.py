"""What the learner did so far, in one JSON file; the work itself is in `mystomp/`, so a lost ledger loses no work."""

import json
import threading
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from stompkata.errors import StompkataError
from stompkata.lab import folder

LARGEST = 1_000_000  # octets; a ledger of the whole course has some 3,000
_SECTIONS = "kata", "predictions", "files"
_one_writer = threading.Lock()


class NoLedger(StompkataError, ValueError):
    """The file of a ledger holds something else."""


@dataclass(frozen=True)
class Progress:
    """One kata: how often it was checked, and whether its last check was green."""

    attempts: int = 0
    green: bool = False
    borrowed: bool = False
    hints: int = 0


class Ledger:
    """Read from the file each time: a notebook and a terminal may work in one folder."""

    def __init__(self, home: Path):
        self.home = home
        self.path = home / folder.STATE / "ledger.json"
        self._known: dict | None = None

    @classmethod
    def of_somebody(cls, home: Path) -> "Ledger":
        """Another person's ledger as its file is now, to be read: nothing there is moved, mended or waited for.

        Raises:
            NoLedger: it holds something else.
            OSError: it cannot be read.
        """
        ledger = cls(home)
        if ledger.path.exists() and not ledger.path.is_file():
            raise NoLedger("no regular file")
        if ledger.path.exists() and ledger.path.stat().st_size > LARGEST:
            raise NoLedger(f"larger than {LARGEST:,} octets")
        ledger._known = facts = ledger._parsed()
        for section in _SECTIONS:
            if not isinstance(facts.get(section, {}), dict):
                raise NoLedger(f"{section!r} in it is no object")
        return ledger

    def progress(self, kata_id: str) -> Progress:
        """What is known of a kata; nothing yet is a fresh `Progress`."""
        facts = self._section(self._read(), "kata").get(kata_id)
        known = {field.name: type(field.default) for field in fields(Progress)}
        facts = facts if isinstance(facts, dict) else {}
        return Progress(**{key: value for key, value in facts.items() if type(value) is known.get(key)})

    def change(self, kata_id: str, **changes: Any) -> Progress:
        """Note something about a kata."""
        progress = replace(self.progress(kata_id), **changes)
        self._put("kata", kata_id, asdict(progress))
        return progress

    def prediction(self, name: str) -> str | None:
        """The choice that the learner made, if he did."""
        choice = self._section(self._read(), "predictions").get(name)
        return choice if isinstance(choice, str) else None

    def predict(self, name: str, choice: str) -> None:
        """Keep a choice; a later one takes its place."""
        self._put("predictions", name, choice)

    def digest(self, module: str) -> str | None:
        """The digest of a learner's file as we last wrote it."""
        return self._section(self._read(), "files").get(module)

    def wrote(self, module: str, digest: str) -> None:
        """Remember a file as we wrote it."""
        self._put("files", module, digest)

    def damage(self) -> str:
        """What of it was lost, or is not understood, and where it is; "" as a rule."""
        facts = self._read()
        aside = [
            str(path.relative_to(self.home)) for path in sorted((self.home / folder.STATE / "kept").glob("ledger-*"))
        ]
        strange = [name for name in _SECTIONS if not isinstance(facts.get(name, {}), dict)]
        strange += [key for key, known in self._section(facts, "kata").items() if not isinstance(known, dict)]
        strange += [key for key, choice in self._section(facts, "predictions").items() if not isinstance(choice, str)]
        said = [f"a ledger could not be read, and was put aside: {', '.join(aside)}"] if aside else []
        said += (
            [f"{folder.STATE}/{self.path.name} has entries that are not understood: {', '.join(strange)}"]
            if strange
            else []
        )
        return f"{'; '.join(said)}. What was noted there is not counted; your functions are in mystomp." if said else ""

    def _put(self, section: str, key: str, value: Any) -> None:
        with _one_writer:  # a click in a page is heard on a thread of its own
            facts = self._read()
            facts[section] = self._section(facts, section) | {key: value}
            folder.write(self.path, json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False) + "\n")

    def _read(self) -> dict:
        """The whole ledger; one that cannot be read is kept aside, and a new one begins."""
        if self._known is not None:
            return self._known
        try:
            return self._parsed()
        except NoLedger:
            folder.keep_copy(self.home, self.path)
            self.path.unlink(missing_ok=True)
            return {}
        except OSError as error:
            raise StompkataError(
                f"{self.path} cannot be read: {error.strerror}\n"
                "  try:  make it a file that you may read, or move it away; your functions are in mystomp"
            ) from None

    def _parsed(self) -> dict:
        try:
            facts = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except UnicodeDecodeError as error:
            raise NoLedger(f"no UTF-8 at octet {error.start}") from None
        except ValueError as error:
            raise NoLedger(f"no JSON: {error}") from None
        except RecursionError:
            raise NoLedger("nested too deeply") from None
        if not isinstance(facts, dict):
            raise NoLedger("no JSON object")
        return facts

    @staticmethod
    def _section(facts: dict, name: str) -> dict:
        section = facts.get(name)
        return section if isinstance(section, dict) else {}
