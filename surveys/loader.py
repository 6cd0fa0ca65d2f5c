"""Questionnaires written in TOML, by people: read with errors that say where and what to do."""

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from surveys import limited
from surveys.schema import InvalidSurvey, Survey, from_dict
from surveys.words import is_french

CATALOGUE = Path(__file__).parent / "catalogue"

Reader = Callable[[str], dict[str, Any]]

_LARGEST = 1_000_000  # bytes; the longest questionnaire allowed is far under
# tomllib's time and memory grow with the square of a key's dots: 100,000 of them take 18 GB.
_DOTTED = re.compile(r"""(?<![\w"'-])(?:[\w"'-]++[ \t]*+\.[ \t]*+){30}""")
_POSITION = re.compile(r"at line (\d+)")
_BEFORE_SIGN = re.compile(r" (?=[:;?!»])")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=\w)")


class LoadError(ValueError):
    """A file that is no questionnaire: names the file, the question and the remedy, in French."""


class TooHeavy(Exception):
    """Reading the file was given up: it takes more than any questionnaire does."""


def load_toml(path: Path) -> Survey:
    """The questionnaire of a TOML file in UTF-8. Raises `LoadError`."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise LoadError(
            f"{path.name} : ce fichier ne s’ouvre pas ({error.strerror}). Vérifiez son nom."
        ) from error
    return parse_bytes(content, path.name)


def parse_bytes(content: bytes, name: str, read: Reader = tomllib.loads) -> Survey:
    """The questionnaire of a file's bytes; `name` is how errors call it. Raises `LoadError`.

    `read` gives the data of a TOML text: another one for a stranger's file (`limited_toml`).
    """
    if len(content) > _LARGEST:
        raise LoadError(f"{name} : ce fichier dépasse 1 Mo ; ce n’est pas un questionnaire.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise LoadError(f"{name} : enregistrez ce fichier en UTF-8.") from error
    return parse_toml(text, name, read)


def parse_toml(text: str, name: str, read: Reader = tomllib.loads) -> Survey:
    """The questionnaire written in `text`; `name` is how errors call it. Raises `LoadError`.

    Choices and rows are a table (`voiture = "Je conduis"`) or a list of `{ key, label }`; wordings
    a table by public, or a list; translations a table by language, path → text. French spacing is
    put in, except in conditions: a space before « ? » becomes one that does not break, an
    apostrophe is curved.
    """
    if _DOTTED.search(text):
        raise LoadError(f"{name} : un nom a trop de points et ne se lit pas. Retirez-en.")
    try:
        data = read(text)
    except TooHeavy as error:
        raise LoadError(
            f"{name} : ce fichier demande trop de temps ou de mémoire ; ce n’est pas un "
            "questionnaire."
        ) from error
    except (ValueError, RecursionError) as error:  # tomllib's own, or a number without end
        raise LoadError(f"{name} : {_syntax(error)}") from error
    translations = data.pop("translations", None)
    for question in _questions(data):
        _unfold(question)
    try:
        data = _typeset(data) if is_french(data.get("language", "fr")) else data
        if translations is not None:
            data["translations"] = _unfold_translations(translations)
        return from_dict(data)
    except InvalidSurvey as error:
        raise LoadError(f"{name}, {error}") from error
    except RecursionError as error:
        raise LoadError(f"{name} : {_syntax(error)}") from error


def limited_toml(text: str) -> dict[str, Any]:
    """The data of a TOML text that a stranger wrote. Raises `TooHeavy`, `ValueError`."""
    answer = limited.ask("toml", text.encode())
    if answer.get("refused") in ("heavy", "slow"):
        raise TooHeavy
    if "refused" in answer:
        raise ValueError(*answer["what"])
    data: dict[str, Any] = answer["data"]
    return data


def catalogue() -> dict[str, Survey]:
    """The questionnaires delivered with the project, by slug. Raises `LoadError`."""
    surveys = [load_toml(path) for path in sorted(CATALOGUE.glob("*.toml"))]
    return {survey.slug: survey for survey in surveys}


def french_spacing(text: str) -> str:
    """« Ça va ? » with spaces that do not break inside quotes and before high punctuation."""
    return _APOSTROPHE.sub("’", _BEFORE_SIGN.sub("\u00a0", text).replace("« ", "«\u00a0"))


def _syntax(error: Exception) -> str:
    found = _POSITION.search(str(error))
    where = f"la ligne {found[1]}" if found else "la fin du fichier"
    return (
        f"{where} ne se lit pas. Vérifiez les guillemets, les crochets et le signe « = », "
        "et qu’aucun nom n’y figure deux fois."
    )


def _questions(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Whatever looks like a question; what does not is for `from_dict` to refuse."""
    sections = data.get("sections")
    for section in sections if isinstance(sections, list) else ():
        questions = section.get("questions") if isinstance(section, dict) else None
        if isinstance(questions, list):
            yield from (question for question in questions if isinstance(question, dict))


def _unfold(question: dict[str, Any]) -> None:
    for name in ("choices", "rows"):
        table = question.get(name)
        if isinstance(table, dict):
            question[name] = [{"key": key, "label": label} for key, label in table.items()]
    wordings = question.get("wordings")
    if isinstance(wordings, dict):
        question["wordings"] = [
            {"public": public} | (texts if isinstance(texts, dict) else {"label": texts})
            for public, texts in wordings.items()
        ]


def _unfold_translations(translations: Any) -> Any:
    """Of `[translations.en]`, quoted paths and dotted keys alike."""
    if not isinstance(translations, dict):
        return translations
    return [
        {"language": language, "texts": _texts(_typeset(texts) if is_french(language) else texts)}
        for language, texts in translations.items()
    ]


def _texts(texts: Any, before: str = "") -> Any:
    if not isinstance(texts, dict):
        return texts
    found: list[dict[str, Any]] = []
    for name, text in texts.items():
        path = f"{before}{name}"
        inside = isinstance(text, dict)
        found += _texts(text, f"{path}.") if inside else [{"path": path, "text": text}]
    return found


def _typeset(data: Any) -> Any:
    if isinstance(data, str):
        return french_spacing(data)
    if isinstance(data, list):
        return [_typeset(item) for item in data]
    if isinstance(data, dict):
        kept = {"only_if": data["only_if"]} if "only_if" in data else {}
        return {key: _typeset(value) for key, value in data.items()} | kept
    return data
