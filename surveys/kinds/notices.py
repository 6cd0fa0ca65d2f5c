"""What is told, and what is agreed to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from surveys import messages
from surveys.asking import Context, PickOne, Question
from surveys.sentences import sentence


@dataclass(frozen=True, kw_only=True)
class Note(Question):
    """Information: `label` is a short heading, `hint` what it says. Asks and stores nothing."""

    kind = "note"

    def problems(self) -> Iterator[str]:
        """Required, though nothing can be answered."""
        yield from super().problems()
        if self.required:
            yield "une information n’attend pas de réponse ; retirez required."

    def names(self) -> tuple[str, ...]:
        """No input."""
        return ()

    def columns(self) -> tuple[str, ...]:
        """No column."""
        return ()


@dataclass(frozen=True, kw_only=True)
class Consent(PickOne):
    """One box beside `label`; required, it must be ticked. Stored: `oui`, or nothing."""

    kind = "consent"
    missing = messages.CONSENT

    def labels(self, context: Context) -> Mapping[str, str]:
        """The only answer."""
        return {"oui": sentence("word.yes", context.language)}
