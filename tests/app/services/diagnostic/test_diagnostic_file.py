"""The diagnostic as a file: the sample's, back and forth, frozen versions, bad files."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from app.models.staff import User
from app.services.diagnostic import (
    board,
    citing,
    constats,
    diagnostic_file,
    diagnostic_versions,
    ranks,
    supply,
)
from app.services.diagnostic.diagnostic_shape import BadFile
from app.services.refusal import Refused
from app.services.samples import sample
from app.services.samples.sample_diagnostic import sample_diagnostic
from surveys.models import Survey, Territory
from tests.diagnosing import AT, DAY, constat, document, figure, service, told
from tests.storing import parole, tagged, territory


@pytest.fixture
def cazals(either: Session) -> Territory:
    made = sample.load_territory(either)
    sample_diagnostic(either, made, AT)
    return made


def test_each_constat_of_the_sample_cites_the_convention_and_no_synthetic_parole(
    either: Session, cazals: Territory
) -> None:
    shown = board.board(either, cazals, exact=True)
    kinds = [{each.citation.kind for each in one.evidence} for one in shown.constats]
    assert len(kinds) == 28
    assert all("document" in found and "paroles" not in found for found in kinds)
    assert not shown.to_reread
    assert all(stake.warnings or stake.strengths for stake in shown.stakes)
    assert sample_diagnostic(either, cazals, AT) == 0


def test_where_childcare_is_recorded_and_where_it_is_unknown(
    either: Session, cazals: Territory
) -> None:
    lines = {each.key: each for each in supply.by_kind(cazals, supply.services(either, cazals))}
    childcare, school_time = lines["accueil_petite_enfance"], lines["accueil_periscolaire"]
    assert {place.state for place in childcare.places.values()} == {supply.PERHAPS}
    assert school_time.places["46066"].state == supply.THERE  # the convention names Cazals
    assert set(lines["transport"].without) == {c.code_insee for c in cazals.communes}


@pytest.fixture
def full(either: Session, here: Territory, survey: Survey, chargee: User) -> dict[str, Any]:
    """A diagnostic with each kind of evidence."""
    told(either, here, 1200)
    told(either, here, None, key="rare", status="secret", area="commune", area_code="99001")
    for n in range(12):
        tagged(either, parole(either, survey, f"Parole {n}").id, "sante")
    said = constat(either, here, enjeux=["sante"], communes=["99001"], heading="Soins")
    for asked in (
        {"kind": "document", "document": document(either, here).id, "place": "p. 4"},
        {"kind": "service", "service": service(either, here, communes=["99002"]).id},
        {"kind": "paroles", "chosen": {"enjeu": "sante"}},
        figure(),
    ):
        citing.cite(either, here, said, asked, chargee, AT)
    ranks.decide(
        either, here, "sante", rank=1, meeting="Copil", on=DAY, reason="Urgent", by=chargee
    )
    return diagnostic_file.as_plain(either, here)


def test_read_back_elsewhere_it_says_exactly_the_same(
    either: Session, full: dict[str, Any]
) -> None:
    there = territory(either, "ailleurs")
    assert diagnostic_file.load(either, there, full, None, AT) == 1
    again = diagnostic_file.as_plain(either, there)
    assert again | {"territory": ""} == full | {"territory": ""}
    assert diagnostic_file.load(either, there, full, None, AT) == 0
    assert diagnostic_file.as_plain(either, there) == again


def test_evidence_that_is_gone_comes_back_as_it_was_remembered(
    either: Session, here: Territory, full: dict[str, Any]
) -> None:
    for each in supply.services(either, here):
        either.delete(each)
    either.flush()
    either.expire_all()
    bare = diagnostic_file.as_plain(either, here)
    there = territory(either, "ailleurs")
    diagnostic_file.load(either, there, bare, None, AT)
    assert diagnostic_file.as_plain(either, there)["constats"] == bare["constats"]


def test_no_word_of_anybody_is_in_the_file(full: dict[str, Any]) -> None:
    assert "Parole 1" not in str(full)
    assert full["constats"][0]["citations"][2]["seen"] == {"count": 12}


def figures(value: float) -> dict[str, Any]:
    values = [{"area": "territory", "source": "Insee", "value": value}]
    return {"indicators": [{"key": "a", "label": "A", "values": values}]}


def cited(citation: dict[str, Any]) -> dict[str, Any]:
    return {"constats": [{"sentence": "O.", "kind": "point_fort", "citations": [citation]}]}


@pytest.mark.parametrize(
    "bad",
    [
        [],
        {"format": "autre"},
        {"constats": "aucun"},
        {"constats": [1]},
        {"constats": [{"kind": "point_fort"}]},
        {"constats": [{"sentence": "Oui.", "kind": "rumeur"}]},
        {"constats": [{"sentence": "Oui.", "kind": "point_fort", "state": "vrai"}]},
        {"constats": [{"sentence": "Oui.", "kind": "point_fort", "communes": ["75056"]}]},
        {"constats": [{"sentence": "O", "kind": "point_fort", "citations": [{"kind": "service"}]}]},
        {"services": [{"name": "X", "kind": "inconnu"}]},
        {"indicators": [{"key": "a", "label": "A", "values": [{"area": "mars", "source": ""}]}]},
        {"documents": [{"title": ""}]},
        {"enjeux": [{"key": "sante", "rank": 1}]},
        {"constats": [{"sentence": 3, "kind": "point_fort"}]},
        {"enjeux": [{"key": "sante", "rank": 1, "meeting": "M", "decided_on": "hier"}]},
        {"constats": [{"sentence": "O" * 601, "kind": "point_fort"}]},
        {"constats": [{"sentence": "Oui.", "kind": "point_fort", "state": "valide_copil"}]},
        {"constats": [{"sentence": "Oui.", "kind": "point_fort", "script": "1"}]},
        {"documents": [{"title": "T", "address": "javascript:alert(1)"}]},
        {"services": [{"name": "X", "kind": "autre", "state": "vide"}]},
        {"services": [{"name": "X", "kind": "autre", "places": True}]},
        figures(float("nan")),
        figures(10**400),
        {"documents": [{"title": "\ud800"}]},
        cited({"kind": "paroles", "seen": {"count": 1}, "chosen": {"q": "\ud800"}}),
        cited({"kind": "paroles", "seen": {"count": "x"}}),
        cited({"kind": "service", "service": "", "seen": {"state": "vide"}}),
        cited({"kind": "paroles", "seen": {"count": 1}, "chosen": {"enjeu": ["a"]}}),
        cited({"kind": "document", "document": "Absent"}),
    ],
)
def test_a_file_that_is_no_diagnostic_is_refused_in_words(
    either: Session, here: Territory, bad: Any
) -> None:
    with pytest.raises(BadFile):
        diagnostic_file.load(either, here, bad, None, AT)


def test_a_version_is_numbered_hashed_and_never_rewritten(
    either: Session, here: Territory, chargee: User, full: dict[str, Any]
) -> None:
    first = diagnostic_versions.freeze(either, here, "Copil de mai", chargee, DAY)
    assert (first.number, diagnostic_versions.intact(first)) == (1, True)
    with pytest.raises(Refused, match="Rien n’a changé"):
        diagnostic_versions.freeze(either, here, "Encore", chargee, DAY)
    with pytest.raises(DatabaseError, match="never rewritten"):
        either.execute(text("UPDATE diagnostic_version SET meeting = 'Autre'"))


def test_what_changed_between_two_versions_is_told(
    either: Session, here: Territory, chargee: User, full: dict[str, Any]
) -> None:
    constat(either, here, "Le bus manque.", kind="point_vigilance")
    said = board.constats(either, here)[0]
    constats.move(either, here, said, "discute", chargee, AT)
    citing.withdraw(either, said, said.citations[0], chargee, AT)
    ranks.decide(either, here, "sante", rank=2, meeting="Copil", on=DAY, reason="", by=chargee)
    now = diagnostic_file.as_plain(either, here)
    found = [
        (each.what, each.before, each.after) for each in diagnostic_versions.changes(full, now)
    ]
    assert found == [
        ("came", "", ""),
        ("state", "propose", "discute"),
        ("evidence", "4", "3"),
        ("rank", "1", "2"),
    ]
