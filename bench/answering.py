"""What answering costs, as ratios within one run: an empty Flask view, our form, a peer's.

`make bench` prints them; `make bench-check` fails when a target is missed. Same server command
for the three (gunicorn, 2 processes), SQLite with a sync per commit, 12 questions of which 3 are
open, 16 clients on loopback, no compression; the medians of several rounds, since others may use
the machine. The servers, the clients and the disk share the machine: only ratios mean something.
"""

import argparse
import statistics
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from bench import serving, work
from bench.load import Load, Work, run

CLIENTS = 16
CLOSED = {"vivre": 3, "trajets": 0, "demarches": 1, "commune": 2, "logement": 1}  # nth choice
OPEN = ("bien", "manque", "propose")
INPUTS_OURS = [
    ("vivre", "4"),
    ("trajets", "conduit"),
    ("cherche", "soins"),
    ("cherche", "internet"),
    ("connus", "bibliotheque"),
    ("demarches", "aide"),
    ("lieu", "Le bord du lac"),
    ("commune", "46066"),
    ("foyer", "3"),
    ("logement", "locataire"),
]
SHOWN = (
    ("empty", "empty view"),
    ("page", "our form, GET"),
    ("ours", "our form, GET + stored answer"),
    ("peer", "peer's form, GET + stored answer"),
)


@dataclass(frozen=True)
class Measure:
    """One load on one server."""

    load: Load
    cpu: float  # of the server, in seconds per unit of work

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.load.durations, n=100)[98]


Round = dict[str, Measure]


@dataclass(frozen=True)
class Target:
    """A ratio that each round gives, and what its median must reach (or not pass)."""

    says: str
    ratio: Callable[[Round], float]
    bound: float
    at_most: bool = False

    def met(self, value: float) -> bool:
        return value <= self.bound if self.at_most else value >= self.bound


TARGETS = (
    Target("GET of a published form ÷ empty view", lambda r: _rate(r, "page", "empty"), 0.7),
    Target("complete responses ÷ empty view", lambda r: _rate(r, "ours", "empty"), 0.12),
    Target(
        "server CPU of a complete response ÷ empty view's",
        lambda r: r["ours"].cpu / r["empty"].cpu,
        8,
        at_most=True,
    ),
    Target("complete responses ÷ peer's", lambda r: _rate(r, "ours", "peer"), 10),
    Target("p99 ÷ peer's", lambda r: r["ours"].p99 / r["peer"].p99, 0.2, at_most=True),
)


def _rate(round_: Round, one: str, other: str) -> float:
    return round_[one].load.rate / round_[other].load.rate


def measure(server: serving.Server, client: Callable[[], Work], seconds: float) -> Measure:
    before = server.cpu()
    load = run(server.port, client, CLIENTS, seconds)
    whole = len(load.durations) / load.seconds * seconds  # the warm-up used processor too
    return Measure(load, (server.cpu() - before) / whole)


def rounds(count: int, seconds: float) -> list[Round]:
    """The four loads, one after the other, `count` times."""
    with ExitStack() as stack:
        homes = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        for name in ("ours", "peer"):
            (homes / name).mkdir()
        python, peer_python = Path(sys.executable), serving.peer_python()
        peer_environ, inputs = serving.peer(peer_python, homes / "peer")
        start = stack.enter_context
        empty = start(serving.served(python, "bench.empty:app", {}))
        ours = start(serving.served(python, "wsgi:app", serving.ours(homes / "ours")))
        peer = start(serving.served(peer_python, "bench.peer_site:app", peer_environ))
        closed, opened = _peer_inputs(inputs)
        loads: dict[str, tuple[serving.Server, Callable[[], Work]]] = {
            "empty": (empty, lambda: work.look(empty.port, "/")),
            "page": (ours, lambda: work.look(ours.port, "/q/mesure")),
            "ours": (ours, lambda: work.answer_ours(ours.port, INPUTS_OURS, OPEN)),
            "peer": (peer, lambda: work.answer_peer(peer.port, closed, opened)),
        }
        for server, client in loads.values():  # templates and modules are read once
            run(server.port, client, CLIENTS, 1)
        return [
            {name: measure(server, client, seconds) for name, (server, client) in loads.items()}
            for _ in range(count)
        ]


def _peer_inputs(
    inputs: dict[str, tuple[str, list[str]]],
) -> tuple[list[tuple[str, str]], tuple[str, str, str]]:
    """Our answers, under the peer's names and values."""
    chosen = [(inputs[key][0], inputs[key][1][place]) for key, place in CLOSED.items()]
    several = [(inputs["cherche"][0], inputs["cherche"][1][place]) for place in (1, 3)]
    several.append((inputs["connus"][0], inputs["connus"][1][1]))
    written = [(inputs["lieu"][0], "Le bord du lac"), (inputs["foyer"][0], "3")]
    first, second, third = (inputs[key][0] for key in OPEN)
    return chosen + several + written, (first, second, third)


def report(measured: list[Round]) -> bool:
    """Prints the medians; whether every target is met."""
    for name, says in SHOWN:
        of = [round_[name] for round_ in measured]
        print(
            f"{says:<34} {statistics.median(m.load.rate for m in of):7.0f} /s"
            f"   p99 {statistics.median(m.p99 for m in of) * 1000:7.1f} ms"
            f"   server {statistics.median(m.cpu for m in of) * 1e6:6.0f} µs"
            f"   clients {statistics.median(m.load.own_cpu for m in of):.0%} of a core"
        )
    judged = [_judge(target, measured) for target in TARGETS]
    return all(judged)


def _judge(target: Target, measured: list[Round]) -> bool:
    values = sorted(target.ratio(round_) for round_ in measured)
    value, met = statistics.median(values), target.met(statistics.median(values))
    sign = "≤" if target.at_most else "≥"
    print(
        f"{target.says:<50} {value:6.2f}  [{values[0]:.2f}, {values[-1]:.2f}]"
        f"  target {sign} {target.bound:g}: {'met' if met else 'MISSED'}"
    )
    return met


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when a target is missed")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=4.0)
    given = parser.parse_args()
    met = report(rounds(given.rounds, given.seconds))
    return 1 if given.check and not met else 0


if __name__ == "__main__":
    sys.exit(main())
