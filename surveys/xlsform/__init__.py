"""XLSForm both ways: .xlsx with the sheets survey, choices and settings ⇄ `Survey`."""

from surveys.asking import Context
from surveys.schema import Survey
from surveys.xlsform.file import TooLong, to_bytes
from surveys.xlsform.reading import read
from surveys.xlsform.writing import tables

__all__ = ["TooLong", "read", "write"]


def write(survey: Survey, context: Context | None = None) -> bytes:
    """The questionnaire as an .xlsx file; with a context, its communes are listed in it.

    Raises `TooLong`. `read` gives the same questionnaire back, texts without the spaces at their
    ends, and translations in reading order.
    """
    return to_bytes(tables(survey, context))
