"""The three servers of the measure, each in a home thrown away: empty view, ours, the peer."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveys import schema
from surveys.loader import load_toml

ROOT = Path(__file__).parent.parent
QUESTIONNAIRE = ROOT / "bench" / "questionnaire.toml"
PEER = "django-survey-and-report==1.5.0"
WORKERS, THREADS = 2, 8  # as app.server asks of gunicorn
_TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A server that listens: its port and its first process."""

    port: int
    pid: int

    def cpu(self) -> float:
        """Seconds of processor that its processes have used since they began."""
        return sum(_processor(pid) for pid in (self.pid, *_children(self.pid)))


def _processor(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / _TICK


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def served(python: Path, app: str, environ: dict[str, str]) -> Iterator[Server]:
    """`app` under gunicorn, with the same command whatever the application."""
    port = free_port()
    options = f"-b 127.0.0.1:{port} -w {WORKERS} -k gthread --threads {THREADS} --preload"
    command = [str(python), "-m", "gunicorn", *options.split(), "--log-level", "warning", app]
    process = subprocess.Popen(command, cwd=ROOT, env={"PATH": os.environ["PATH"], **environ})
    try:
        _wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("A server of the measure did not start; see above.")


def ours(home: Path) -> dict[str, str]:
    """Fills our home with the sample territory and the questionnaire; the environment to serve."""
    environ = {"PAROLES_HOME": str(home), "PAROLES_RATELIMIT_ENABLED": "false"}
    for command in (["demo", "--empty"], ["surveys", "publish", str(QUESTIONNAIRE)]):
        _run([sys.executable, "-m", "flask", "--app", "wsgi", *command], environ)
    return environ


def peer_python() -> Path:
    """The Python of the peer's own virtual environment, made at the first measure."""
    folder = ROOT / ".venv" / "peer"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        print("Installing the peer, once…", file=sys.stderr)
        _run([sys.executable, "-m", "venv", "--clear", str(folder)], {})
        from importlib.metadata import version

        pinned = [PEER, f"gunicorn=={version('gunicorn')}"]
        # The machine's own settings say where packages come from.
        _run([str(python), "-m", "pip", "install", "-qq", *pinned], dict(os.environ))
        (folder / "ready").touch()
    return python


def peer(python: Path, home: Path) -> tuple[dict[str, str], dict[str, tuple[str, list[str]]]]:
    """Fills the peer's home with the same questions; its environment, and its inputs by key."""
    environ = {"PEER_HOME": str(home)}
    asked = json.dumps(list(map(_plain, load_toml(QUESTIONNAIRE).questions)))
    return environ, json.loads(_run([str(python), "-m", "bench.peer_site"], environ, asked))


def _plain(question: schema.Question) -> dict[str, Any]:
    from surveys.questions import Commune, Context

    options: list[str] = [option.label for option in question.options(Context())]
    if isinstance(question, Commune):
        options = [f"Commune {number}" for number in range(1, 16)]
    return {
        "key": question.key,
        "kind": question.kind,
        "label": question.label,
        "choices": options,
    }


def _run(command: list[str], environ: dict[str, str], stdin: str = "") -> str:
    environ = {"PATH": os.environ["PATH"], **environ}
    done = subprocess.run(
        command, cwd=ROOT, env=environ, input=stdin, text=True, check=False, capture_output=True
    )
    if done.returncode:
        raise SystemExit(f"{' '.join(command)}\n{done.stderr[-2000:]}")
    return done.stdout
