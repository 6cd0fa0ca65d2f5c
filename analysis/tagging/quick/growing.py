"""Arrays that grow by the end, for what is learnt of words as they are met."""

from typing import Any

import numpy as np
import numpy.typing as npt


class Growing:
    """Rows of one width and type, appended one by one and read as one array."""

    def __init__(self, width: int, dtype: Any = np.int64) -> None:
        self._rows = np.zeros((256, width), dtype)
        self._size = 0

    def __len__(self) -> int:
        return self._size

    def append(self, row: Any) -> int:
        """Adds a row; its number."""
        if self._size == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
        self._rows[self._size] = row
        self._size += 1
        return self._size - 1

    @property
    def rows(self) -> npt.NDArray[Any]:
        return self._rows[: self._size]
