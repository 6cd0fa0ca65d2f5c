"""Information that asks nothing, and the box of a consent."""

import pytest

from surveys.questions import Consent, Context, InvalidSurvey, Note, Refused

CONTEXT = Context()
BOX = Consent(key="accord", label="J’ai plus de quinze ans", required=True)


def test_information_reads_stores_and_exports_nothing() -> None:
    note = Note(key="avis", label="À savoir", hint="Rien n’est obligatoire.")
    assert (note.names(), note.columns()) == ((), ())
    assert note.read_all({"avis": ["piégé"]}, CONTEXT) == {}
    assert note.said({"autre": "x"}, CONTEXT) == ""


def test_information_cannot_be_required() -> None:
    with pytest.raises(InvalidSurvey, match="retirez required"):
        Note(key="avis", label="À savoir", required=True)


def test_a_ticked_box_is_stored_and_an_empty_one_is_not() -> None:
    stored = BOX.read_all({"accord": ["oui"]}, CONTEXT)
    assert stored == {"accord": "oui"}
    assert BOX.said(stored, CONTEXT) == "Oui"
    assert BOX.read_all({}, CONTEXT) == {}
    assert BOX.missing.said() == "Cochez cette case pour pouvoir envoyer."


def test_a_box_holds_nothing_else() -> None:
    with pytest.raises(Refused):
        BOX.read_all({"accord": ["non"]}, CONTEXT)
