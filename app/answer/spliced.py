"""A page rendered once and given many times, with a few short texts put in its holes.

Compressed once too: each part between two holes ends on a byte, so that the parts can be put around
texts that are stored uncompressed (RFC 1951, 3.2.4). A part looks back at those before it, at a
distance that counts the texts: it is compressed once for each length that these may have.
"""

import hashlib
import secrets
import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

_GZIP_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff"  # RFC 1952; no date, unknown system
_LAST_BLOCK = b"\x01\x00\x00\xff\xff"  # stored, empty, final
_WINDOW = 32_768  # how far a part may look back
_MOST = 20  # lengths kept: in practice there is one


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
    def _deflated(self) -> dict[tuple[int, ...], list[bytes]]:
        return {}

    def _around(self, lengths: tuple[int, ...]) -> list[bytes]:
        """The parts compressed, around texts of these lengths."""
        if lengths not in self._deflated:
            if len(self._deflated) >= _MOST:
                self._deflated.clear()
            self._deflated[lengths] = list(self._compressed(lengths))
        return self._deflated[lengths]

    def _compressed(self, lengths: tuple[int, ...]) -> Iterator[bytes]:
        before = b""
        for part, number in zip(self.parts, (*self.fills, None), strict=True):
            yield _deflated(part, before)
            # A NUL is in no page: nothing looks back at what a hole will hold.
            before += part + b"\0" * (0 if number is None else lengths[number])

    def filled(self, texts: Sequence[bytes]) -> bytes:
        """The page."""
        pieces = [self.parts[0]]
        for part, number in zip(self.parts[1:], self.fills, strict=True):
            pieces += (texts[number], part)
        return b"".join(pieces)

    def gzipped(self, texts: Sequence[bytes]) -> bytes:
        """The page, compressed. A text is shorter than 64 KB."""
        page = self.filled(texts)
        deflated = self._around(tuple(map(len, texts)))
        pieces = [_GZIP_HEAD, deflated[0]]
        for part, number in zip(deflated[1:], self.fills, strict=True):
            pieces += (_stored(texts[number]), part)
        pieces += (_LAST_BLOCK, struct.pack("<LL", zlib.crc32(page), len(page)))
        return b"".join(pieces)


def _deflated(part: bytes, before: bytes) -> bytes:
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=before[-_WINDOW:])
    return compressor.compress(part) + compressor.flush(zlib.Z_SYNC_FLUSH)


def _stored(text: bytes) -> bytes:
    return struct.pack("<BHH", 0, len(text), len(text) ^ 0xFFFF) + text
