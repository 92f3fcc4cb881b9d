"""The origins of the pages that belong to this kernel: those of the Jupyter server that started it."""

import json
import os
from pathlib import Path


def jupyter_origins() -> tuple[str, ...]:
    """Return the origins under which a browser on this machine shows the running Jupyter server; () if there is none.

    A kernel knows its server's process id, and each server describes itself in a file of the runtime folder. Only
    that one server is trusted, not every server of the user.
    """
    parent = os.environ.get("JPY_PARENT_PID", "")
    if not parent.isdigit():
        return ()
    try:
        from jupyter_core.paths import jupyter_runtime_dir

        found = json.loads((Path(jupyter_runtime_dir()) / f"jpserver-{parent}.json").read_text(encoding="utf-8"))
        scheme, port = ("https" if found["secure"] else "http"), int(found["port"])
    except (ImportError, OSError, ValueError, KeyError, TypeError):
        return ()
    place = "" if port == (443 if found["secure"] else 80) else f":{port}"  # a browser leaves the usual port out
    return tuple(f"{scheme}://{host}{place}" for host in ("localhost", "127.0.0.1"))
