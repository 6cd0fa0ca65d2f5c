"""An attack: whoever holds the database, its -wal and -shm, the logs, the list of who was invited
and even the secret tries to say which answer is whose.

Each order in which a file may show arrivals is tried on one side (who has answered) against each
on the other (the answers): rows, pages, bytes, times, lengths. It succeeds as often as the best.
"""

import base64
import sqlite3
import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom

PAGE = 4096
CHANCE = SystemRandom()
Order = list[int]


@dataclass(frozen=True)
class Loot:
    """What was taken. `keys`: contact → its « answered » key, that the secret gives."""

    folder: Path
    name: str
    keys: Mapping[int, bytes]
    logs: str = ""

    def files(self) -> Iterator[bytes]:
        for end in ("", "-wal", "-shm"):
            path = self.folder / f"{self.name}{end}"
            yield path.read_bytes() if path.exists() else b""

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        connection = sqlite3.connect(self.folder / self.name)
        try:
            return connection.execute(statement).fetchall()
        finally:
            connection.close()


def hits(loot: Loot, truth: Mapping[int, int]) -> dict[str, int]:
    """How many pairs each way of pairing gets right; `truth`: contact → response."""
    found = {}
    for guests_by, guests in _guests(loot).items():
        for answers_by, answers in _answers(loot).items():
            pairs = list(zip(guests, answers, strict=False))
            found[f"{guests_by} × {answers_by}"] = sum(truth[one] == other for one, other in pairs)
    return found


def _guests(loot: Loot) -> dict[str, Order]:
    """Contacts who answered, in each order that may be that of their answers."""
    files = list(loot.files())  # before a connection touches them
    known = {bytes(row[0]) for row in loot.rows("SELECT key FROM invitation_answered")}  # type: ignore[arg-type]
    there = {guest: key for guest, key in loot.keys.items() if key in known}
    orders = {"key": _by(there, there.__getitem__)}
    orders |= _physical(files, there)
    try:
        rowids = dict(loot.rows("SELECT key, rowid FROM invitation_answered"))
        orders["rowid"] = _by(there, lambda guest: rowids[there[guest]])
    except sqlite3.OperationalError:  # it has none
        pass
    sealed = {row[0]: row[1] for row in loot.rows("SELECT id, sealed FROM invitation")}
    orders["time of the list"] = _by(there, lambda guest: _time(sealed[guest]))
    orders["length of the list"] = _by(there, lambda guest: len(sealed[guest]))  # type: ignore[arg-type]
    orders["number"] = _by(there, lambda guest: guest)
    orders["logs"] = _by(there, lambda guest: loot.logs.find(str(guest)))
    return orders


def _answers(loot: Loot) -> dict[str, Order]:
    files = list(loot.files())
    rows = loot.rows(
        "SELECT response.id, key_hash, code_hash, answers, received_on, original, "
        "length(text) FROM response JOIN parole ON parole.response_id = response.id"
    )
    orders: dict[str, Order] = {}
    for column, name in ((1, "key"), (2, "code")):
        hashes = {row[0]: str(row[column]).encode() for row in rows}
        orders |= {f"{name}, {by}": order for by, order in _physical(files, hashes).items()}
    by_id = {row[0]: row for row in rows}
    orders["rowid"] = sorted(by_id)  # type: ignore[type-var]
    orders["time"] = _by(by_id, lambda one: (str(by_id[one][4]), _time(by_id[one][5])))
    orders["length"] = _by(by_id, lambda one: by_id[one][6])
    return orders


def _physical(files: Sequence[bytes], sought: Mapping[int, bytes]) -> dict[str, Order]:
    """In the order of bytes, and as SQLite fills a page: each new row before the last one."""
    main, wal = files[0], files[1]
    return {
        "bytes": _by(sought, lambda one: main.find(sought[one])),
        "bytes, last": _by(sought, lambda one: main.rfind(sought[one])),
        "page": _by(sought, lambda one: _as_filled(main.find(sought[one]))),
        "page, last": _by(sought, lambda one: _as_filled(main.rfind(sought[one]))),
        "wal": _by(sought, lambda one: wal.find(sought[one])),
        "wal, last": _by(sought, lambda one: wal.rfind(sought[one])),
    }


def _as_filled(place: int) -> tuple[int, int]:
    return place // PAGE, -(place % PAGE)


def _by(those: Mapping[int, object], place: Callable[[int], object]) -> Order:
    """Sorted; what the place does not tell apart comes by chance."""
    shuffled = CHANCE.sample(list(those), len(those))
    return sorted(shuffled, key=place)  # type: ignore[arg-type]


def _time(token: object) -> int:
    """When a Fernet token says that it was made."""
    if not isinstance(token, bytes):
        return 0
    return int(struct.unpack(">Q", base64.urlsafe_b64decode(token)[1:9])[0])
