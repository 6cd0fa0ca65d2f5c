"""A questionnaire in another language: its texts by path, what is missing, the whole translated.

Paths: `title`, `purpose.1`, `who_reads.2`, `rights`, `next_steps.1`, `section.<key>.title|intro`,
`question.<key>.label|hint|unit|low_label|high_label`, `question.<key>.choices.<choice>`,
`question.<key>.rows.<row>`, `question.<key>.wordings.<public>.label|hint`. The empty ones among
them may be translated too: an easy-to-read hint explains a word that the source does not.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from surveys.asking import Choice, InvalidSurvey, Question, Wording
from surveys.kinds.lists import OTHER, Listed
from surveys.sentences import sentence
from surveys.words import LANGUAGES

if TYPE_CHECKING:
    from surveys.schema import Section, Survey

_Say = Callable[[str, str], str]  # path, source text → the text to show
_TEXTS = ("label", "hint", "unit", "low_label", "high_label")


@dataclass(frozen=True, kw_only=True)
class Text:
    """One text of the questionnaire, translated; an empty one counts as missing."""

    path: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Translation:
    """The questionnaire's texts in one language of `words.LANGUAGES`."""

    language: str
    texts: tuple[Text, ...] = ()


def texts(survey: "Survey") -> dict[str, str]:
    """Path → source text, of all that people read, in the order they read it."""
    return {path: text for path, text in _all_texts(survey).items() if text}


def paths(survey: "Survey") -> tuple[str, ...]:
    """Every path that may be translated, in the order they are read."""
    return tuple(_all_texts(survey))


def translated(survey: "Survey", language: str) -> "Survey":
    """The survey in that language, without its translations; source texts where one is missing.

    Raises `KeyError` for a language that is neither its own nor one of its translations.
    """
    if language == survey.language == "fr":
        return survey
    said = {} if language == survey.language else _said(survey, language)
    other = partial(_with_other, label=sentence("word.other", language))
    whole = _rebuilt(survey, lambda path, text: said.get(path) or text, other)
    return replace(whole, language=language, translations=())


def missing(survey: "Survey", language: str) -> tuple[str, ...]:
    """The paths still to be translated, in order: all of them for a language not begun."""
    if language == survey.language:
        return ()
    begun = {translation.language for translation in survey.translations}
    said = _said(survey, language) if language in begun else {}
    return tuple(path for path in texts(survey) if not said.get(path))


def needed(path: str) -> bool:
    """Whether nobody could answer in a language, knowing what they do, without this text.

    Titles, questions and their answers, who reads, one's rights. The other explanations (purpose,
    introductions, hints, what comes next) may still be in the source.
    """
    head, *rest = path.split(".")
    if head == "section":
        return rest[-1] == "title"
    if head == "question":
        return not (rest[1] == "hint" or (rest[1] == "wordings" and rest[-1] == "hint"))
    return head in ("title", "who_reads", "rights")


def withheld(survey: "Survey", language: str) -> tuple[str, ...]:
    """The texts that keep a language from being offered to people: needed and still missing."""
    return tuple(path for path in missing(survey, language) if needed(path))


def fitting(translation: Translation, survey: "Survey") -> Translation:
    """The translation without the texts that the survey no longer has."""
    known = _all_texts(survey)
    kept = tuple(text for text in translation.texts if text.path in known)
    return replace(translation, texts=kept)


def in_reading_order(survey: "Survey") -> tuple[Translation, ...]:
    """Its translations as one writes them down: texts in the survey's order, without empty ones.

    So the order in which they were typed makes no other questionnaire, and no other hash.
    """
    known = paths(survey) if survey.translations else ()
    made = []
    for translation in survey.translations:
        said = {text.path: text for text in translation.texts if text.text.strip()}
        ordered = tuple(said[path] for path in known if path in said)
        made.append(replace(translation, texts=ordered))
    return tuple(made)


def translation_problems(survey: "Survey") -> Iterator[str]:
    """What keeps its translations from being shown, in French, each with its remedy."""
    languages = [translation.language for translation in survey.translations]
    if survey.language not in LANGUAGES:
        yield f"language : « {survey.language} » n’existe pas. Langues : {', '.join(LANGUAGES)}."
    for language, times in Counter(languages).items():
        if language not in LANGUAGES:
            yield f"traduction « {language} » : langues possibles : {', '.join(LANGUAGES)}."
        if language == survey.language:
            yield f"traduction « {language} » : c’est la langue du questionnaire ; retirez-la."
        if times > 1:
            yield f"traduction « {language} » : elle y est deux fois ; gardez-en une."
    known = _all_texts(survey) if survey.translations else {}
    for translation in (one for one in survey.translations if one.language in LANGUAGES):
        for problem in _text_problems(translation, survey, known):
            yield f"traduction « {translation.language} » : {problem}"


def _text_problems(
    translation: Translation, survey: "Survey", known: dict[str, str]
) -> Iterator[str]:
    for path, times in Counter(text.path for text in translation.texts).items():
        if path not in known:
            yield f"« {path} » n’est pas un texte du questionnaire ; corrigez ce nom ou retirez-le."
        if times > 1:
            yield f"« {path} » y est deux fois ; gardez un seul texte."
    try:
        translated(survey, translation.language)
    except InvalidSurvey as error:
        yield str(error)


def _said(survey: "Survey", language: str) -> dict[str, str]:
    found = {translation.language: translation for translation in survey.translations}
    return {text.path: text.text.strip() for text in found[language].texts}


def _all_texts(survey: "Survey") -> dict[str, str]:
    """Path → source text, the empty ones included."""
    found: dict[str, str] = {}

    def note(path: str, text: str) -> str:
        found[path] = text
        return text

    _rebuilt(survey, note, lambda question: question)
    return found


def _rebuilt(survey: "Survey", say: _Say, finish: Callable[[Question], Question]) -> "Survey":
    """The survey with each of its texts said otherwise, in the order in which they are read."""
    return replace(
        survey,
        title=say("title", survey.title),
        purpose=_numbered("purpose", survey.purpose, say),
        who_reads=_numbered("who_reads", survey.who_reads, say),
        rights=say("rights", survey.rights),
        next_steps=_numbered("next_steps", survey.next_steps, say),
        sections=tuple(_section(section, say, finish) for section in survey.sections),
        translations=(),
    )


def _numbered(name: str, lines: tuple[str, ...], say: _Say) -> tuple[str, ...]:
    return tuple(say(f"{name}.{number}", line) for number, line in enumerate(lines, 1))


def _section(section: "Section", say: _Say, finish: Callable[[Question], Question]) -> "Section":
    path = f"section.{section.key}"
    return replace(
        section,
        title=say(f"{path}.title", section.title),
        intro=say(f"{path}.intro", section.intro),
        questions=tuple(finish(_question(question, say)) for question in section.questions),
    )


def _question(question: Question, say: _Say) -> Question:
    path = f"question.{question.key}"
    has = {field.name for field in fields(question)}
    said: dict[str, Any] = {
        name: say(f"{path}.{name}", getattr(question, name)) for name in _TEXTS if name in has
    }
    for name in ("choices", "rows"):
        if name in has:
            said[name] = tuple(
                Choice(key=item.key, label=say(f"{path}.{name}.{item.key}", item.label))
                for item in getattr(question, name)
            )
    said["wordings"] = tuple(_wording(path, wording, say) for wording in question.wordings)
    return replace(question, **said)


def _wording(path: str, wording: Wording, say: _Say) -> Wording:
    where = f"{path}.wordings.{wording.public}"
    label, hint = say(f"{where}.label", wording.label), say(f"{where}.hint", wording.hint)
    return replace(wording, label=label, hint=hint)


def _with_other(question: Question, label: str) -> Question:
    """« Autre », which the software adds to a list by itself, written in the language."""
    if not isinstance(question, Listed) or question.choices == question.offered:
        return question
    return replace(question, choices=(*question.choices, Choice(key=OTHER, label=label)))
