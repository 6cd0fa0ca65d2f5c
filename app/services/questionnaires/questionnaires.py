"""Published definitions, read once per version and language: they never change."""

from collections.abc import Iterable
from typing import Protocol, cast

from surveys import schema
from surveys.models import Survey, SurveyVersion
from surveys.translation import missing, translated

_READ: dict[str, schema.Survey] = {}
_SPOKEN: dict[tuple[str, str], schema.Survey] = {}
_UNTRANSLATED: dict[tuple[str, str], tuple[str, ...]] = {}
_MOST = 500


class Version(Protocol):
    """A version's identity; `definition` where it was not read yet needs the row itself."""

    @property
    def id(self) -> int: ...

    @property
    def content_hash(self) -> str: ...


def is_known(version: Version) -> bool:
    """Whether this version was read before: its row is then not needed."""
    return version.content_hash in _READ


def definition(version: Version) -> schema.Survey:
    """The questionnaire of this version, from memory when it was read before."""
    found = _READ.get(version.content_hash)
    if found is None:
        if len(_READ) >= _MOST:
            _READ.clear()
            _SPOKEN.clear()
            _UNTRANSLATED.clear()
        row = cast(SurveyVersion, version)
        found = _READ[version.content_hash] = schema.from_dict(row.definition)
    return found


def titles(surveys: Iterable[Survey]) -> dict[str, str]:
    """Slug → title now, of surveys that were published."""
    return {survey.slug: definition(survey.versions[-1]).title for survey in surveys}


def open_questions(surveys: Iterable[Survey]) -> dict[str, str]:
    """Key → wording now of the questions that paroles answer, of surveys that were published."""
    found: dict[str, str] = {}
    for survey in surveys:
        for question in definition(survey.versions[-1]).questions:
            if question.is_parole:
                found.setdefault(question.key, question.label)
    return found


def spoken(version: Version, language: str) -> schema.Survey:
    """What its public is asked in this language, or in its own where it is not offered."""
    place = version.content_hash, language
    if place not in _SPOKEN:
        whole = definition(version)
        offered = language if language in whole.offered else whole.language
        _SPOKEN[place] = translated(whole, offered).worded
    return _SPOKEN[place]


def untranslated(version: Version, language: str) -> tuple[str, ...]:
    """The paths of its texts that this language shows in the questionnaire's own."""
    place = version.content_hash, language
    if place not in _UNTRANSLATED:
        _UNTRANSLATED[place] = missing(definition(version), language)
    return _UNTRANSLATED[place]
