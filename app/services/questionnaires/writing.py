"""A draft as its editor shows it: the outline, what to do next, what others did meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from surveys import comparing, editing, plain_texts, proofreading, readability, timing
from surveys.asking import Context
from surveys.conditions import BadCondition, in_words, parse
from surveys.conditions.tree import columns
from surveys.problems import Problem, as_far_as_read
from surveys.schema import canonical_hash
from surveys.words import LANGUAGES


@dataclass(frozen=True)
class Line:
    """One question of the outline."""

    number: int
    key: str
    label: str
    kind: str
    conditional: bool
    faulty: bool


@dataclass(frozen=True)
class Group:
    """One section of the outline."""

    key: str
    title: str
    lines: Sequence[Line]
    faulty: bool


@dataclass(frozen=True)
class Remark:
    """A line of the check-list: never blocks. `where`: the key of the question it is about."""

    title: str
    advice: str
    where: str = ""
    page: str = "question"
    excerpt: str = ""


def outline(definition: Mapping[str, Any], problems: Sequence[Problem]) -> list[Group]:
    """Sections and questions, numbered as people meet them."""
    bad = {(problem.place, problem.key) for problem in problems}
    groups, number = [], 0
    for section in editing.sections(definition):
        lines = []
        for question in editing.asked(section):
            number += 1
            lines.append(_line(number, question, bad))
        key = str(section.get("key"))
        groups.append(Group(key, _said(section, "title"), lines, ("section", key) in bad))
    return groups


def _line(number: int, question: Mapping[str, Any], bad: set[tuple[str, str]]) -> Line:
    key = str(question.get("key"))
    return Line(
        number,
        key,
        _said(question, "label"),
        str(question.get("kind")),
        bool(question.get("only_if")),
        ("question", key) in bad,
    )


def _said(thing: Mapping[str, Any], name: str) -> str:
    found = thing.get(name)
    return found if isinstance(found, str) else ""


def digest(question: Mapping[str, Any]) -> str:
    """A few signs that change when the question does: what an open form was made from."""
    return canonical_hash(question)[:16]


def condition_words(definition: Mapping[str, Any], text: str, context: Context) -> str:
    """« si vous avez répondu … », or the empty text when it does not read or looks at nothing."""
    survey = as_far_as_read(definition)
    try:
        condition = parse(text)
    except BadCondition:
        return ""
    if not set(columns(condition)) <= survey.by_column.keys():
        return ""
    return in_words(condition, survey, context)


def remarks(definition: Mapping[str, Any]) -> list[Remark]:
    """What is worth looking at before publishing; none of it prevents it."""
    return [
        *_length(definition),
        *_notice(definition),
        *_wording(definition),
        *_translations(definition),
    ]


def _length(definition: Mapping[str, Any]) -> list[Remark]:
    found, minutes = [], timing.minutes(definition)
    if minutes > timing.LONG:
        found.append(
            Remark(
                f"C’est long : environ {minutes} minutes",
                f"Au-delà de {timing.LONG} minutes, beaucoup abandonnent, surtout au téléphone. "
                "Retirez ce qui ne servira pas à décider.",
                page="about",
            )
        )
    said = definition.get("minutes")
    if isinstance(said, int) and abs(said - minutes) > max(1, minutes // 4):
        found.append(
            Remark(
                f"Vous annoncez {said} min, il en faudra environ {minutes}",
                "Corrigez la durée annoncée : on tient parole dès la première page.",
                page="about",
            )
        )
    return found


_NOTICE = (
    (
        "purpose",
        "On ne dit pas pourquoi ces questions",
        "Dites en une phrase à quoi elles servent.",
    ),
    ("who_reads", "On ne dit pas qui lira les réponses", "Dites-le : la loi le demande."),
    (
        "rights",
        "On ne dit pas comment corriger ou effacer sa réponse",
        "Rappelez le code donné à la fin : la loi demande de dire les droits.",
    ),
)


def _notice(definition: Mapping[str, Any]) -> list[Remark]:
    return [
        Remark(title, advice, page="about")
        for name, title, advice in _NOTICE
        if not any(str(line).strip() for line in _lines(definition.get(name)))
    ]


def _lines(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found or ""]


_KINDS_OF_HINT = {
    "leading": "La question pousse peut-être vers une réponse",
    "double": "Deux questions en une, peut-être",
    "negative": "Deux négations",
    "personal": "Une donnée personnelle, peut-être",
}


def _wording(definition: Mapping[str, Any]) -> list[Remark]:
    language = str(definition.get("language") or "fr")
    found = []
    for question in editing.questions(definition):
        key, label = str(question.get("key")), _said(question, "label")
        for hint in proofreading.hints(label, language, hint=_said(question, "hint")):
            found.append(Remark(_KINDS_OF_HINT[hint.kind], hint.advice, key, excerpt=hint.excerpt))
    return found


def _translations(definition: Mapping[str, Any]) -> list[Remark]:
    found = []
    for language in plain_texts.languages(definition):
        left = len(plain_texts.missing(definition, language))
        if left:
            name = LANGUAGES.get(language, language)
            texts = "1 texte" if left == 1 else f"{left} textes"
            found.append(
                Remark(
                    f"{name} : {texts} à traduire",
                    _what_of_it(name, len(plain_texts.withheld(definition, language))),
                    language,
                    page="translation",
                )
            )
    return found


def _what_of_it(name: str, needed: int) -> str:
    """What people will see of an unfinished translation."""
    if not needed:
        return f"« {name} » sera proposé ; ce qui manque s’affichera en français."
    return (
        f"« {name} » ne sera pas proposé tant que le titre, les questions, leurs réponses, qui lit "
        f"et les droits n’y sont pas tous : il en manque {needed}."
    )


def reading_remarks(text: str, language: str) -> list[readability.Remark]:
    """Long sentences, rare words, jargon: advice on one text."""
    return list(readability.remarks(text, language)) if text.strip() else []


def meanwhile(was: Mapping[str, Any] | None, now: Mapping[str, Any]) -> list[comparing.Change]:
    """What others changed since a page was opened, in words; nothing when that is forgotten."""
    return comparing.changes(was, now) if was is not None else []
