"""A page rendered once and given many times, with a few short texts put in its holes.

Compressed once too: each part between two holes ends on a byte and looks back at nothing before
it, so that the parts can be put around texts that are stored uncompressed (RFC 1951, 3.2.4).
"""

import hashlib
import secrets
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # RFC 1952; no date, unknown system
_LAST_BLOCK = b"\x01\x00\x00\xff\xff"  # stored, empty, final


def hole(name: str) -> str:
    """A text that no page holds by chance, to be rendered where something varies."""
    return f"{name}{secrets.token_hex(16)}"


@dataclass(frozen=True)
class Spliced:
    """The parts around the holes, in order; `fills` says which text goes in which hole."""

    parts: tuple[bytes, ...]
    fills: tuple[int, ...]

    @classmethod
    def cut(cls, page: str, holes: Sequence[str]) -> "Spliced":
        """The page cut at its holes, wherever and however often each of them is."""
        parts, fills, rest = [], [], page
        while found := [(place, n) for n, h in enumerate(holes) if (place := rest.find(h)) >= 0]:
            place, number = min(found)
            parts.append(rest[:place].encode())
            fills.append(number)
            rest = rest[place + len(holes[number]) :]
        return cls((*parts, rest.encode()), tuple(fills))

    @cached_property
    def digest(self) -> str:
        """What the page says apart from its holes, in sixteen signs."""
        return hashlib.sha256(b"\0".join(self.parts)).hexdigest()[:16]

    @cached_property
    def _deflated(self) -> tuple[bytes, ...]:
        return tuple(map(_deflated, self.parts))

    def filled(self, texts: Sequence[bytes]) -> bytes:
        """The page."""
        pieces = [self.parts[0]]
        for part, number in zip(self.parts[1:], self.fills, strict=True):
            pieces += (texts[number], part)
        return b"".join(pieces)

    def gzipped(self, texts: Sequence[bytes]) -> bytes:
        """The page, compressed. A text is shorter than 64 KB."""
        page = self.filled(texts)
        pieces = [_GZIP_HEAD, self._deflated[0]]
        for part, number in zip(self._deflated[1:], self.fills, strict=True):
            pieces += (_stored(texts[number]), part)
        pieces += (_LAST_BLOCK, struct.pack("<LL", zlib.crc32(page), len(page)))
        return b"".join(pieces)


def _deflated(part: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    return compressor.compress(part) + compressor.flush(zlib.Z_FULL_FLUSH)


def _stored(text: bytes) -> bytes:
    return struct.pack("<BHH", 0, len(text), len(text) ^ 0xFFFF) + text
