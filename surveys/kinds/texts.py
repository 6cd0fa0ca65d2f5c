"""Questions answered in one's own words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from surveys import messages
from surveys.asking import Context, Question, Refused, Value, only_one
from surveys.words import POLARITIES


def read_text(raw: Sequence[str], max_length: int, *, several_lines: bool = False) -> str | None:
    """The text, cleaned; refused when too long, never cut. Raises `Refused`."""
    text = only_one(raw)
    if text is not None and not several_lines:
        text = " ".join(text.split())
    if text is not None and len(text) > max_length:
        raise Refused(messages.too_long(max_length, len(text) - max_length))
    return text


class Text(Question):
    """A written answer. Stored: the text, cleaned. Its page says `max_length` before one writes."""

    missing = messages.WRITE
    max_length: int
    several_lines: ClassVar[bool] = True

    def problems(self) -> Iterator[str]:
        """A length no one could use."""
        yield from super().problems()
        if not 1 <= self.max_length <= 20_000:
            yield "max_length doit être compris entre 1 et 20 000."

    def read(self, raw: Sequence[str], context: Context) -> Value | None:
        """The text, cleaned; refused when too long, never cut."""
        return read_text(raw, self.max_length, several_lines=self.several_lines)


@dataclass(frozen=True, kw_only=True)
class ShortText(Text):
    """A few words on one line, kept with the closed answers."""

    kind = "short_text"
    several_lines = False
    max_length: int = 200

    def written(self) -> tuple[str, ...]:
        """Its own text."""
        return (self.key,)


@dataclass(frozen=True, kw_only=True)
class LongText(Text):
    """An open question: its answer is a parole, read, tagged and quoted by itself.

    `polarity` says what it asks for, when it asks for one thing (`words.POLARITIES`).
    """

    kind = "long_text"
    is_parole = True
    max_length: int = 2000
    polarity: str = ""

    def problems(self) -> Iterator[str]:
        """A polarity the trade does not know."""
        yield from super().problems()
        if self.polarity and self.polarity not in POLARITIES:
            yield f"polarity doit être l’un de : {', '.join(POLARITIES)}."
