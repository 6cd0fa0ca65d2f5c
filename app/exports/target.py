"""Where an export goes: a path, or an open binary stream."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

Target = Path | IO[bytes]


@contextmanager
def opened_text(target: Target, encoding: str) -> Iterator[IO[str]]:
    """`target` as a text stream that leaves line ends alone; a stream given is left open."""
    if isinstance(target, Path):
        with target.open("w", encoding=encoding, newline="") as stream:
            yield stream
        return
    wrapper = io.TextIOWrapper(target, encoding=encoding, newline="", write_through=True)
    yield wrapper
    wrapper.detach()
