"""Tags parts one by one here, or several at once with Dask; what comes out is the same."""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import pandas as pd

from analysis.tables import TableError
from analysis.tagging.frames import tag_frame
from analysis.tagging.sources import Part
from analysis.tagging.storage import load
from analysis.tagging.tagger import Tagger
from analysis.tagging.training import load_shipped

ENGINES: Final = ("pandas", "dask")
MISSING: Final = (
    "Pour --engine dask, il faut Dask : pip install -r requirements-scale.txt. "
    "Sans lui, --engine pandas donne le même résultat."
)
# Parts handed to each worker in advance: enough to keep it busy, few enough to hold in memory.
AHEAD: Final = 2

Tagged = tuple[str, pd.DataFrame]
Engine = Callable[[Iterable[Part]], Iterator[Tagged]]


@dataclass(frozen=True)
class Asked:
    """With which model (a path on the worker's own disk, None for the shipped one), and how."""

    model: Path | None
    confidence: bool = False
    languages: bool = False


def tag_part(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """What a worker does."""
    made = tagger(asked.model)
    return tag_frame(frame, made, confidence=asked.confidence, languages=asked.languages)


@lru_cache(maxsize=1)
def tagger(model: Path | None) -> Tagger:
    """The model, read once per process. Raises ModelError."""
    return load(model) if model else load_shipped()


def with_pandas(asked: Asked) -> Engine:
    """One part after the other, in this process."""
    return lambda parts: ((part.name, tag_part(part.frame, asked)) for part in parts)


def with_dask(asked: Asked, scheduler: str | None) -> Engine:
    """On a Dask scheduler, or on one worker per processor of this machine.

    Parts are read and results written here: workers need this code (and the model's file), no
    shared folder. Raises TableError where Dask is missing or nobody answers at the address.
    """

    def run(parts: Iterable[Part]) -> Iterator[Tagged]:
        with _client(scheduler) as client:
            waiting: deque[tuple[str, Any]] = deque()
            most = AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
            for part in parts:
                waiting.append((part.name, client.submit(tag_part, part.frame, asked, pure=False)))
                if len(waiting) >= most:
                    yield _first(waiting)
            while waiting:
                yield _first(waiting)

    return run


def _first(waiting: "deque[tuple[str, Any]]") -> Tagged:
    name, future = waiting.popleft()
    return name, future.result()


@contextmanager
def _client(scheduler: str | None) -> Iterator[Any]:
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise TableError(MISSING) from error
    if scheduler is None:
        workers, host = os.cpu_count() or 1, "127.0.0.1"
        with (
            distributed.LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None, host=host
            ) as cluster,
            distributed.Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = distributed.Client(scheduler, timeout="10s")
    except (OSError, ValueError) as error:
        raise TableError(
            f"Aucun ordonnanceur Dask ne répond à {scheduler}. Vérifiez l’adresse "
            "(par exemple tcp://127.0.0.1:8786) et qu’il est lancé : dask scheduler."
        ) from error
    with client:
        yield client
