"""Wait until the README's first command has JupyterLab serving the first chapter, and say how long that took.

usage: served.py LOG PID BEGAN
"""

import json
import re
import sys
import time
import urllib.request
from pathlib import Path

LIMIT = 600  # seconds; almost all of it is pip's
URL = re.compile(r"(http://127\.0\.0\.1:\d+)/lab/tree/(\S+?\.ipynb)\?token=(\w+)")


def main(log: Path, pid: int, began: float) -> int:
    """Poll the log for JupyterLab's address, then ask that address for the chapter and for the page."""
    deadline = time.monotonic() + LIMIT
    while time.monotonic() < deadline:
        found = URL.search(log.read_text(encoding="utf-8", errors="replace"))
        if found and serves(*found.groups()):
            print(f"from clone to JupyterLab serving {found[2]}: {time.time() - began:.1f} s")
            return 0
        if not alive(pid):
            print("the command ended before it served anything")
            return 1
        time.sleep(0.2)
    print(f"nothing was served within {LIMIT} s")
    return 1


def serves(server: str, chapter: str, token: str) -> bool:
    """Whether the chapter's cells and JupyterLab's page come back."""
    try:
        with urllib.request.urlopen(f"{server}/api/contents/{chapter}?token={token}", timeout=10) as answer:
            cells = json.load(answer)["content"]["cells"]
        with urllib.request.urlopen(f"{server}/lab/tree/{chapter}?token={token}", timeout=30) as answer:
            return bool(cells) and answer.status == 200
    except OSError:
        return False


def alive(pid: int) -> bool:
    """Whether the process still runs; one that ended stays a zombie until the shell that began it looks."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3])))
