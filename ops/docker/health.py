"""What a container's health check runs: healthy is what /ready says; a process that /live calls stuck twice in a row is ended.

    python health.py <process>

A container engine starts what has ended, but leaves running what hangs: so the check ends it.
"""

import contextlib
import json
import os
import signal
import sys
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final

RUN: Final = Path(os.environ.get("JML_HOME", ".jml")) / "run"
ANSWER: Final = 10.0


def status(port: int, path: str) -> int:
    """What the health server answers; 0 where it does not."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=ANSWER) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as answer:
        return answer.code
    except OSError:
        return 0


def main(process: str) -> int:
    """0 healthy, 1 not."""
    try:
        known = json.loads((RUN / f"{process}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return 1  # it has not begun
    note = RUN / f"{process}.stuck"
    if status(known["port"], "/live") == 200:
        note.unlink(missing_ok=True)
        return 0 if status(known["port"], "/ready") == 200 else 1
    if note.exists() and note.read_text(encoding="ascii") == str(known["pid"]):
        note.unlink(missing_ok=True)
        with contextlib.suppress(ProcessLookupError):
            os.kill(known["pid"], signal.SIGKILL)
    else:
        note.write_text(str(known["pid"]), encoding="ascii")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
