"""What a file that may be hostile costs, measured on the process that reads it."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from surveys import limited

# Runs the reader and notes what it took: a process's peak counts what its parent held when it was
# born, so a small one stands between. Processor is what a busy machine does not stretch.
MEASURE = """
import json, resource, subprocess, sys, time
began = time.monotonic()
done = subprocess.run(sys.argv[2:], stdin=sys.stdin.buffer, stdout=subprocess.PIPE, env={})
used = resource.getrusage(resource.RUSAGE_CHILDREN)
took = {"kilobytes": used.ru_maxrss, "seconds": used.ru_utime + used.ru_stime}
with open(sys.argv[1], "w") as file:
    json.dump(took | {"clock": time.monotonic() - began}, file)
sys.stdout.buffer.write(done.stdout)
sys.exit(1 if done.returncode < 0 else done.returncode)
"""


@pytest.fixture
def taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], dict[str, float]]:
    """What the last reading took, of memory and of processor; nothing where none was started."""
    notes = tmp_path / "taken.json"
    command = [sys.executable, "-c", MEASURE, str(notes), *limited.COMMAND]
    monkeypatch.setattr(limited, "COMMAND", command)
    monkeypatch.setattr(limited, "_WALL", 120.0)  # a busy machine is slow, and that is not measured
    return lambda: json.loads(notes.read_text()) if notes.exists() else {}
