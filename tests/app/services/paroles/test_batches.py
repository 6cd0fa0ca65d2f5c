"""One decision on many: each parole as if decided alone, all put back by one gesture."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.coding import Coding, Decision, Tag
from app.services.accounts import staff
from app.services.paroles import batches, deciding, journal
from app.services.paroles.batches import Deed
from app.services.paroles.reading import Filters
from surveys.models import Parole, Survey, Territory
from tests.storing import NOW, definition, parole, published, tagged, territory

State = dict[int, tuple[bool, int | None, dict[str, str]]]
SANTE = Deed("keep", "enjeu", "sante")


@pytest.fixture
def here(either: Session) -> Territory:
    return territory(either)


@pytest.fixture
def survey(either: Session, here: Territory) -> Survey:
    elsewhere = published(either, territory(either, "ailleurs"), definition("bruit"))
    tagged(either, parole(either, elsewhere, "Bruit").id, "sante")
    return published(either, here)


@pytest.fixture
def who(either: Session, here: Territory) -> int:
    return staff.add(either, "chargee@example.org", "chargee", here).id


@pytest.fixture
def five(either: Session, survey: Survey, who: int) -> dict[str, Parole]:
    made = {
        name: parole(either, survey, name) for name in ("un", "deux", "trois", "quatre", "cinq")
    }
    tagged(either, made["un"].id, "sante")
    tagged(either, made["deux"].id, "mobilite", "sante")
    tagged(either, made["trois"].id, "sante", state="refused")
    tagged(either, made["quatre"].id, "logement", state="added")
    tagged(either, made["cinq"].id, "sante")
    deciding.settle(either, made["cinq"].id, {"enjeu": {"sante"}}, by=who, now=NOW)
    return made


def state(session: Session) -> State:
    """Of every parole: whether and by whom it was checked, its labels with their states."""
    session.flush()
    found: State = {}
    for one in session.scalars(select(Parole.id)):
        coding = session.get(Coding, one)
        tags = session.scalars(select(Tag).where(Tag.parole_id == one))
        checked = coding is not None and coding.checked_at is not None
        by = coding.checked_by_id if coding else None
        found[one] = (checked, by, {tag.key: tag.state for tag in tags})
    return found


def carry(session: Session, here: Territory, deed: Deed, who: int) -> batches.DecisionBatch:
    planned = batches.plan(session, here, Filters(), deed)
    return batches.carry_out(session, here, planned, deed, by=who, now=NOW)


@pytest.mark.parametrize(
    ("deed", "names"),
    [
        (Deed("check"), "un deux trois quatre"),
        (SANTE, "un deux trois quatre"),
        (Deed("refuse", "enjeu", "sante"), "un deux cinq"),
        (Deed("keep", "enjeu", "logement"), "un deux trois cinq"),
    ],
)
def test_a_deed_changes_what_it_can_and_is_undone_wholly(
    either: Session, here: Territory, five: dict[str, Parole], who: int, deed: Deed, names: str
) -> None:
    before, last = state(either), max(either.scalars(select(Decision.id)))
    planned = batches.plan(either, here, Filters(), deed)
    assert set(planned.ids) == {five[name].id for name in names.split()}
    assert (planned.asked, planned.twins) == (5, 0)
    batch = batches.carry_out(either, here, planned, deed, by=who, now=NOW)
    after = state(either)
    assert {one for one in after if after[one] != before[one]} == set(planned.ids)
    assert batch.size == len(planned.ids)
    assert not batches.plan(either, here, Filters(), deed).ids
    assert batches.undo(either, batch, by=who, now=NOW) == (len(planned.ids), 0)
    assert state(either) == before
    lines = either.scalars(select(Decision).where(Decision.id > last)).all()
    assert {line.batch_id for line in lines} == {batch.id}
    assert [line.act for line in lines].count("reopen") == len(planned.ids)


def test_a_check_keeps_what_stands_and_refuses_nothing_that_was_proposed(
    either: Session, here: Territory, five: dict[str, Parole], who: int
) -> None:
    carry(either, here, Deed("check"), who)
    now = state(either)
    assert now[five["deux"].id] == (True, who, {"mobilite": "confirmed", "sante": "confirmed"})
    assert now[five["trois"].id] == (True, who, {"sante": "refused"})


def test_twins_follow_and_come_back(
    either: Session, here: Territory, survey: Survey, who: int
) -> None:
    one, twin = (parole(either, survey, "Le même mot").id for _ in range(2))
    tagged(either, one, "sante")
    tagged(either, twin, "sante")
    for each in (one, twin):
        either.get_one(Coding, each).twin_key = "pareil"
    either.flush()
    before = state(either)
    planned = batches.plan(either, here, Filters(), Deed("check"), [one])
    assert (planned.ids, planned.twins) == ((one,), 1)
    batch = batches.carry_out(either, here, planned, Deed("check"), by=who, now=NOW)
    assert either.get_one(Coding, twin).twin_of_id == one
    assert batches.undo(either, batch, by=who, now=NOW) == (1, 0)
    assert state(either) == before


def test_what_somebody_decided_since_is_left(
    either: Session, here: Territory, five: dict[str, Parole], who: int
) -> None:
    batch = carry(either, here, Deed("check"), who)
    other = staff.add(either, "autre@example.org", "contributeur", here).id
    deciding.settle(either, five["un"].id, {"enjeu": {"logement"}}, by=other, now=NOW)
    assert batches.undo(either, batch, by=who, now=NOW) == (3, 1)
    now = state(either)
    assert now[five["un"].id] == (True, other, {"sante": "refused", "logement": "added"})
    assert not now[five["deux"].id][0]


def test_too_many_are_refused_and_others_territories_never_taken(
    either: Session, here: Territory, five: dict[str, Parole], monkeypatch: pytest.MonkeyPatch
) -> None:
    every = either.scalars(select(Parole.id)).all()
    assert len(every) == 6
    assert batches.plan(either, here, Filters(), SANTE, every).asked == 5
    monkeypatch.setattr(batches, "MOST", 4)
    with pytest.raises(batches.TooMany):
        batches.plan(either, here, Filters(), SANTE)


def test_the_journal_says_each_decision_and_its_undoing(
    either: Session, here: Territory, five: dict[str, Parole], who: int
) -> None:
    batch = carry(either, here, Deed("refuse", "enjeu", "sante"), who)
    batches.undo(either, batch, by=who, now=NOW)
    said = journal.entries(either, here, "", None, 1)
    mine = [one for one in said if one.parole_id == five["deux"].id]
    assert [(one.reopened, one.refused) for one in mine] == [
        (True, ()),
        (False, (("enjeu", "sante"),)),
    ]
    assert {one.by for one in said} == {"chargee@example.org"}
    assert journal.count(either, here, str(who + 1), None) == 0
    every, day = journal.count(either, here, "", None), NOW.replace(hour=0, minute=0)
    assert journal.count(either, here, "", day) == every > 0
    for other in (day - timedelta(days=1), day + timedelta(days=1)):
        assert journal.count(either, here, "", other) == 0
    assert journal.entries(either, territory(either, "loin"), "", None, 1) == []
