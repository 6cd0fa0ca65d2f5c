"""A line that says how far long work has gone, and how long is left."""

import time
from typing import Final, TextIO

_WIDTH: Final = 30
_EVERY: Final = 0.5


class Progress:
    """Written over itself on a terminal; silent elsewhere."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self._total, self._stream = total, stream
        self._start = self._said = time.monotonic()
        self._before = self.done = 0

    def add(self, rows: int, *, found: bool = False) -> None:
        """`found`: rows that were there already, and tell nothing of the speed."""
        self.done += rows
        self._before += rows if found else 0
        now = time.monotonic()
        if self._stream.isatty() and (now - self._said >= _EVERY or self.done == self._total):
            self._said = now
            self._stream.write("\r" + line(self.done, self._total, self._speed(now)) + "\x1b[K")
            self._stream.flush()

    def _speed(self, now: float) -> float:
        return (self.done - self._before) / max(1e-9, now - self._start)

    def end(self) -> None:
        if self._stream.isatty():
            self._stream.write("\n")


def line(done: int, total: int, speed: float) -> str:
    """« [####····] 50 %  1 000/2 000 réponses  500/s  reste 0 min 02 s »."""
    share = done / total if total else 1.0
    bar = ("#" * int(share * _WIDTH)).ljust(_WIDTH, "·")
    left = (total - done) / speed if speed > 0 else 0.0
    counts = f"{done:,}/{total:,} réponses  {speed:,.0f}/s".replace(",", "\u202f")
    rest = f"reste {int(left // 60)} min {int(left % 60):02d} s" if speed > 0 else "reste ?"
    return f"[{bar}] {share:4.0%}  {counts}  {rest}"
