"""A stranger's file read by a child process (`surveys/child.py`), which dies before we do."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

COMMAND = [sys.executable, "-I", str(Path(__file__).with_name("child.py"))]
_WALL = 10.0  # seconds; the child stops itself after 1.5 s of processor (child.SECONDS)


def ask(kind: str, data: bytes) -> dict[str, Any]:
    """What the child says of an `xlsx` or a `toml`, its refusals `heavy` and `slow` included.

    It starts without our settings, and its grumbling goes nowhere.
    """
    try:
        done = subprocess.run(  # noqa: S603 -- our own Python and our own file
            [*COMMAND, kind],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=_WALL,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"refused": "slow", "what": []}
    if done.returncode:  # stopped by its own limits
        return {"refused": "slow" if done.returncode < 0 else "heavy", "what": []}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer
