"""What is read elsewhere made into a questionnaire here: keys that fit, faulty parts named."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from surveys import plain
from surveys.asking import InvalidSurvey, Question
from surveys.outcome import Outcome, Place, Remarks, Understood
from surveys.schema import Survey, from_dict
from surveys.translation import Text, Translation, paths
from surveys.words import RESERVED_NAMES

MOST_QUESTIONS = 200
_LENGTH = 40
_QUESTION = re.compile(r"question « (\w+) »")


@dataclass
class Asked:
    """A question as plain data: where it stood, and its bounds, which may prove impossible.

    `texts`: language → path under the question (`label`, `choices.oui`) → text.
    """

    place: Place
    data: dict[str, Any]
    bounds: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return str(self.data["key"])


@dataclass
class Part:
    """A section as it is being read. `texts`: language → `title` or `intro` → text."""

    place: Place
    key: str
    title: str
    intro: str = ""
    questions: list[Asked] = field(default_factory=list)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)


def key_of(word: str, taken: Mapping[str, Any] | set[str], *, digits: bool = False) -> str:
    """A key as near as can be to the word, and not taken; `digits`: it may begin with one."""
    folded = unicodedata.normalize("NFKD", word.casefold())
    plain_word = "".join(sign for sign in folded if not unicodedata.combining(sign))
    key = re.sub("[^a-z0-9]+", "_", plain_word).strip("_") or "q"
    if word.casefold() == plain_word and re.fullmatch("[a-z0-9_]+", word):
        key = word  # a trailing or doubled « _ » that fits stays
    if not digits and not key[0].isalpha():
        key = f"q{key}" if key[0] == "_" else f"q_{key}"
    if digits and key[0] == "_":
        key = key.strip("_") or "q"
    key = key[:_LENGTH]
    tries, start = 1, key
    while key in taken or (not digits and key in RESERVED_NAMES):
        tries += 1
        key = f"{start[: _LENGTH - 1 - len(str(tries))]}_{tries}"
    return key


def slug_of(text: str) -> str:
    """An address made from a title or a form's name."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain_text = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return re.sub("[^a-z0-9]+", "-", plain_text).strip("-")[:80].strip("-") or "questionnaire"


def minutes_for(questions: int) -> int:
    """A first guess at how long it takes, three questions a minute; the editor corrects it."""
    return max(1, min(120, round(questions / 3)))


def assemble(
    whole: Mapping[str, Any],
    parts: Sequence[Part],
    translations: Mapping[str, Mapping[str, str]],
    remarks: Remarks,
) -> Outcome:
    """The questionnaire of all that can be asked; what cannot is left out and named.

    `whole`: the survey's own fields; `translations`: language → path of the whole → text.
    """
    kept = _buildable(parts, remarks)
    survey = _whole(whole, kept, remarks)
    if survey is None:
        return Outcome(survey=None, remarks=remarks.all())
    survey = _translated(survey, kept, translations, remarks)
    understood = tuple(
        Understood(asked.place, asked.key, asked.data["label"], asked.data["kind"])
        for part in kept
        for asked in part.questions
    )
    return Outcome(survey=survey, understood=understood, remarks=remarks.all())


def _buildable(parts: Sequence[Part], remarks: Remarks) -> list[Part]:
    """The parts without the questions that could not be asked even alone."""
    room = MOST_QUESTIONS
    kept: list[Part] = []
    for part in parts:
        good = [asked for asked in part.questions if _sound(asked, remarks)]
        for asked in good[room:]:
            remarks.lost(
                asked.place,
                f"un questionnaire a {MOST_QUESTIONS} questions au plus ; celle-ci est de trop.",
            )
        good = good[:room]
        room -= len(good)
        kept.append(replace(part, questions=good))
    return kept


def _sound(asked: Asked, remarks: Remarks) -> bool:
    without_condition = {name: value for name, value in asked.data.items() if name != "only_if"}
    try:
        _build(without_condition | asked.bounds)
    except InvalidSurvey as error:
        if asked.bounds and _builds(without_condition):
            asked.bounds = {}
            remarks.lost(asked.place, f"ses limites ne sont pas reprises : {_reason(error)}")
            return True
        remarks.lost(asked.place, f"cette question n’est pas reprise : {_reason(error)}")
        return False
    return True


def _builds(data: Mapping[str, Any]) -> bool:
    try:
        _build(data)
    except InvalidSurvey:
        return False
    return True


def _build(data: Mapping[str, Any]) -> None:
    plain.build(Question, dict(data), f"question « {data['key']} »")


def _reason(error: InvalidSurvey) -> str:
    return str(error).split(" : ", 1)[-1]


def _whole(whole: Mapping[str, Any], parts: list[Part], remarks: Remarks) -> Survey | None:
    """The survey; each time a question keeps it from being asked, it or its condition goes."""
    while True:
        by_key = {asked.key: asked for part in parts for asked in part.questions}
        sections = [_section(part) for part in parts if part.questions]
        if not sections:
            remarks.lost(Place("", 1), "aucune question n’a pu être reprise.")
            return None
        try:
            return from_dict(dict(whole) | {"sections": sections})
        except InvalidSurvey as error:
            found = _QUESTION.search(str(error))
            asked = by_key.get(found[1]) if found else None
            if asked is None:
                remarks.lost(Place("", 1), f"le questionnaire ne peut pas être repris : {error}")
                return None
            _give_up(asked, error, parts, remarks)


def _give_up(asked: Asked, error: InvalidSurvey, parts: list[Part], remarks: Remarks) -> None:
    if "only_if" in asked.data and "(only_if)" in str(error):
        condition = asked.data.pop("only_if")
        remarks.lost(
            asked.place,
            f"sa condition « {condition} » n’est pas reprise, la question sera posée à tout le "
            f"monde : {_reason(error)}",
        )
        return
    for part in parts:
        part.questions = [other for other in part.questions if other is not asked]
    remarks.lost(asked.place, f"cette question n’est pas reprise : {_reason(error)}")


def _section(part: Part) -> dict[str, Any]:
    data: dict[str, Any] = {"key": part.key, "title": part.title}
    if part.intro:
        data["intro"] = part.intro
    return data | {"questions": [asked.data | asked.bounds for asked in part.questions]}


def _translated(
    survey: Survey,
    parts: Sequence[Part],
    translations: Mapping[str, Mapping[str, str]],
    remarks: Remarks,
) -> Survey:
    known = paths(survey) if translations else ()
    for language, texts in translations.items():
        said = dict(texts)
        for part in parts:
            said |= _under(f"section.{part.key}", part.texts.get(language, {}))
            for asked in part.questions:
                said |= _under(f"question.{asked.key}", asked.texts.get(language, {}))
        ordered = {path: said[path] for path in known if said.get(path)}
        survey = _with(survey, language, ordered, remarks)
    return survey


def _with(survey: Survey, language: str, said: dict[str, str], remarks: Remarks) -> Survey:
    """The survey with one more translation, less what keeps that from being shown."""
    while True:
        texts = tuple(Text(path=path, text=text) for path, text in said.items())
        made = Translation(language=language, texts=texts)
        try:
            return replace(survey, translations=(*survey.translations, made))
        except InvalidSurvey as error:
            found = _QUESTION.search(str(error))
            before = f"question.{found[1]}." if found else ""
            remarks.lost(Place("", 1), f"{error} Cette traduction n’est pas reprise.")
            if not any(path.startswith(before) for path in said):
                return survey
            said = {p: t for p, t in said.items() if before and not p.startswith(before)}


def _under(path: str, texts: Mapping[str, str]) -> dict[str, str]:
    return {f"{path}.{name}": text for name, text in texts.items()}
