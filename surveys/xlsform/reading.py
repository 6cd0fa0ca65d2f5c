"""An XLSForm file as a questionnaire: what was understood, and each row that was not."""

from dataclasses import dataclass
from pathlib import PurePath

from surveys.foreign import assemble, minutes_for
from surveys.loader import french_spacing
from surveys.outcome import Outcome, Place, Remarks, UnreadableForm
from surveys.words import LANGUAGES, is_french
from surveys.xlsform import settings
from surveys.xlsform.columns import OURS
from surveys.xlsform.form import Form
from surveys.xlsform.lists import read_lists, unused
from surveys.xlsform.table import Table, table
from surveys.xlsform.tree import tree
from surveys.xlsform.words import CHOICES_COLUMNS, COLUMNS, SURVEY_COLUMNS
from surveys.xlsform.workbook import Workbook, open_workbook

_NAMES = ("survey", "choices", "settings")


@dataclass(frozen=True)
class _Sheets:
    survey: Table
    choices: Table
    settings: Table


def read(data: bytes, name: str = "questionnaire.xlsx") -> Outcome:
    """The questionnaire of an .xlsx file; `name` is the file's. Raises `UnreadableForm`."""
    return understand(open_workbook(data), name)


def understand(book: Workbook, name: str) -> Outcome:
    """The questionnaire that the rows of a workbook say. Raises `UnreadableForm`."""
    remarks = Remarks()
    sheets = _Sheets(*(table(book, sheet, remarks) for sheet in _NAMES))
    _check(book, sheets)
    own, called = settings.language_of(sheets.settings, sheets.survey, remarks)
    sheets = _typeset(sheets, own, called)
    languages = _languages(sheets, {own, called}, remarks)
    _tell_columns(book, sheets, remarks)
    lists = read_lists(sheets.choices, remarks)
    form = Form(lists, languages, remarks, ours=_is_ours(sheets))
    parts = form.read(tree(sheets.survey, remarks))
    unused(lists, form.used_lists, remarks)
    whole = settings.read_settings(sheets.settings, PurePath(name).stem, remarks)
    asked = sum(len(part.questions) for part in parts)
    whole["minutes"] = settings.minutes_of(sheets.settings) or minutes_for(asked)
    if own != "fr":
        whole["language"] = own
    translations = settings.translations_of(sheets.settings, languages)
    return assemble(whole, parts, translations, remarks)


def _check(book: Workbook, sheets: _Sheets) -> None:
    if not book.sheets.get("survey"):
        named = ", ".join(f"« {name} »" for name in list(book.sheets)[:8])
        raise UnreadableForm(
            "Ce classeur n’est pas un XLSForm : il n’a pas de feuille « survey » remplie. "
            f"Feuilles : {named or 'aucune'}."
        )
    if ("type", "") not in sheets.survey.columns:
        raise UnreadableForm(
            "La première ligne de la feuille « survey » doit nommer les colonnes : type, name, "
            "label…"
        )


def _typeset(sheets: _Sheets, own: str, called: str) -> _Sheets:
    """French spacing for files written elsewhere; ours is left as it was written."""
    ours = _is_ours(sheets)

    def typeset(language: str, text: str) -> str:
        french = is_french(own if language in ("", called) else language)
        return french_spacing(text) if french and not ours else text

    tables = (sheets.survey, sheets.choices, sheets.settings)
    return _Sheets(*(one.said_in(called, typeset) for one in tables))


def _is_ours(sheets: _Sheets) -> bool:
    return any(column.startswith(OURS) for column, _ in sheets.settings.columns)


def _languages(sheets: _Sheets, own: set[str], remarks: Remarks) -> tuple[str, ...]:
    """The languages it is translated into, of those we have."""
    found: list[str] = []
    for language in dict.fromkeys((*sheets.survey.languages, *sheets.choices.languages)):
        if language in own:
            continue
        if language in LANGUAGES:
            found.append(language)
            continue
        remarks.lost(
            sheets.survey.place,
            f"la langue « {language} » n’est pas reprise. Langues : {', '.join(LANGUAGES)}.",
        )
    return tuple(found)


def _tell_columns(book: Workbook, sheets: _Sheets, remarks: Remarks) -> None:
    known = {"survey": SURVEY_COLUMNS | COLUMNS.keys(), "choices": CHOICES_COLUMNS}
    for name, sheet in (("survey", sheets.survey), ("choices", sheets.choices)):
        for column in dict.fromkeys(column for column, _ in sheet.columns):
            if column and column not in known[name] and not column.startswith(OURS):
                remarks.adapted(sheet.place, f"la colonne « {column} » n’est pas lue.")
    for name in book.sheets:
        if name.lower() not in _NAMES:
            remarks.adapted(Place(name, 1), "cette feuille n’est pas lue.")
