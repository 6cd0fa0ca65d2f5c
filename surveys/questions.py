"""The table of the kinds of question: what is not in it cannot be asked."""

from surveys.asking import Choice, Context, InvalidSurvey, Question, Refused, Value, Wording
from surveys.kinds.dates import Date
from surveys.kinds.lists import SeveralChoices, SingleChoice
from surveys.kinds.matrix import Matrix
from surveys.kinds.notices import Consent, Note
from surveys.kinds.numbers import Number, Scale
from surveys.kinds.people import AgeBand, Commune
from surveys.kinds.ranking import Ranking
from surveys.kinds.texts import LongText, ShortText

__all__ = [
    "KINDS",
    "AgeBand",
    "Choice",
    "Commune",
    "Consent",
    "Context",
    "Date",
    "InvalidSurvey",
    "LongText",
    "Matrix",
    "Note",
    "Number",
    "Question",
    "Ranking",
    "Refused",
    "Scale",
    "SeveralChoices",
    "ShortText",
    "SingleChoice",
    "Value",
    "Wording",
]

_ALL = (
    SingleChoice,
    SeveralChoices,
    Ranking,
    Matrix,
    Scale,
    Number,
    Date,
    Commune,
    AgeBand,
    ShortText,
    LongText,
    Note,
    Consent,
)
KINDS: dict[str, type[Question]] = {kind.kind: kind for kind in _ALL}
