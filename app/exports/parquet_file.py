"""Rows as parquet, where pyarrow is installed: columns keep their types, texts stay as written."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any, Final

from app.exports.package import Field
from app.exports.target import Target

MISSING: Final = (
    "Le format parquet demande la bibliothèque pyarrow, qui manque sur ce serveur. Demandez à qui "
    "le tient : « pip install -r requirements-scale.txt ». En attendant, le CSV dit la même chose."
)
GROUP: Final = 10_000


class CannotWrite(Exception):
    """The sentence says what to install."""


def _pyarrow() -> Any:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise CannotWrite(MISSING) from error
    return pyarrow


def available() -> bool:
    """Whether pyarrow is there."""
    try:
        _pyarrow()
    except CannotWrite:
        return False
    return True


def parquet(fields: Sequence[Field], rows: Iterable[Sequence[object]], target: Target) -> None:
    """Writes the rows, ten thousand at a time. Raises `CannotWrite`."""
    arrow = _pyarrow()
    kinds = {
        "boolean": arrow.bool_(),
        "integer": arrow.int64(),
        "number": arrow.float64(),
        "date": arrow.date32(),
    }
    schema = arrow.schema(
        [
            arrow.field(
                one.name, kinds.get(one.kind, arrow.string()), metadata={"title": one.title}
            )
            for one in fields
        ]
    )
    place = str(target) if hasattr(target, "suffix") else target
    steps = [_of(one.kind) for one in fields]
    with arrow.parquet.ParquetWriter(place, schema) as writer:
        waiting = iter(rows)
        while group := list(islice(waiting, GROUP)):
            columns = [[step(row[at]) for row in group] for at, step in enumerate(steps)]
            arrays = [
                arrow.array(column, type=field.type)
                for column, field in zip(columns, schema, strict=True)
            ]
            writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))


def _of(kind: str) -> Any:
    """What turns a stored value into one of this type; nothing stays nothing."""
    make: Any = {"boolean": bool, "integer": int, "number": float, "date": lambda day: day}.get(
        kind, str
    )
    return lambda value: None if value is None else make(value)
