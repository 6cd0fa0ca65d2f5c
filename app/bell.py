"""The bell that wakes the worker: huey, on SQLite in the home, or on Redis where that is set.

What is to be done stands in the database (`app.models.exports`); a bell that was lost costs a few
seconds, never a document.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from huey import RedisHuey, SqliteHuey

from app.config import Settings

FILE: Final = "jobs.sqlite"
NAME: Final = "paroles"


@dataclass(frozen=True)
class Bell:
    """`ring(job_id)`: there is something to make. `next()`: what was rung for, None if nothing."""

    huey: Any
    ring: Callable[[int], object]

    def next(self) -> int | None:
        task = self.huey.dequeue()
        return None if task is None else int(task.args[0])

    @property
    def rung(self) -> bool:
        """Whether somebody waits."""
        return bool(self.huey.pending_count())


def connect(settings: Settings) -> Bell:
    """The bell of this installation: the same one in each of its processes."""
    if settings.redis_url:
        huey = RedisHuey(NAME, url=settings.redis_url, results=False, blocking=False)
    else:
        huey = SqliteHuey(NAME, filename=str(settings.home / FILE), results=False)

    @huey.task(name="make_export")  # type: ignore[untyped-decorator]
    def ring(job_id: int) -> int:
        return job_id

    return Bell(huey, ring)
