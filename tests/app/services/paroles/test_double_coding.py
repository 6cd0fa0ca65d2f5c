"""Two coders: sealed until both have finished, agreement as others compute it, then decisions."""

import krippendorff
import numpy as np
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.agreement import krippendorff_alpha
from app.models.coding import Decision
from app.models.staff import User
from app.services import territories
from app.services.accounts import staff
from app.services.paroles import deciding, double_coding
from app.services.paroles.double_coding import Progress, Taken
from surveys import storage
from surveys.models import Parole, Territory
from tests.storing import DAY, NOW, parole, published, tagged


@pytest.fixture
def coders(either: Session, here: Territory) -> list[User]:
    people = [("a", "chargee"), ("b", "contributeur"), ("c", "contributeur")]
    return [staff.add(either, f"{name}@example.org", role, here) for name, role in people]


@pytest.fixture
def paroles(either: Session, here: Territory) -> list[Parole]:
    survey = published(either, here)
    made = [parole(either, survey, f"Parole {number}") for number in range(12)]
    for one in made:
        tagged(either, one.id, "sante")
    return made


def drawn(session: Session, here: Territory, by: User) -> Progress:
    sample = double_coding.draw(session, here, 10, by=by.id, now=NOW)
    return double_coding.progress(session, sample)


def code(session: Session, seen: Progress, coder: User, *keys: str, first: str = "") -> None:
    """Codes all of it with the same enjeux, save the first parole."""
    for rank, item in enumerate(seen.sample.items):
        chosen = {first} if first and not rank else set(keys)
        labels = {"enjeu": chosen, "polarity": {"neutre"}}
        now = double_coding.progress(session, seen.sample)
        double_coding.store(session, now, item.parole_id, labels, by=coder.id, now=NOW)


def outcome(session: Session, here: Territory, seen: Progress) -> double_coding.Outcome | None:
    again = double_coding.progress(session, seen.sample)
    return double_coding.outcome(session, again, territories.themes(session, here))


def test_a_sample_is_drawn_without_repeat_and_keeps_what_the_machine_said(
    either: Session, here: Territory, coders: list[User], paroles: list[Parole]
) -> None:
    seen = drawn(either, here, coders[0])
    ids = [item.parole_id for item in seen.sample.items]
    assert len(set(ids)) == 10
    assert set(ids) <= {one.id for one in paroles}
    assert all(item.machine == {"enjeu": ["sante"]} for item in seen.sample.items)
    assert drawn(either, here, coders[0]).sample.number == 2


def test_it_stays_sealed_until_two_have_finished(
    either: Session, here: Territory, coders: list[User], paroles: list[Parole]
) -> None:
    seen = drawn(either, here, coders[0])
    code(either, seen, coders[0], "sante")
    assert outcome(either, here, seen) is None
    assert double_coding.next_for(either, seen.sample, coders[0].id) is None
    assert double_coding.next_for(either, seen.sample, coders[1].id) is not None
    code(either, seen, coders[1], "sante")
    found = outcome(either, here, seen)
    assert found is not None
    assert found.differing == []


def test_a_coding_cannot_be_changed_and_a_third_person_cannot_code(
    either: Session, here: Territory, coders: list[User], paroles: list[Parole]
) -> None:
    seen = drawn(either, here, coders[0])
    code(either, seen, coders[0], "sante")
    item = seen.sample.items[0].parole_id
    with pytest.raises(Taken):
        double_coding.store(either, seen, item, {}, by=coders[0].id, now=NOW)
    code(either, seen, coders[1], "sante")
    full = double_coding.progress(either, seen.sample)
    assert not full.open_to(coders[2].id)
    with pytest.raises(Taken):
        double_coding.store(either, full, item, {}, by=coders[2].id, now=NOW)


def test_agreement_is_told_between_people_and_with_the_machine(
    either: Session, here: Territory, coders: list[User], paroles: list[Parole]
) -> None:
    seen = drawn(either, here, coders[0])
    code(either, seen, coders[0], "sante", first="mobilite")
    code(either, seen, coders[1], "sante", first="logement")
    found = outcome(either, here, seen)
    assert found is not None
    lines = {line.key: line for line in found.lines if line.family == "enjeu"}
    assert lines["sante"].counts == (9, 9)
    assert lines["sante"].people == 1.0
    assert lines["mobilite"].people == 0.0
    assert lines["sante"].machine == (0.0, 0.0)  # it said the same of all
    themes = territories.themes(either, here)["enjeu"]
    codings = ([both.first for both in found.both], [both.second for both in found.both])
    cells = [[theme.key in each["enjeu"] for each in one for theme in themes] for one in codings]
    oracle = krippendorff.alpha(np.array(cells, float), level_of_measurement="nominal")
    assert found.alphas["enjeu"][0] == pytest.approx(oracle)
    assert found.alphas["polarity"][0] == 1.0


@pytest.mark.parametrize("seed", range(5))
def test_alpha_is_that_of_the_package(seed: int) -> None:
    drawn = np.random.default_rng(seed).integers(0, 4, (3, 40)).astype(float)
    drawn[0, :7] = drawn[1, 20:25] = np.nan
    units = [[None if np.isnan(code) else int(code) for code in unit] for unit in drawn.T]
    oracle = krippendorff.alpha(drawn, level_of_measurement="nominal")
    assert krippendorff_alpha(units) == pytest.approx(oracle)


def test_what_is_settled_stands_and_is_written_down(
    either: Session, here: Territory, coders: list[User], paroles: list[Parole]
) -> None:
    seen = drawn(either, here, coders[0])
    code(either, seen, coders[0], "sante", first="mobilite")
    code(either, seen, coders[1], "sante", first="logement")
    found = outcome(either, here, seen)
    assert found is not None
    (both,) = found.waiting
    assert both.common == {"enjeu": set(), "domaine": set(), "polarity": {"neutre"}}
    chosen = {"enjeu": {"logement"}}
    double_coding.settle(either, both.item, chosen, by=coders[0].id, now=NOW)
    double_coding.keep_agreed(either, found, by=coders[0].id, now=NOW)
    after = outcome(either, here, seen)
    assert after is not None
    assert (after.waiting, after.agreed_waiting) == ([], [])
    tags = deciding.tags_of(either, [both.item.parole_id])[both.item.parole_id]
    assert {tag.key for tag in tags if tag.stands} == {"logement"}
    lines = select(Decision.how).where(Decision.act == "check")
    assert either.scalars(lines).all() == ["arbitration"] * 10


def test_a_withdrawn_parole_leaves_the_sample(
    either: Session, here: Territory, coders: list[User], paroles: list[Parole]
) -> None:
    seen = drawn(either, here, coders[0])
    code(either, seen, coders[0], "sante")
    gone = next(one for one in paroles if one.id == seen.sample.items[0].parole_id)
    storage.withdraw(either, gone.response, DAY)
    either.expire_all()
    again = double_coding.progress(either, seen.sample)
    assert (again.size, again.done_by(coders[0].id)) == (9, 9)
