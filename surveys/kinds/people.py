"""Questions on the person: where one lives, how old one is."""

from collections.abc import Mapping
from dataclasses import dataclass

from surveys import messages
from surveys.asking import Choice, Context, PickOne
from surveys.sentences import table


@dataclass(frozen=True, kw_only=True)
class Commune(PickOne):
    """A commune of the territory. Stored: its INSEE code."""

    kind = "commune"
    missing = messages.COMMUNE
    not_offered = messages.COMMUNE_NOT_OFFERED

    def labels(self, context: Context) -> Mapping[str, str]:
        """INSEE code → name."""
        return context.commune_labels

    def options(self, context: Context) -> tuple[Choice, ...]:
        """The territory's communes."""
        return context.communes


@dataclass(frozen=True, kw_only=True)
class AgeBand(PickOne):
    """One of the seven age bands. Stored: the band, as in `words.AGE_BANDS`."""

    kind = "age_band"
    missing = messages.AGE
    not_offered = messages.AGE_NOT_OFFERED

    def labels(self, context: Context) -> Mapping[str, str]:
        """Band → how it is said."""
        return table("age_band", context.language)
