"""What came of reading a questionnaire written elsewhere: what was understood, what was not."""

from dataclasses import dataclass

from surveys.schema import Survey

MOST_REMARKS = 1000  # beyond, no one reads them one by one


class UnreadableForm(ValueError):
    """The file is no questionnaire that can be read: says why and what to do, in French."""


@dataclass(frozen=True)
class Place:
    """Where a file says something; a text file has no sheet. The first line is 1."""

    sheet: str
    line: int

    def __str__(self) -> str:
        return (
            f"feuille « {self.sheet} », ligne {self.line}" if self.sheet else f"ligne {self.line}"
        )


@dataclass(frozen=True)
class Remark:
    """Something not taken as it was written. `lost`: it is missing, not merely said otherwise."""

    place: Place
    said: str
    lost: bool = True

    def __str__(self) -> str:
        return f"{self.place} : {self.said}"


@dataclass(frozen=True)
class Understood:
    """A question taken: where it stood, and how it is asked now."""

    place: Place
    key: str
    label: str
    kind: str


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The questionnaire, None when nothing could be asked, and all that there is to say of it."""

    survey: Survey | None
    understood: tuple[Understood, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def lost(self) -> tuple[Remark, ...]:
        """What is missing from the questionnaire."""
        return tuple(remark for remark in self.remarks if remark.lost)

    @property
    def adapted(self) -> tuple[Remark, ...]:
        """What was taken otherwise than written."""
        return tuple(remark for remark in self.remarks if not remark.lost)


class Remarks:
    """The remarks made while a file is read, in the order of its lines at the end."""

    def __init__(self) -> None:
        self._made: dict[Remark, None] = {}

    def lost(self, place: Place, said: str) -> None:
        """Something is missing."""
        self._made.setdefault(Remark(place, said))

    def adapted(self, place: Place, said: str) -> None:
        """Something is said otherwise."""
        self._made.setdefault(Remark(place, said, lost=False))

    def all(self) -> tuple[Remark, ...]:
        """In the order of the sheets as they were first spoken of, then of the lines; bounded."""
        sheets = {remark.place.sheet: None for remark in self._made}
        order = {sheet: number for number, sheet in enumerate(sheets)}
        made = sorted(self._made, key=lambda r: (order[r.place.sheet], r.place.line))
        if len(made) <= MOST_REMARKS:
            return tuple(made)
        left = len(made) - MOST_REMARKS
        last = Remark(made[MOST_REMARKS].place, f"et {left} autres remarques, d’ici à la fin.")
        return (*made[:MOST_REMARKS], last)
