"""Citations: evidence that changed is flagged, numbers kept from who may not see them."""

import pytest
from sqlalchemy.orm import Session

from app.models.coding import Coding
from app.models.diagnostic import Constat
from app.models.staff import User
from app.services.diagnostic import board, citing, constats, evidence
from app.services.refusal import Refused
from surveys.models import Survey, Territory
from tests.diagnosing import AT, constat, document, figure, service, told
from tests.storing import NOW, parole, tagged, territory


@pytest.fixture
def said(either: Session, here: Territory) -> Constat:
    return constat(either, here)


def cite(session: Session, here: Territory, said: Constat, by: User, **asked: object) -> None:
    citing.cite(session, here, said, asked, by, AT)


def changed(session: Session, here: Territory, said: Constat) -> list[str]:
    shown = board.show(session, here, said, exact=True)
    return [each.changed for each in shown.to_reread]


def test_a_figure_that_changed_is_flagged_until_a_person_reads_it_again(
    either: Session, here: Territory, chargee: User, said: Constat
) -> None:
    told(either, here, 1200)
    cite(either, here, said, chargee, **figure())
    assert changed(either, here, said) == []
    told(either, here, 1250)
    assert changed(either, here, said) == ["Le chiffre est maintenant : 1\u202f250 habitants."]
    with pytest.raises(Refused, match="a changé"):
        constats.move(either, here, said, "valide_cotech", chargee, AT)
    citing.reread(either, here, said, chargee, AT)
    assert changed(either, here, said) == []


def test_a_secret_figure_is_said_to_be_secret(
    either: Session, here: Territory, chargee: User, said: Constat
) -> None:
    told(either, here, None, status="secret")
    cite(either, here, said, chargee, **figure())
    shown = board.show(either, here, said, exact=True).evidence[0]
    assert shown.text.endswith(": secret statistique (2023)")


def test_a_service_that_left_is_remembered_and_flagged(
    either: Session, here: Territory, chargee: User, said: Constat
) -> None:
    place = service(either, here)
    cite(either, here, said, chargee, kind="service", service=place.id)
    place.state = "sature"
    either.flush()
    assert "a changé" in changed(either, here, said)[0]
    either.delete(place)
    either.flush()
    either.expire_all()
    shown = board.show(either, here, said, exact=True).evidence[0]
    assert (shown.text, shown.changed) == ("Crèche", "Ce service n’est plus noté.")


@pytest.fixture
def spoken(either: Session, survey: Survey) -> list[int]:
    """Twenty paroles under the enjeu `sante`."""
    ids = [parole(either, survey, f"Le médecin est loin {n}").id for n in range(20)]
    for each in ids:
        tagged(either, each, "sante")
    return ids


def test_paroles_are_cited_by_their_filters_and_their_number(
    either: Session,
    here: Territory,
    chargee: User,
    survey: Survey,
    said: Constat,
    spoken: list[int],
) -> None:
    cite(either, here, said, chargee, kind="paroles", chosen={"enjeu": "sante"})
    shown = board.show(either, here, said, exact=True).evidence[0]
    assert shown.text == "20 paroles : enjeu Sante"
    for n in range(2):
        tagged(either, parole(either, survey, f"Encore {n}").id, "sante")
    assert changed(either, here, said) == []  # a tenth: not yet another thing
    tagged(either, parole(either, survey, "Encore une").id, "sante")
    assert changed(either, here, said) == ["Il y en a maintenant 23."]


def test_who_may_not_see_counts_reads_no_number(
    either: Session, here: Territory, chargee: User, said: Constat, spoken: list[int]
) -> None:
    cite(either, here, said, chargee, kind="paroles", chosen={"enjeu": "sante"})
    either.query(Coding).delete()
    shown = board.show(either, here, said, exact=False).evidence[0]
    assert not any(sign.isdigit() for sign in shown.text + shown.changed)


def test_only_a_parole_somebody_read_is_quoted_and_its_author_may_take_it_back(
    either: Session, here: Territory, chargee: User, survey: Survey, said: Constat
) -> None:
    one = parole(either, survey, "Le médecin est parti.")
    tagged(either, one.id, "sante")
    with pytest.raises(Refused, match="Vérifiez d’abord"):
        cite(either, here, said, chargee, kind="paroles", parole=one.id)
    either.get_one(Coding, one.id).checked_at = NOW
    cite(either, here, said, chargee, kind="paroles", parole=one.id)
    assert board.show(either, here, said, exact=False).evidence[0].text == (
        "« Le médecin est parti. »"
    )
    either.delete(one.response)
    either.flush()
    either.expire_all()
    shown = board.show(either, here, said, exact=True).evidence[0]
    assert shown.text == evidence.GONE
    assert "médecin" not in str(said.citations[0].seen)


def test_nothing_of_another_territory_is_cited(
    either: Session, here: Territory, chargee: User, said: Constat
) -> None:
    there = territory(either, "ailleurs")
    told(either, there, 5)
    for asked in (
        {"kind": "document", "document": document(either, there).id},
        {"kind": "service", "service": service(either, there).id},
        figure(),
        {"kind": "rumeur"},
        {"kind": "paroles", "chosen": {}},
        {"kind": "paroles", "chosen": {"enjeu": "inconnu"}},
    ):
        with pytest.raises(Refused):
            cite(either, here, said, chargee, **asked)
    assert said.citations == []
