"""Enjeux added, renamed, merged: counted once, their history kept, the grid left alone."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.models.staff import User
from app.services import territories
from app.services.diagnostic import board, diagnostic_file, diagnostic_versions, enjeux, heard
from app.services.diagnostic.enjeux import Note
from app.services.paroles import reading
from app.services.refusal import Refused
from surveys.models import Survey, Territory
from tests.diagnosing import AT, constat
from tests.storing import parole, tagged, territory


@pytest.fixture
def note(chargee: User) -> Note:
    return Note(chargee, AT.date(), "Décidé en cotech.")


def test_a_merged_enjeu_counts_each_parole_once_and_the_grid_stays(
    either: Session, here: Territory, survey: Survey, note: Note
) -> None:
    for keys in (("sante",), ("mobilite",), ("sante", "mobilite")):
        tagged(either, parole(either, survey, "Le médecin est loin").id, *keys)
    enjeux.merge(either, here, "mobilite", "sante", note)
    known = enjeux.read(either, here)
    asked = heard.asked(known.every["sante"])
    assert asked is not None
    assert reading.count(either, here, asked) == 3
    assert heard.counts(either, here, known)["sante"] == (3, 3)
    assert [each.key for each in known.standing] == ["sante", "logement"]
    grid = [each.key for each in territories.themes(either, here)["enjeu"]]
    assert grid == ["mobilite", "sante", "logement"]


def test_constats_of_a_merged_enjeu_lead_to_the_one_that_took_it_in(
    either: Session, here: Territory, note: Note
) -> None:
    said = constat(either, here, enjeux=["mobilite"])
    enjeux.merge(either, here, "mobilite", "sante", note)
    enjeux.merge(either, here, "sante", "logement", note)
    shown = board.board(either, here, exact=True)
    led = {stake.enjeu.key: len(stake.strengths) for stake in shown.stakes}
    assert led == {"logement": 1}
    assert said.enjeux == ["mobilite"]
    enjeux.separate(either, here, "sante", note)
    shown = board.board(either, here, exact=True)
    led = {stake.enjeu.key: len(stake.strengths) for stake in shown.stakes}
    assert led == {"sante": 1, "logement": 0}


def test_a_name_changes_and_what_was_frozen_keeps_the_one_it_had(
    either: Session, here: Territory, chargee: User, note: Note
) -> None:
    constat(either, here, enjeux=["sante"])
    first = diagnostic_versions.freeze(either, here, "Cotech", chargee, AT.date())
    enjeux.rename(either, here, "sante", "Se soigner près de chez soi", note)
    enjeux.merge(either, here, "mobilite", "sante", note)
    now = diagnostic_file.as_plain(either, here)
    labels = {each["key"]: each["label"] for each in first.content["enjeux"]}
    assert labels["sante"] == "Sante"
    told = {(c.what, c.about, c.after) for c in diagnostic_versions.changes(first.content, now)}
    assert told == {
        ("enjeu_named", "Se soigner près de chez soi", "Se soigner près de chez soi"),
        ("enjeu_merged", "Mobilite", "Se soigner près de chez soi"),
    }
    assert [(e.act, e.was, e.label) for e in enjeux.history(either, here)] == [
        ("renamed", "Sante", "Se soigner près de chez soi"),
        ("merged", "Mobilite", "Se soigner près de chez soi"),
    ]


def test_one_added_has_no_parole_rather_than_none_said(
    either: Session, here: Territory, note: Note
) -> None:
    made = enjeux.add(either, here, "  L’eau   potable ", note)
    found = enjeux.read(either, here).every[made.key]
    assert (found.label, heard.asked(found)) == ("L’eau potable", None)
    enjeux.remove(either, here, made.key, note)
    assert enjeux.read(either, here).find(made.key) is None
    assert enjeux.add(either, here, "L’eau potable", note).key != made.key


def test_what_makes_no_sense_is_refused_in_words(
    either: Session, here: Territory, note: Note
) -> None:
    used = enjeux.add(either, here, "Eau", note).key
    constat(either, here, enjeux=[used])
    enjeux.merge(either, here, "mobilite", "sante", note)
    for refused in (
        lambda: enjeux.add(either, here, " ", note),
        lambda: enjeux.add(either, here, "sANTE", note),
        lambda: enjeux.add(either, here, "x" * 161, note),
        lambda: enjeux.rename(either, here, "mobilite", "Bouger", note),
        lambda: enjeux.merge(either, here, "sante", "sante", note),
        lambda: enjeux.merge(either, here, "sante", "mobilite", note),
        lambda: enjeux.merge(either, here, "inconnu", "sante", note),
        lambda: enjeux.separate(either, here, "sante", note),
        lambda: enjeux.remove(either, here, "logement", note),
        lambda: enjeux.remove(either, here, used, note),
    ):
        with pytest.raises(Refused):
            refused()


def test_the_history_is_never_rewritten(either: Session, here: Territory, note: Note) -> None:
    enjeux.rename(either, here, "sante", "Soins", note)
    with pytest.raises(DatabaseError, match="never rewritten"):
        either.execute(text("UPDATE enjeu_event SET label = 'Rien'"))


def test_a_file_brings_the_enjeux_back_as_they_are(
    either: Session, here: Territory, chargee: User, note: Note
) -> None:
    enjeux.add(either, here, "Eau", note)
    enjeux.merge(either, here, "mobilite", "eau", note)
    enjeux.rename(either, here, "eau", "L’eau et les routes", note)
    constat(either, here, enjeux=["mobilite"])
    told = diagnostic_file.as_plain(either, here)
    there = territory(either, "ailleurs")
    for _ in range(2):
        diagnostic_file.load(either, there, told, chargee, AT)
    again = diagnostic_file.as_plain(either, there)
    assert again | {"territory": here.key} == told


def test_a_file_whose_history_turns_round_is_refused(
    either: Session, here: Territory, chargee: User
) -> None:
    line = {"act": "merged", "label": "x", "decided_on": "2026-05-04"}
    turning = [
        line | {"key": "sante", "into": "mobilite"},
        line | {"key": "mobilite", "into": "sante"},
    ]
    with pytest.raises(diagnostic_file.BadFile, match="histoire des enjeux"):
        diagnostic_file.load(either, here, {"enjeux_history": turning}, chargee, AT)


def test_a_file_of_the_first_format_is_still_read(
    either: Session, here: Territory, chargee: User
) -> None:
    old = {
        "format": "diagnostic-partage/1",
        "constats": [{"kind": "point_fort", "sentence": "On s’aide.", "enjeux": ["sante"]}],
        "enjeux": [{"key": "sante", "label": "Santé"}],
    }
    assert diagnostic_file.load(either, here, old, chargee, AT) == 1
