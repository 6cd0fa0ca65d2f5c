"""Arrays that grow by the end, for what is learnt of words as they are met."""

from typing import Any

import numpy as np
import numpy.typing as npt


class Growing:
    """Rows of one type, numbers or arrays of `width` numbers, added at the end and read as one."""

    def __init__(self, width: int | None = None, dtype: Any = np.int64) -> None:
        self._rows = np.zeros((256,) if width is None else (256, width), dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def append(self, row: Any) -> int:
        """Adds a row; its number."""
        self._make_room(1)
        self._rows[self._size] = row
        self._size += 1
        return self._size - 1

    def extend(self, rows: Any) -> None:
        """Adds rows, in order."""
        if not len(rows):
            return
        self._make_room(len(rows))
        self._rows[self._size : self._size + len(rows)] = rows
        self._size += len(rows)

    def _make_room(self, more: int) -> None:
        if self._size + more > len(self._rows):
            missing = max(len(self._rows), self._size + more - len(self._rows))
            self._rows = np.concatenate(
                [self._rows, np.zeros((missing, *self._rows.shape[1:]), self._rows.dtype)]
            )

    @property
    def rows(self) -> npt.NDArray[Any]:
        return self._rows[: self._size]
