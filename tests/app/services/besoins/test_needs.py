"""Where a need stands, since when it waits, which ones resemble it."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from app.models.needs import AccountRewritten, BesoinEvent
from app.services.besoins import need_decisions, needs
from app.services.besoins.needs import Filters
from tests.needing import answered, asked, replied, the
from tests.storing import DAY, tagged, territory


def later(days: int) -> date:
    return DAY + timedelta(days=days)


@pytest.fixture
def by(either: Session) -> int:
    """Somebody of the staff."""
    from app.services.accounts import staff

    user = staff.add(either, "c@example.org", "chargee", territory(either, "bureau"))
    either.flush()
    return user.id


def test_a_need_is_received_and_waits_from_its_first_day(either: Session) -> None:
    where = territory(either)
    asked(either, where, "Une salle.")
    need = the(either, where, "salle")
    assert (need.status, need.decision, need.waiting_since) == ("recu", None, DAY)
    assert need.waits(later(9)) == 9


def test_an_answer_ends_the_wait_and_a_reply_starts_it_again(either: Session, by: int) -> None:
    where = territory(either)
    asked(either, where, "Une salle.")
    need = answered(either, where, "salle", later(2), by, status="a_l_etude")
    assert (need.status, need.waiting_since) == ("a_l_etude", None)
    replied(either, where, "salle", later(5))
    need = replied(either, where, "salle", later(7))
    assert need.waiting_since == later(5)  # the first of the two
    need = answered(either, where, "salle", later(8), by, text="Oui.")
    assert (need.status, need.waiting_since, need.last_on) == ("a_l_etude", None, later(8))


def test_the_last_status_is_the_one_that_counts(either: Session, by: int) -> None:
    where = territory(either)
    asked(either, where, "Une salle.")
    answered(either, where, "salle", later(1), by, status="non_retenu", text="Trop cher.")
    need = answered(either, where, "salle", later(2), by, status="retenu", action="Des salles")
    assert (need.status, need.settled) == ("retenu", True)
    assert need.decision is not None
    assert (need.decision.action, need.decision.happened_on) == ("Des salles", later(2))
    assert [line.status for line in need.account] == ["non_retenu", "retenu"]


def test_a_line_of_the_account_is_never_rewritten(either: Session, by: int) -> None:
    where = territory(either)
    asked(either, where, "Une salle.")
    line = answered(either, where, "salle", DAY, by, text="Oui.").account[0]
    assert isinstance(line, BesoinEvent)
    line.text = "Non."
    with pytest.raises(AccountRewritten):
        either.flush()
    either.rollback()


def test_those_that_wait_come_first_the_oldest_before_all(either: Session, by: int) -> None:
    where = territory(either)
    for words, day in (("Récent.", 3), ("Ancien.", 0), ("Répondu.", 1)):
        asked(either, where, words, day=later(day))
    answered(either, where, "Répondu", later(4), by, text="Oui.")
    asked(either, territory(either, "ailleurs"), "Bruit.")
    said = [need.read.parole.text for need in needs.every(either, where)]
    assert said == ["Ancien.", "Récent.", "Répondu."]


def test_waiting_since_one_day_the_most_urgent_comes_first(either: Session) -> None:
    where = territory(either)
    for words, urgency in (("Un.", "plus_tard"), ("Deux.", "maintenant"), ("Trois.", "annee")):
        asked(either, where, words, urgence=urgency)
    said = [need.read.parole.text for need in needs.every(either, where)]
    assert said == ["Deux.", "Trois.", "Un."]


@pytest.mark.parametrize(
    ("filters", "kept"),
    [
        ({}, {"A", "B", "C"}),
        ({"status": "recu"}, {"A", "C"}),
        ({"status": "retenu"}, {"B"}),
        ({"commune": "99001"}, {"A", "C"}),
        ({"commune": "99002"}, {"B", "C"}),
        ({"urgence": "maintenant"}, {"A"}),
        ({"enjeu": "sante"}, {"A"}),
        ({"domaine": "sante"}, set()),
        ({"waiting": "0"}, {"A", "C"}),
        ({"waiting": "7"}, {"A"}),
        ({"waiting": "n’importe quoi"}, {"A", "C"}),
        ({"status": "recu", "commune": "99002"}, {"C"}),
        ({"status": "inconnu"}, set()),
    ],
)
def test_each_filter_keeps_what_it_says(
    either: Session, by: int, filters: dict[str, str], kept: set[str]
) -> None:
    where = territory(either)
    asked(either, where, "A", communes=["99001"], urgence="maintenant")
    asked(either, where, "B", communes=["99002"])
    asked(either, where, "C", communes=["tout"], day=later(8))
    answered(either, where, "B", later(1), by, status="retenu", action="Une action")
    tagged(either, the(either, where, "A").row.parole_id, "sante")
    tagged(either, the(either, where, "B").row.parole_id, "sante", state="refused")
    given = Filters.from_form(filters)
    every = needs.every(either, where)
    assert {n.read.parole.text for n in every if given.keeps(n, later(9))} == kept


def test_a_merged_need_follows_the_one_kept_and_waits_no_more(either: Session, by: int) -> None:
    where = territory(either)
    asked(either, where, "Une salle.")
    asked(either, where, "Un car.")
    need_decisions.merge(
        either, the(either, where, "car"), the(either, where, "salle"), by=by, today=later(1)
    )
    answered(either, where, "salle", later(2), by, status="retenu", action="Des salles")
    car, salle = the(either, where, "car"), the(either, where, "salle")
    assert (car.status, car.waiting_since) == ("retenu", None)
    assert car.into is not None
    assert (car.into.id, [need.id for need in salle.merged]) == (salle.id, [car.id])
    need_decisions.split(either, car, by=by, today=later(3))
    car = the(either, where, "car")
    assert (car.into, car.status, car.waiting_since) == (None, "recu", None)
    assert [line.kind for line in car.account] == ["merged", "split"]


def test_when_the_kept_need_is_erased_the_other_stands_by_itself(either: Session, by: int) -> None:
    from surveys.needs import storage

    where = territory(either)
    asked(either, where, "Une salle.")
    asked(either, where, "Un car.")
    salle = the(either, where, "salle")
    need_decisions.merge(either, the(either, where, "car"), salle, by=by, today=DAY)
    storage.withdraw(either, [salle.row], DAY)
    assert the(either, where, "car").into is None


def test_what_resembles_a_need_is_suggested_unless_it_is_merged(either: Session, by: int) -> None:
    where = territory(either)
    asked(either, where, "Une salle chauffée pour l’aide aux devoirs.")
    asked(either, where, "Nous cherchons une salle pour l’aide aux devoirs.")
    asked(either, where, "Un minibus pour aller au sport.")
    need = the(either, where, "chauffée")
    alike = needs.alike(need, needs.every(either, where))
    assert [other.read.parole.text[:5] for other, _ in alike] == ["Nous "]
    other, kept = the(either, where, "cherchons"), the(either, where, "minibus")
    need_decisions.merge(either, other, kept, by=by, today=DAY)
    assert needs.alike(need, needs.every(either, where)) == []


@pytest.mark.parametrize(
    ("waiting", "title"),
    [
        ((), None),
        ((0,), "1 besoin sans réponse depuis aujourd’hui"),
        ((9, 2), "2 besoins sans réponse depuis 9 j."),
    ],
)
def test_the_home_says_how_many_wait_and_since_when(
    either: Session, by: int, waiting: tuple[int, ...], title: str | None
) -> None:
    where = territory(either)
    asked(either, where, "Répondu.", day=later(-30))
    answered(either, where, "Répondu", later(-29), by, text="Oui.")
    for days in waiting:
        asked(either, where, f"Attend {days}.", day=later(-days))
    lines = needs.todos(needs.every(either, where), DAY)
    assert [line.title for line in lines] == ([title] if title else [])


def test_actions_already_named_are_offered_once(either: Session, by: int) -> None:
    where = territory(either)
    for words in ("A", "B"):
        asked(either, where, words)
        answered(either, where, words, DAY, by, status="retenu", action="Des salles")
    asked(either, where, "C")
    assert needs.actions(needs.every(either, where)) == ["Des salles"]
