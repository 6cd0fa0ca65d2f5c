"""Marks that wait until they can be written apart from their answer: in memory, never in a file.

The memory is shared by the processes that a server forks from the one that prepared it, and none
of them writes it anywhere: a file, even for a minute, would say which answer came with which mark.
"""

import mmap
import struct
import weakref
from collections.abc import Iterator

from sqlalchemy import Engine

ROOM = 1000  # marks that may wait at once
_SLOT = struct.Struct("<?q16s")  # whether it is taken, the survey, the key
_FREE = bytes(_SLOT.size)


class Full(Exception):
    """No room for one more: its answer must not be taken now."""


class Waiting:
    """Keys and their surveys. Whoever looks or changes must be alone (`apart.alone`)."""

    def __init__(self) -> None:
        self._memory = mmap.mmap(-1, ROOM * _SLOT.size)  # anonymous, and kept by a fork

    def __contains__(self, key: bytes) -> bool:
        return any(known == key for known, _survey in self.all())

    def all(self) -> list[tuple[bytes, int]]:
        """Each key that waits, and its survey."""
        return [(key, survey) for _place, taken, survey, key in self._slots() if taken]

    def reserve(self) -> int:
        """Where one more can be put. Raises `Full`."""
        for place, taken, _survey, _key in self._slots():
            if not taken:
                return place
        raise Full

    def put(self, place: int, survey_id: int, key: bytes) -> None:
        _SLOT.pack_into(self._memory, place, True, survey_id, key)

    def drop(self, keys: set[bytes]) -> None:
        """Those that were written."""
        for place, _taken, _survey, key in list(self._slots()):
            if key in keys:
                self._memory[place : place + _SLOT.size] = _FREE

    def _slots(self) -> Iterator[tuple[int, bool, int, bytes]]:
        for number, (taken, survey, key) in enumerate(_SLOT.iter_unpack(self._memory[:])):
            yield number * _SLOT.size, taken, survey, key


_OF: "weakref.WeakKeyDictionary[Engine, Waiting]" = weakref.WeakKeyDictionary()


def of(engine: Engine) -> Waiting:
    """The marks that wait for this database: made at the first call, best before any fork."""
    found = _OF.get(engine)
    if found is None:
        found = _OF.setdefault(engine, Waiting())
    return found
