"""The settings sheet: what the whole questionnaire says of itself, and what it does not say yet."""

import re
from collections.abc import Mapping
from typing import Any

from surveys.foreign import slug_of
from surveys.outcome import Place, Remarks
from surveys.words import LANGUAGES, PUBLICS
from surveys.xlsform.columns import OURS, language_code
from surveys.xlsform.table import Line, Table
from surveys.xlsform.words import SETTINGS_COLUMNS

_LISTS = ("purpose", "who_reads", "next_steps")


def line_of(settings: Table) -> Line:
    """Its only row, or an empty one."""
    return settings.lines[0] if settings.lines else Line(settings.place, {})


def language_of(settings: Table, survey: Table, remarks: Remarks) -> tuple[str, str]:
    """The questionnaire's language, as it is kept and as the columns call it."""
    said = line_of(settings).get("default_language")
    columns = survey.languages
    code = language_code(said) if said else ""
    if not said and ("label", "") not in survey.columns and columns:
        code = "fr" if "fr" in columns else columns[0]
    if not code or code in ("default", "none"):
        return "fr", ""
    if code in LANGUAGES:
        return code, code
    place = settings.place if said else survey.place
    remarks.adapted(
        place,
        f"la langue « {said or code} » n’est pas proposée ; ses textes sont pris pour du français. "
        f"Langues : {', '.join(LANGUAGES.values())}.",
    )
    return "fr", code


def read_settings(settings: Table, name: str, remarks: Remarks) -> dict[str, Any]:
    """The survey's own fields; `name` is the file's, for want of a title."""
    line = line_of(settings)
    for column, _ in settings.columns:
        if column and not column.startswith(OURS) and column not in SETTINGS_COLUMNS:
            remarks.adapted(settings.place, f"le réglage « {column} » n’est pas repris.")
    if len(settings.lines) > 1:
        said = "seule la première ligne de réglages est lue."
        remarks.adapted(settings.lines[1].place, said)
    title = line.get("form_title") or line.get("form_id") or name
    whole: dict[str, Any] = {
        "slug": slug_of(_address(settings, line) or title),
        "title": title,
        "public": _public(line, remarks),
        "rights": line.get("paroles_rights"),
    }
    for field in _LISTS:
        whole[field] = [text for _, text in _numbered(line.cells, f"paroles_{field}_") if text]
    _tell_missing(whole, line.place, remarks)
    return whole


def _address(settings: Table, line: Line) -> str:
    """Ours is the form's name; other tools often draw theirs by lot: the title reads better."""
    ours = any(column.startswith(OURS) for column, _ in settings.columns)
    return line.get("form_id") if ours or not line.get("form_title") else ""


def minutes_of(settings: Table) -> int | None:
    """How long answering takes, when it is said."""
    said = line_of(settings).get("paroles_minutes")
    return int(said) if re.fullmatch("[0-9]{1,3}", said) else None


def translations_of(settings: Table, languages: tuple[str, ...]) -> dict[str, dict[str, str]]:
    """Language → path of the whole → text."""
    line = line_of(settings)
    found: dict[str, dict[str, str]] = {}
    for language in languages:
        said = {name: line.get(f"paroles_{name}_{language}") for name in ("title", "rights")}
        for field in _LISTS:
            kept = [n for n, text in _numbered(line.cells, f"paroles_{field}_") if text]
            for place, number in enumerate(kept, 1):
                text = line.get(f"paroles_{field}_{number}_{language}")
                said[f"{field}.{place}"] = text
        found[language] = said
    return found


def _public(line: Line, remarks: Remarks) -> str:
    said = line.get("paroles_public")
    if said in PUBLICS:
        return said
    wrong = f"« {said} » n’est pas un public ; " if said else "le public n’est pas dit : "
    remarks.adapted(line.place, f"{wrong}« habitant » est mis. Corrigez-le dans l’éditeur.")
    return "habitant"


def _numbered(cells: Mapping[tuple[str, str], str], start: str) -> list[tuple[int, str]]:
    """The paragraphs written in columns `…_1`, `…_2`, by number."""
    found = [
        (int(number), text)
        for (column, _), text in cells.items()
        if (number := column.removeprefix(start)) != column and re.fullmatch("[0-9]{1,3}", number)
    ]
    return sorted(found)


def _tell_missing(whole: Mapping[str, Any], place: Place, remarks: Remarks) -> None:
    said = {
        "purpose": "pourquoi l’on demande",
        "who_reads": "qui lit les réponses",
        "rights": "comment relire ou effacer sa réponse",
    }
    left = [words for name, words in said.items() if not whole[name]]
    if left:
        remarks.adapted(place, f"il reste à écrire, dans l’éditeur : {', '.join(left)}.")
