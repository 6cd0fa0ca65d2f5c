"""A questionnaire's file, whatever its format: read with one kind of outcome, or written."""

from pathlib import PurePath
from typing import Final

from surveys import limesurvey, xlsform
from surveys.asking import Context
from surveys.loader import LoadError, limited_toml, parse_bytes
from surveys.outcome import Outcome, Place, Understood, UnreadableForm
from surveys.schema import Survey
from surveys.writer import to_toml

FORMATS: Final = ("xlsform", "toml", "limesurvey")  # read
WRITTEN: Final = ("xlsform", "toml")
_SUFFIXES: Final = {
    ".xlsx": "xlsform",
    ".xlsm": "xlsform",
    ".xls": "xlsform",
    ".ods": "xlsform",
    ".toml": "toml",
    ".txt": "limesurvey",
    ".tsv": "limesurvey",
}


def format_of(name: str) -> str:
    """The format that a file's name says. Raises `UnreadableForm` when it says none."""
    found = _SUFFIXES.get(PurePath(name).suffix.lower())
    if found is None:
        raise UnreadableForm(
            "Ce nom de fichier ne dit pas son format. Il doit finir par .xlsx (XLSForm), .toml, ou "
            ".txt (structure de LimeSurvey)."
        )
    return found


def read(data: bytes, name: str, kind: str | None = None) -> Outcome:
    """The questionnaire of a file; `kind` is one of `FORMATS`. Raises `UnreadableForm`."""
    kind = kind or format_of(name)
    if kind == "xlsform":
        return xlsform.read(data, name)
    if kind == "limesurvey":
        return limesurvey.read(data, name)
    return _toml(data, name)


def write(survey: Survey, kind: str, context: Context | None = None) -> bytes:
    """The questionnaire in one of the formats `WRITTEN`. Raises `xlsform.TooLong`."""
    if kind == "toml":
        return to_toml(survey).encode()
    return xlsform.write(survey, context)


def _toml(data: bytes, name: str) -> Outcome:
    try:
        survey = parse_bytes(data, name, limited_toml)
    except LoadError as error:
        raise UnreadableForm(str(error)) from error
    understood = tuple(
        Understood(Place("", number), question.key, question.label, question.kind)
        for number, question in enumerate(survey.questions, 1)
    )
    return Outcome(survey=survey, understood=understood)
