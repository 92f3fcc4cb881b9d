"""Print the nth command of the README's section "Install", exactly as a newcomer would paste it."""

import re
import sys
from pathlib import Path

README = Path(__file__).parent.parent / "README.md"


def commands(text: str) -> list[str]:
    """The shell blocks under the heading "Install"."""
    section = re.search(r"^## Install\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE)
    return [block.strip() for block in re.findall(r"^```sh\n(.*?)^```", section[1], re.DOTALL | re.MULTILINE)]


if __name__ == "__main__":
    print(commands(README.read_text(encoding="utf-8"))[int(sys.argv[1]) - 1])
