"""Reads and writes parquet files, where pyarrow is installed (requirements-scale.txt)."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import pandas as pd

from analysis.columns import check_frame

SUFFIX: Final = ".parquet"
MISSING: Final = (
    "Pour lire ou écrire du parquet, il faut pyarrow : "
    "pip install -r requirements-scale.txt. Un fichier CSV n’en a pas besoin."
)


class Unreadable(ValueError):
    """A parquet file cannot be used; the message is a French sentence."""


def chunks(path: Path, columns: Sequence[str], size: int) -> Iterator[pd.DataFrame]:
    """A parquet file by pieces of at most `size` rows, every cell a text (an absent one is empty).

    Raises Unreadable, ColumnsMissing, FileNotFoundError or IsADirectoryError.
    """
    arrow, parquet = _pyarrow()
    if path.is_dir():
        raise IsADirectoryError(path)
    try:
        with parquet.ParquetFile(path) as file:
            names = list(file.schema_arrow.names)
            check_frame(pd.DataFrame(columns=names), columns, name=path.name)
            for batch in file.iter_batches(batch_size=size):
                if batch.num_rows:
                    yield _texts(batch.to_pydict())
    except arrow.ArrowInvalid as error:
        raise Unreadable(f"{path.name} : ce fichier n’est pas du parquet lisible.") from error


def _texts(columns: dict[str, list[Any]]) -> pd.DataFrame:
    texts = {
        name: ["" if value is None else str(value) for value in values]
        for name, values in columns.items()
    }
    return pd.DataFrame(texts, dtype=object)


class Writer:
    """Appends frames of texts to one parquet file."""

    def __init__(self, path: Path) -> None:
        self._arrow, self._parquet = _pyarrow()
        self._path = path
        self._file: Any = None

    def __enter__(self) -> Self:
        return self

    def write(self, frame: pd.DataFrame) -> None:
        texts = self._arrow.string()
        table = self._arrow.table(
            {name: self._arrow.array(frame[name].tolist(), texts) for name in frame.columns}
        )
        if self._file is None:
            self._file = self._parquet.ParquetWriter(self._path, table.schema)
        self._file.write_table(table)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()


def _pyarrow() -> tuple[Any, Any]:
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise Unreadable(MISSING) from error
