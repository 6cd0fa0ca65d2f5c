"""The texts of a draft and their translations, on plain data: it need not be a questionnaire yet.

Paths are those of `surveys.translation`, which holds for published questionnaires.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from surveys.translation import needed

_TEXTS = ("label", "hint", "unit", "low_label", "high_label")
_LISTS = ("purpose", "who_reads", "next_steps")


def texts(definition: Mapping[str, Any]) -> dict[str, str]:
    """Path → text, in the order people read them, the empty ones left out."""
    return {path: text for path, text in _all(definition) if text}


def said(definition: Mapping[str, Any], language: str) -> dict[str, str]:
    """Path → what is said in that language; nothing where it was not begun."""
    for one in _translations(definition):
        if one.get("language") == language:
            found = one.get("texts")
            pairs = found if isinstance(found, list) else []
            return {str(t.get("path")): str(t.get("text", "")) for t in pairs if t.get("text")}
    return {}


def languages(definition: Mapping[str, Any]) -> list[str]:
    """The languages it is translated into."""
    return [str(one.get("language")) for one in _translations(definition)]


def missing(definition: Mapping[str, Any], language: str) -> list[str]:
    """The paths still to be translated, in order."""
    done = said(definition, language)
    return [path for path in texts(definition) if not done.get(path)]


def withheld(definition: Mapping[str, Any], language: str) -> list[str]:
    """The paths that keep a language from being offered to people, in order."""
    return [path for path in missing(definition, language) if needed(path)]


def translate(
    definition: Mapping[str, Any], language: str, changed: Mapping[str, str]
) -> dict[str, Any]:
    """The definition with these texts in that language; an empty one takes it out.

    A language with no text left is no longer one of its translations.
    """
    kept = said(definition, language) | {path: text.strip() for path, text in changed.items()}
    known = dict(_all(definition))
    pairs = [{"path": path, "text": kept[path]} for path in known if kept.get(path)]
    others = [one for one in _translations(definition) if one.get("language") != language]
    if pairs:
        others.append({"language": language, "texts": pairs})
    others.sort(key=lambda one: str(one.get("language")))
    made = {name: value for name, value in definition.items() if name != "translations"}
    return made | ({"translations": others} if others else {})


def pruned(definition: dict[str, Any]) -> dict[str, Any]:
    """The definition without translations of texts that are no longer there."""
    made = definition
    for language in languages(definition):
        made = translate(made, language, {})
    return made


def rename(definition: dict[str, Any], old: str, new: str) -> None:
    """Moves the translations of one question or choice to its new path, in place."""
    for one in _translations(definition):
        for text in one.get("texts", []):
            path = str(text.get("path"))
            if path == old or path.startswith(f"{old}."):
                text["path"] = new + path.removeprefix(old)


def _translations(definition: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = definition.get("translations")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _all(definition: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Every path there may be, with its text; the empty ones too."""
    yield "title", _text(definition.get("title"))
    for name in _LISTS[:2]:
        yield from _numbered(definition, name)
    yield "rights", _text(definition.get("rights"))
    yield from _numbered(definition, _LISTS[2])
    for section in _dicts(definition.get("sections")):
        path = f"section.{section.get('key')}"
        yield f"{path}.title", _text(section.get("title"))
        yield f"{path}.intro", _text(section.get("intro"))
        for question in _dicts(section.get("questions")):
            yield from _of_question(question)


def _numbered(definition: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    found = definition.get(name)
    for number, line in enumerate(found if isinstance(found, list) else [], 1):
        yield f"{name}.{number}", _text(line)


def _of_question(question: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    path = f"question.{question.get('key')}"
    for name in _TEXTS:
        if name in question or name in ("label", "hint"):
            yield f"{path}.{name}", _text(question.get(name))
    for name in ("choices", "rows"):
        for item in _dicts(question.get(name)):
            yield f"{path}.{name}.{item.get('key')}", _text(item.get("label"))
    for wording in _dicts(question.get("wordings")):
        where = f"{path}.wordings.{wording.get('public')}"
        yield f"{where}.label", _text(wording.get("label"))
        yield f"{where}.hint", _text(wording.get("hint"))


def _dicts(found: Any) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _text(found: Any) -> str:
    return found if isinstance(found, str) else ""
