"""What may be answered, merged and erased, and what may not."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.models.needs import BesoinEvent
from app.services.accounts import staff
from app.services.besoins import need_decisions
from app.services.besoins.need_decisions import Answer, NotMergeable
from surveys.needs import storage
from surveys.needs.models import AssociationContact
from tests.needing import answered, asked, given, replied, the
from tests.storing import DAY, SECRET, as_typed, territory


@pytest.fixture
def by(either: Session) -> int:
    user = staff.add(either, "c@example.org", "chargee", territory(either, "bureau"))
    either.flush()
    return user.id


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        (Answer(text="Bonjour."), set()),
        (Answer(status="a_l_etude"), set()),
        (Answer(status="retenu", action="Des salles"), set()),
        (Answer(status="non_retenu", text="Trop cher."), set()),
        (Answer(), {"text"}),
        (Answer(action="Des salles"), {"text"}),
        (Answer(status="retenu", text="Oui."), {"action"}),
        (Answer(status="non_retenu"), {"text"}),
        (Answer(status="recu"), {"status"}),
        (Answer(status="gagné", text="Oui."), {"status"}),
        (Answer(text="x" * 2001), {"text"}),
        (Answer(status="retenu", action="x" * 201), {"action"}),
    ],
)
def test_an_answer_says_what_it_must(answer: Answer, wrong: set[str]) -> None:
    assert set(answer.errors()) == wrong
    assert all(sentence.endswith(".") for sentence in answer.errors().values())


@pytest.mark.parametrize(
    "line",
    [
        {"kind": "status", "status": "non_retenu"},
        {"kind": "status", "status": "retenu"},
        {"kind": "status", "status": "a_l_etude", "action": "X"},
        {"kind": "status", "status": "recu", "text": "x"},
        {"kind": "status"},
        {"kind": "message", "status": "a_l_etude"},
        {"kind": "autre"},
        {"kind": "message", "author": "robot"},
    ],
)
def test_the_database_itself_refuses_a_line_without_what_it_must_say(
    either: Session, line: dict[str, str]
) -> None:
    association = asked(either, territory(either))
    about = {"besoin_id": association.needs[0].id, "author": "chargee", "happened_on": DAY}
    either.add(BesoinEvent(**{**about, **line}))
    with pytest.raises(IntegrityError):
        either.flush()
    either.rollback()


def test_a_reply_is_masked_and_stored_once_per_key(either: Session) -> None:
    where = territory(either)
    asked(either, where)
    need = the(either, where, "tables")

    def mask(_text: str) -> tuple[str, bytes | None]:
        return "[nom]", b"sealed"

    for expected in (True, False):
        stored = need_decisions.reply(
            either, need, "Jean", key_hash="k" * 64, protect=mask, today=DAY
        )
        assert stored is expected
    line = either.scalars(select(BesoinEvent)).one()
    assert (line.text, line.original, line.author) == ("[nom]", b"sealed", "association")


def test_a_need_merges_into_one_that_stands_by_itself_and_only_once(
    either: Session, by: int
) -> None:
    where = territory(either)
    for words in ("A", "B", "C"):
        asked(either, where, words)

    def merge(one: str, other: str) -> None:
        a, b = the(either, where, one), the(either, where, other)
        need_decisions.merge(either, a, b, by=by, today=DAY)

    merge("A", "B")
    for one, other in (("A", "A"), ("A", "C"), ("C", "A"), ("B", "C")):
        with pytest.raises(NotMergeable):
            merge(one, other)
    merge("C", "B")
    assert len(the(either, where, "B").merged) == 2


def contact(session: Session, where, words: str, day: date = DAY) -> None:  # type: ignore[no-untyped-def]
    storage.set_contact(session, the(session, where, words).association, b"sealed", day)


def erased(session: Session, where, today: date) -> int:  # type: ignore[no-untyped-def]
    number = need_decisions.purge_contacts(session, where, today)
    left = session.scalars(select(AssociationContact)).all()
    assert number + len(left) == 1
    return number


def test_an_address_goes_three_months_after_the_last_answer(either: Session, by: int) -> None:
    where = territory(either)
    asked(either, where, "Une salle.")
    contact(either, where, "salle")
    answered(either, where, "salle", DAY, by, status="non_retenu", text="Trop cher.")
    limit = need_decisions.later(DAY, 3)
    assert erased(either, where, limit - timedelta(days=1)) == 0
    assert erased(either, where, limit) == 1


@pytest.mark.parametrize("why", ["waiting", "studied", "replied", "second", "new address"])
def test_an_address_that_still_serves_stays(either: Session, by: int, why: str) -> None:
    where = territory(either)
    association = asked(either, where, "Une salle.")
    long_after = DAY + timedelta(days=400)
    contact(either, where, "salle", long_after if why == "new address" else DAY)
    if why == "studied":
        answered(either, where, "salle", DAY, by, status="a_l_etude")
    elif why != "waiting":
        answered(either, where, "salle", DAY, by, status="retenu", action="Des salles")
    if why == "replied":
        replied(either, where, "salle", DAY)
    if why == "second":
        storage.add(either, association, given("Un car."), secret=SECRET, protect=as_typed)
    assert erased(either, where, long_after) == 0


def test_the_address_of_another_territory_is_not_looked_at(either: Session, by: int) -> None:
    where = territory(either)
    asked(either, where, "Une salle.")
    contact(either, where, "salle")
    answered(either, where, "salle", DAY, by, status="retenu", action="Des salles")
    there = territory(either, "ailleurs")
    assert erased(either, there, DAY + timedelta(days=400)) == 0


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 1, 31), date(2026, 4, 30)),
        (date(2025, 11, 30), date(2026, 2, 28)),
        (date(2026, 5, 4), date(2026, 8, 4)),
    ],
)
def test_three_months_later_is_a_day_that_exists(day: date, expected: date) -> None:
    assert need_decisions.later(day, 3) == expected
