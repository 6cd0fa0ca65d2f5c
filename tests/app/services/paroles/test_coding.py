"""Tags: the machine proposes, people decide, and no machine undoes what a person decided."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.tagging.tagger import Verdict
from app.models.coding import Coding, Tag
from app.models.staff import User
from app.services.paroles import coding, deciding
from surveys.models import Parole, Survey, Territory
from tests.storing import (
    NOW,
    FakeTagger,
    definition,
    parole,
    proposal,
    published,
    response,
    submission,
    tagged,
    territory,
)

BUS = "Le car passe trop tôt."
READS = FakeTagger(
    {
        BUS: (
            proposal("mobilite", 0.9, spans=((3, 6, 0.7),)),
            proposal("sante", 0.4),
            proposal("jeunesse", 0.6, "domaine"),
            proposal("point_vigilance", 0.7, "polarity"),
        )
    }
)
REREADS = FakeTagger(
    {
        BUS: (
            proposal("mobilite", 0.3),
            proposal("logement", 0.5),
            proposal("culture", 0.6, "domaine"),
            proposal("neutre", 0.9, "polarity"),
        )
    },
    version="essai-2",
)


@pytest.fixture
def bus(either: Session, survey: Survey) -> Iterator[Parole]:
    """A parole among others that nobody should touch."""
    noise = [parole(either, survey, f"Autre {number}") for number in range(3)]
    for other in noise:
        tagged(either, other.id, "sante", "logement")
    yield parole(either, survey, BUS)
    for other in noise:
        assert states(either, other.id) == {"sante": "proposed", "logement": "proposed"}


def states(session: Session, parole_id: int) -> dict[str, str]:
    tags = session.scalars(select(Tag).where(Tag.parole_id == parole_id))
    return {tag.key: tag.state for tag in tags}


def test_the_machine_s_proposals_are_stored_with_their_evidence(
    either: Session, bus: Parole
) -> None:
    coding.tag_chunk(either, READS, [bus.id])
    assert set(states(either, bus.id).values()) == {"proposed"}
    tag = either.scalars(select(Tag).where(Tag.parole_id == bus.id, Tag.key == "mobilite")).one()
    assert (tag.family, tag.source, tag.score, tag.spans) == (
        "enjeu", "machine", 0.9, [[3, 6, 0.7]],
    )  # fmt: skip
    assert (tag.tagger_version, tag.grid_version) == ("essai-1", "grille-1")
    read = either.get_one(Coding, bus.id)
    assert (read.tagger_version, read.grid_version) == ("essai-1", "grille-1")
    assert read.doubt == pytest.approx(0.6)
    assert read.checked_at is None


def test_reading_again_replaces_proposals(either: Session, bus: Parole) -> None:
    coding.tag_chunk(either, READS, [bus.id])
    coding.tag_chunk(either, REREADS, [bus.id])
    assert set(states(either, bus.id)) == {"mobilite", "logement", "culture", "neutre"}
    assert either.get_one(Coding, bus.id).tagger_version == "essai-2"
    scores = select(Tag.score).where(Tag.parole_id == bus.id, Tag.key == "mobilite")
    assert either.scalars(scores).all() == [0.3]


@pytest.mark.parametrize(
    ("key", "keep", "state"),
    [("mobilite", True, "confirmed"), ("mobilite", False, "refused"), ("logement", True, "added")],
)
def test_reading_again_never_overwrites_a_decision(
    either: Session, bus: Parole, chargee: User, key: str, keep: bool, state: str
) -> None:
    coding.tag_chunk(either, READS, [bus.id])
    deciding.decide(either, bus.id, "enjeu", key, keep, by=chargee.id, now=NOW)
    before = either.scalars(select(Tag).where(Tag.parole_id == bus.id, Tag.key == key)).one().id
    for tagger in (REREADS, READS, REREADS):
        coding.tag_chunk(either, tagger, [bus.id])
    assert states(either, bus.id)[key] == state
    kept = either.scalars(select(Tag).where(Tag.parole_id == bus.id, Tag.key == key)).one()
    assert (kept.id, kept.decided_by_id) == (before, chargee.id)
    assert set(states(either, bus.id)) == {"mobilite", "logement", "culture", "neutre"}


def test_a_decided_polarity_is_not_contested_by_another(
    either: Session, bus: Parole, chargee: User
) -> None:
    coding.tag_chunk(either, READS, [bus.id])
    deciding.decide(either, bus.id, "polarity", "point_vigilance", True, by=chargee.id, now=NOW)
    coding.tag_chunk(either, REREADS, [bus.id])
    assert states(either, bus.id)["point_vigilance"] == "confirmed"
    assert "neutre" not in states(either, bus.id)


def test_a_checked_parole_is_read_again_without_any_change(
    either: Session, bus: Parole, chargee: User
) -> None:
    coding.tag_chunk(either, READS, [bus.id])
    deciding.settle(either, bus.id, {"enjeu": {"mobilite"}}, by=chargee.id, now=NOW)
    before = states(either, bus.id)
    coding.tag_chunk(either, REREADS, [bus.id])
    assert states(either, bus.id) == before


def test_settling_keeps_what_is_ticked_and_refuses_the_rest(
    either: Session, bus: Parole, chargee: User
) -> None:
    coding.tag_chunk(either, READS, [bus.id])
    chosen = {"enjeu": {"mobilite", "logement"}, "polarity": {"proposition"}}
    deciding.settle(either, bus.id, chosen, by=chargee.id, now=NOW)
    assert states(either, bus.id) == {
        "mobilite": "confirmed",
        "sante": "refused",
        "logement": "added",
        "jeunesse": "refused",
        "point_vigilance": "refused",
        "proposition": "added",
    }
    read = either.get_one(Coding, bus.id)
    assert (read.checked_by_id, read.checked_at is not None) == (chargee.id, True)


def test_a_second_settling_replaces_the_first(either: Session, bus: Parole, chargee: User) -> None:
    coding.tag_chunk(either, READS, [bus.id])
    deciding.settle(either, bus.id, {"enjeu": {"mobilite", "logement"}}, by=chargee.id, now=NOW)
    deciding.settle(either, bus.id, {"enjeu": {"sante"}}, by=chargee.id, now=NOW)
    kept = {key for key, state in states(either, bus.id).items() if state != "refused"}
    assert kept == {"sante"}


def test_reopening_brings_the_proposals_back_as_they_were(
    either: Session, bus: Parole, chargee: User
) -> None:
    coding.tag_chunk(either, READS, [bus.id])
    before = states(either, bus.id)
    chosen = {"enjeu": {"mobilite", "logement"}, "polarity": {"proposition"}}
    deciding.settle(either, bus.id, chosen, by=chargee.id, now=NOW)
    deciding.reopen(either, bus.id, by=chargee.id, now=NOW)
    assert states(either, bus.id) == before
    read = either.get_one(Coding, bus.id)
    assert (read.checked_at, read.checked_by_id) == (None, None)
    deciding.settle(either, bus.id, chosen, by=chargee.id, now=NOW)
    assert states(either, bus.id)["mobilite"] == "confirmed"


def test_a_parole_no_machine_read_can_be_settled_and_reopened(
    either: Session, bus: Parole, chargee: User
) -> None:
    deciding.settle(either, bus.id, {"enjeu": {"mobilite"}}, by=chargee.id, now=NOW)
    assert states(either, bus.id) == {"mobilite": "added"}
    deciding.reopen(either, bus.id, by=chargee.id, now=NOW)
    assert states(either, bus.id) == {}


def test_refusing_what_nobody_proposed_leaves_no_trace(
    either: Session, bus: Parole, chargee: User
) -> None:
    deciding.decide(either, bus.id, "enjeu", "logement", False, by=chargee.id, now=NOW)
    assert states(either, bus.id) == {}


def test_what_a_person_added_can_be_refused_then_kept(
    either: Session, bus: Parole, chargee: User
) -> None:
    for keep, state in ((True, "added"), (False, "refused"), (True, "added")):
        deciding.decide(either, bus.id, "enjeu", "logement", keep, by=chargee.id, now=NOW)
        assert states(either, bus.id) == {"logement": state}


def test_pending_is_what_no_tagger_read_here(either: Session, here: Territory) -> None:
    survey = published(either, here)
    elsewhere = published(either, territory(either, "ailleurs"), definition("bruit"))
    parole(either, elsewhere, "Bruit")
    done, waiting = parole(either, survey, "Lue"), parole(either, survey, "Pas lue")
    tagged(either, done.id, "sante")
    assert coding.pending(either, here) == [waiting.id]


def test_reading_all_again_leaves_out_what_a_person_checked(
    either: Session, here: Territory, chargee: User
) -> None:
    survey = published(either, here)
    elsewhere = published(either, territory(either, "ailleurs"), definition("bruit"))
    tagged(either, parole(either, elsewhere, "Bruit").id, "sante")
    checked, read, waiting = (parole(either, survey, text) for text in ("Vue", "Lue", "Pas lue"))
    tagged(either, read.id, "sante")
    deciding.settle(either, checked.id, {"enjeu": {"sante"}}, by=chargee.id, now=NOW)
    assert coding.pending(either, here, again=True) == sorted([read.id, waiting.id])


def test_to_check_is_what_was_read_and_not_checked_here(
    either: Session, here: Territory, chargee: User
) -> None:
    survey = published(either, here)
    elsewhere = published(either, territory(either, "ailleurs"), definition("bruit"))
    tagged(either, parole(either, elsewhere, "Bruit").id, "sante")
    parole(either, survey, "Pas lue")
    checked, *read = (parole(either, survey, text) for text in ("Vue", "Lue", "Lue aussi"))
    for one in read:
        tagged(either, one.id, "sante")
    deciding.settle(either, checked.id, {}, by=chargee.id, now=NOW)
    assert coding.to_check(either, here) == 2


def test_the_tagger_is_told_what_each_question_asks_for(either: Session, survey: Survey) -> None:
    tagger = FakeTagger({})
    said = {"dire": "Une remarque", "proposer": "Une idée"}
    paroles = response(either, survey, submission(None, said)).paroles
    imported = response(either, survey, submission(None, {"proposer": "Importée"}))
    imported.key_hash = None
    either.flush()
    ids = [one.id for one in (*paroles, *imported.paroles)]
    coding.tag_chunk(either, tagger, ids)
    assert tagger.expected == {"Une remarque": None, "Une idée": "proposition", "Importée": None}


def test_a_parole_without_any_proposal_counts_as_read(either: Session, here: Territory) -> None:
    silent = parole(either, published(either, here), "…")
    coding.tag_chunk(either, READS, [silent.id])
    assert coding.pending(either, here) == []
    assert either.get_one(Coding, silent.id).doubt == 0.4


def test_doubt_follows_the_least_sure_enjeu_or_the_chance_that_there_is_one() -> None:
    sure, unsure = proposal("mobilite", 0.9), proposal("sante", 0.3)
    other_family = proposal("jeunesse", 0.01, "domaine")
    assert coding.doubt(Verdict([sure, other_family], "sure", 1.0)) == pytest.approx(0.1)
    assert coding.doubt(Verdict([sure, unsure, other_family], "sure", 1.0)) == pytest.approx(0.7)
    assert coding.doubt(Verdict([other_family], "unknown", 0.25)) == 0.25


def test_tags_are_given_by_parole_added_first_then_best_first(either: Session, bus: Parole) -> None:
    tagged(either, bus.id, "sante", score=0.2)
    tagged(either, bus.id, "mobilite", score=0.9)
    tagged(either, bus.id, "logement", state="added")
    found = deciding.tags_of(either, [bus.id, 404])
    assert [tag.key for tag in found[bus.id]] == ["logement", "mobilite", "sante"]
    assert found[404] == []


def test_chunks_leave_nobody_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coding, "CHUNK", 3)
    assert list(coding.chunks([1, 2, 3, 4, 5, 6, 7])) == [[1, 2, 3], [4, 5, 6], [7]]
    assert list(coding.chunks([])) == []
