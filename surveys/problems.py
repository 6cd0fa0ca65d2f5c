"""Every reason why a definition could not be asked, each with its place: what an editor shows."""

import re
from collections.abc import Iterator, KeysView, Mapping
from dataclasses import dataclass, fields
from typing import Any

from surveys import plain
from surveys.asking import InvalidSurvey, Question
from surveys.conditions import BadCondition
from surveys.conditions.tree import columns
from surveys.schema import Section, Survey

_PLACE = re.compile("(question|section) « ([^»]*) » : (.*)", re.DOTALL)
_EMPTY: Mapping[str, Any] = {
    "slug": "",
    "title": "",
    "public": "",
    "purpose": [],
    "minutes": 0,
    "who_reads": [],
    "rights": "",
}


@dataclass(frozen=True)
class Problem:
    """`place`: `survey`, `section` or `question`; `key`: which one; `sentence`: what to change."""

    place: str
    key: str
    sentence: str


def problems(definition: Mapping[str, Any]) -> list[Problem]:
    """All that keeps plain data from being a questionnaire, in its order; nothing when it is one.

    Never raises: a draft may be anything that JSON can hold.
    """
    found: dict[Problem, None] = {}
    sections = tuple(
        section
        for number, data in enumerate(_list(definition.get("sections")), 1)
        if (section := _section(data, number, found)) is not None
    )
    whole = _whole(definition, sections, found)
    if whole is not None:
        found.update(dict.fromkeys(map(_placed, whole.problems())))
    if not found:
        found.update(dict.fromkeys(_refusal(definition)))
    return list(found)


def _placed(sentence: str) -> Problem:
    matched = _PLACE.fullmatch(sentence)
    return Problem(*matched.groups()) if matched else Problem("survey", "", sentence)


def _list(data: Any) -> list[Any]:
    return data if isinstance(data, list) else []


def _section(data: Any, number: int, found: dict[Problem, None]) -> Section | None:
    if not isinstance(data, Mapping):
        found[Problem("survey", "", f"la section n° {number} ne se lit pas.")] = None
        return None
    questions = tuple(
        question
        for place, asked in enumerate(_list(data.get("questions")), 1)
        if (question := _question(asked, f"section n° {number}, question n° {place}", found))
    )
    named = f"section « {data.get('key')} »"
    made = _read(Section, {"title": "", "key": "", **data, "questions": []}, named, found)
    if made is None:
        return None
    section: Section = _unchecked(Section, {**made, "questions": questions})
    return section


def _question(data: Any, place: str, found: dict[Problem, None]) -> Question | None:
    key = data.get("key") if isinstance(data, Mapping) else None
    named = f"question « {key} »" if key else place
    try:
        kind, values = plain.parts(Question, data, named)
    except InvalidSurvey as error:
        found[_placed(str(error))] = None
        return None
    question: Question = _unchecked(kind, values)
    found.update(
        (Problem("question", question.key, sentence), None) for sentence in question.problems()
    )
    return question


def _whole(
    definition: Mapping[str, Any], sections: tuple[Section, ...], found: dict[Problem, None]
) -> Survey | None:
    """The survey with what could be read of it: its translations wait until the rest is sound."""
    data = {**_EMPTY, **definition, "sections": [], "translations": []}
    known = {field.name for field in fields(Survey)}
    made = _read(Survey, {n: v for n, v in data.items() if n in known}, "questionnaire", found)
    if made is None:
        return None
    readable = tuple(
        _unchecked(Section, {**vars(section), "questions": tuple(_readable(section))})
        for section in sections
    )
    survey: Survey = _unchecked(Survey, {**made, "sections": readable})
    return survey


def _readable(section: Section) -> Iterator[Question]:
    """The questions, those whose condition does not read without it: that was said already."""
    for question in section.questions:
        try:
            _ = question.condition
        except BadCondition:
            yield _unchecked(type(question), {**_values(question), "only_if": ""})
        else:
            yield question


def _values(question: Question) -> dict[str, Any]:
    return {field.name: getattr(question, field.name) for field in fields(question)}


def _read(
    cls: Any, data: Mapping[str, Any], named: str, found: dict[Problem, None]
) -> dict[str, Any] | None:
    try:
        values: dict[str, Any] = plain.parts(cls, data, named)[1]
    except InvalidSurvey as error:
        found[_placed(str(error))] = None
        return None
    return values


def _unchecked(cls: Any, values: Mapping[str, Any]) -> Any:
    """The dataclass without its own rules: those are asked one by one, to hear them all."""
    made = object.__new__(cls)
    for field in fields(cls):
        object.__setattr__(made, field.name, values.get(field.name, field.default))
    return made


def _refusal(definition: Mapping[str, Any]) -> Iterator[Problem]:
    """What only the finished whole can be refused for: an unknown field, a translation."""
    try:
        plain.build(Survey, definition, "questionnaire")
    except InvalidSurvey as error:
        yield _placed(str(error))


def as_far_as_read(definition: Mapping[str, Any]) -> Survey:
    """What of a draft can be shown: questions that read, without the conditions that do not.

    For a preview: the survey given was not checked and may hold what could not be asked.
    """
    found: dict[Problem, None] = {}
    sections = tuple(
        section
        for number, data in enumerate(_list(definition.get("sections")), 1)
        if (section := _section(data, number, found)) is not None
    )
    shown = tuple(
        _unchecked(Section, {**vars(section), "questions": _shown(section)}) for section in sections
    )
    whole = _whole({**definition, "sections": []}, (), found)
    said = vars(whole) if whole else {name: _EMPTY[name] for name in _EMPTY}
    survey: Survey = _unchecked(Survey, {**said, "sections": shown})
    return _without_lost_conditions(survey)


def _shown(section: Section) -> tuple[Question, ...]:
    """A scale without bounds would have no end."""
    return tuple(
        question
        for question in _readable(section)
        if not (question.kind == "scale" and list(question.problems())) or _few_points(question)
    )


def _few_points(question: Question) -> bool:
    low, high = getattr(question, "low", 0), getattr(question, "high", 0)
    return bool(-100 <= low <= high <= 100)


def _without_lost_conditions(survey: Survey) -> Survey:
    """The survey whose conditions only look at columns that are there."""
    known = survey.by_column.keys()
    sections = tuple(
        _unchecked(
            Section,
            {**vars(section), "questions": tuple(_found(q, known) for q in section.questions)},
        )
        for section in survey.sections
    )
    fields_ = {field.name: getattr(survey, field.name) for field in fields(Survey)}
    shown: Survey = _unchecked(Survey, {**fields_, "sections": sections})
    return shown


def _found(question: Question, known: KeysView[str]) -> Question:
    condition = question.condition
    if condition is None or set(columns(condition)) <= known:
        return question
    unasked: Question = _unchecked(type(question), {**_values(question), "only_if": ""})
    return unasked
