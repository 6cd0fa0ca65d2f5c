"""The matrix: what is missing is missing, merged labels never give their union away."""

from sqlalchemy.orm import Session

from app.models.staff import User
from app.services.diagnostic import board, citing, enjeux, matrix
from app.services.diagnostic.enjeux import Note
from app.services.reports import publishing
from surveys.models import Survey, Territory
from tests.diagnosing import AT, constat, figure, service, told
from tests.storing import parole, tagged


def cells(session: Session, here: Territory, *, exact: bool) -> dict[str, matrix.Cell]:
    shown = board.board(session, here, exact=exact)
    return {c.enjeu.key: c for c in matrix.matrix(session, here, shown, exact=exact)}


def test_each_measure_counts_what_its_sentence_says(
    either: Session, here: Territory, chargee: User, survey: Survey
) -> None:
    for number in range(4):
        one = parole(either, survey, f"Le car {number}").id
        if number < 3:
            tagged(either, one, "mobilite")
    service(either, here, domaines=["jeunesse"])
    service(either, here, "Bus", domaines=["culture"])
    said = constat(either, here, enjeux=["mobilite"], domaines=["jeunesse"])
    told(either, here, 12)
    told(either, here, None, key="autre", status="secret")
    for key in ("population", "population", "autre"):
        citing.cite(either, here, said, figure(key), chargee, AT)
    found = cells(either, here, exact=True)
    moving, housing = found["mobilite"], found["logement"]
    assert (moving.share, moving.paroles, moving.figures, moving.services) == (0.75, 3, 1, 1)
    assert (housing.share, housing.figures, housing.services) == (0.0, 0, None)
    row = matrix.table([housing], {})[1]
    assert row == ("Logement", "0\u202f%", "aucun", "–", "aucun", "–")


def test_an_enjeu_that_the_tagger_does_not_know_has_no_share(
    either: Session, here: Territory, chargee: User, survey: Survey
) -> None:
    parole(either, survey, "Le car")
    made = enjeux.add(either, here, "Eau", Note(chargee, AT.date()))
    assert cells(either, here, exact=True)[made.key].share is None


def test_a_committee_is_told_the_largest_label_never_the_union(
    either: Session, here: Territory, chargee: User, survey: Survey
) -> None:
    for number in range(60):
        one = parole(either, survey, f"Le car {number}").id
        # 20 and 15 persons, one of whom says both.
        if number < 20:
            tagged(either, one, "mobilite")
        if 19 <= number < 34:
            tagged(either, one, "sante")
    publishing.advance(either, here)
    enjeux.merge(either, here, "sante", "mobilite", Note(chargee, AT.date()))
    blind, seeing = (cells(either, here, exact=exact)["mobilite"] for exact in (False, True))
    assert (seeing.share, seeing.at_least) == (34 / 60, False)
    assert (blind.share, blind.at_least, blind.paroles) == (20 / 60, True, None)
    assert blind.share_told.startswith("au moins")
