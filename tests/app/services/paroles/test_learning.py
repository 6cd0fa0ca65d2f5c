"""What people decided is learnt, judged on answers set aside, kept by versions, and forgotten."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from analysis.tagging import shipped_grids
from analysis.tagging.adapting import labels_of
from analysis.tagging.lexicon import Term
from app.models.coding import Decision
from app.models.grid import Theme
from app.models.learning import TaggerVersion
from app.models.staff import User
from app.services.paroles import coding, deciding, given_words, learning, lessons
from app.services.samples import sample
from surveys import storage
from surveys.models import Parole, Survey, Territory
from tests.learning import small_tagger
from tests.storing import DAY, NOW, parole, territory

WORDS = ("portail", "barrière", "ruelle", "fontaine", "lavoir", "moulin")


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analysis.tagging.load_shipped", small_tagger)


@pytest.fixture
def here(either: Session) -> Territory:
    made = territory(either)
    either.query(Theme).delete()
    for grid in shipped_grids().values():
        sample.load_grid(either, made, grid)
    return made


@pytest.fixture
def bus(here: Territory) -> str:
    return sorted(shipped_grids()["enjeu"].keys)[0]


@pytest.fixture
def decided(either: Session, survey: Survey, chargee: User, bus: str) -> list[Parole]:
    """Thirty paroles that the machine cannot know, all about the bus for people."""
    made = [
        parole(either, survey, f"il manque un {WORDS[n % 6]} {WORDS[n % 5]} {n}") for n in range(30)
    ]
    coding.tag_chunk(either, small_tagger(), [each.id for each in made])
    for each in made:
        deciding.settle(either, each.id, {"enjeu": {bus}}, by=chargee.id, now=NOW)
    return made


def study(session: Session, here: Territory, home: Path, days: int = 0) -> TaggerVersion:
    made = learning.study(session, here, home, by=None, now=NOW + timedelta(days=days))
    learning.keep(session, made)
    return made


def test_too_few_decisions_teach_nothing(
    either: Session, here: Territory, survey: Survey, chargee: User, tmp_path: Path
) -> None:
    one = parole(either, survey, "un bus")
    deciding.settle(either, one.id, {}, by=chargee.id, now=NOW)
    with pytest.raises(learning.TooFew) as caught:
        learning.study(either, here, tmp_path, by=None, now=NOW)
    assert str(caught.value) == "1"


def test_what_people_say_again_and_again_is_learnt_and_judged_on_others(
    either: Session,
    here: Territory,
    survey: Survey,
    decided: list[Parole],
    bus: str,
    tmp_path: Path,
) -> None:
    waiting = parole(either, survey, "il manque un portail barrière 99")
    coding.tag_chunk(either, small_tagger(), [waiting.id])
    version = study(either, here, tmp_path)
    told = lessons.rows(either, here)
    assert (version.answers, version.held) == (len(told.learnt), len(told.held))
    assert version.answers + version.held == 30
    assert version.held > 0
    assert version.errors < version.errors_before
    assert version.chosen_at is not None
    assert version.changes[bus] == [1, 0]
    machine = learning.tagger(either, here, tmp_path)
    assert machine.version.endswith("+v1")
    assert labels_of(machine, "enjeu", [waiting.text]) == [{bus}]


def test_what_is_set_aside_is_always_the_same_and_never_learnt(
    either: Session, here: Territory, decided: list[Parole]
) -> None:
    once, again = lessons.rows(either, here), lessons.rows(either, here)
    assert (once.digest, [r.text for r in once.held]) == (
        again.digest,
        [r.text for r in again.held],
    )
    assert not {row.text for row in once.held} & {row.text for row in once.learnt}


def test_a_worse_version_is_kept_aside(
    either: Session, here: Territory, survey: Survey, chargee: User, bus: str, tmp_path: Path
) -> None:
    said = [parole(either, survey, f"le bus du soir {n}") for n in range(40)]
    coding.tag_chunk(either, small_tagger(), [each.id for each in said])
    for each in said:
        twin = either.get_one(coding.Coding, each.id).twin_key
        # What is learnt contradicts what judges.
        keys = {bus} if lessons.held(twin) else set()
        deciding.settle(either, each.id, {"enjeu": keys}, by=chargee.id, now=NOW)
    version = study(either, here, tmp_path)
    assert version.errors > version.errors_before
    assert version.chosen_at is None
    used = learning.in_use(either, here)
    assert used is not None
    assert used.number == 0
    assert learning.tagger(either, here, tmp_path) is small_tagger()


def test_any_version_can_be_gone_back_to_even_without_its_file(
    either: Session, here: Territory, decided: list[Parole], chargee: User, tmp_path: Path
) -> None:
    study(either, here, tmp_path)
    first = learning.tagger(either, here, tmp_path)
    term = Term("enjeu", sorted(shipped_grids()["enjeu"].keys)[1], "for", "lampadaire")
    given_words.add(either, here, term, None, by=chargee.id, now=NOW + timedelta(days=1))
    study(either, here, tmp_path, days=1)
    assert learning.tagger(either, here, tmp_path).terms_ == (term,)
    learning.forget(tmp_path, here)
    assert not list(tmp_path.rglob("*.npz"))
    assert learning.restore(either, here, 1, now=NOW + timedelta(days=2)) is not None
    again = learning.tagger(either, here, tmp_path)
    assert again.version == first.version
    assert again.terms_ == ()
    assert learning.restore(either, here, 0, now=NOW + timedelta(days=3)) is not None
    assert learning.tagger(either, here, tmp_path) is small_tagger()
    assert learning.restore(either, here, 9, now=NOW) is None


def test_a_withdrawal_takes_its_row_and_the_model_is_made_again_without_it(
    either: Session, here: Territory, decided: list[Parole], tmp_path: Path
) -> None:
    study(either, here, tmp_path)
    (file,) = tmp_path.rglob("*.npz")
    before = file.read_bytes()
    gone = next(
        each for each in decided if each.text in {r.text for r in lessons.rows(either, here).learnt}
    )
    words = gone.text
    storage.withdraw(either, gone.response, DAY)
    either.expire_all()
    told = lessons.rows(either, here)
    assert words not in {row.text for row in (*told.learnt, *told.held)}
    learning.tagger(either, here, tmp_path)  # its file is there, of before
    assert file.read_bytes() != before
    assert oct(file.stat().st_mode)[-3:] == "600"


def test_words_picked_in_a_parole_go_with_it(
    either: Session, here: Territory, decided: list[Parole], chargee: User
) -> None:
    term = Term("enjeu", "logement", "for", "portail")
    given_words.add(either, here, term, decided[0].id, by=chargee.id, now=NOW)
    given_words.add(either, here, term, decided[0].id, by=chargee.id, now=NOW)
    assert len(lessons.terms(either, here)) == 1
    storage.withdraw(either, decided[0].response, DAY)
    either.expire_all()
    assert lessons.terms(either, here) == []


def test_words_taken_back_no_longer_count_but_did(
    either: Session, here: Territory, chargee: User
) -> None:
    given_words.add(
        either, here, Term("enjeu", "x", "for", "portail"), None, by=chargee.id, now=NOW
    )
    (term,) = lessons.terms(either, here)
    later = NOW + timedelta(days=2)
    assert given_words.remove(either, here, term.id, now=later)
    assert not given_words.remove(either, here, term.id, now=later)
    assert lessons.terms(either, here) == []
    assert len(lessons.terms(either, here, at=NOW + timedelta(days=1))) == 1


def test_the_preview_says_what_would_change_and_changes_nothing(
    either: Session, here: Territory, survey: Survey, chargee: User, bus: str
) -> None:
    texts = ["Lampadaire cassé", "des lampadaires", "le lampadaire du bus du soir", "la taxe"]
    made = [parole(either, survey, text) for text in texts]
    coding.tag_chunk(either, small_tagger(), [each.id for each in made])
    deciding.settle(either, made[1].id, {}, by=chargee.id, now=NOW)
    term = Term("enjeu", bus, "for", "lampadaire")
    seen = given_words.preview(either, here, small_tagger(), term)
    assert (seen.holding, seen.checked, seen.tried) == (3, 1, 2)
    assert [(each.text, each.gains) for each in seen.changes] == [(texts[0], True)]


def test_a_grid_of_one_s_own_starts_from_its_expressions(
    either: Session, survey: Survey, here: Territory
) -> None:
    for theme in either.query(Theme).filter_by(family="enjeu").all():
        either.delete(theme)
    either.flush()
    either.add(
        Theme(
            territory_id=here.id,
            family="enjeu",
            key="eau",
            label="Eau",
            position=1,
            version="1",
            expressions=["fuite"],
            counter_expressions=[],
        )
    )
    either.flush()
    machine = learning.base(either, here)
    assert labels_of(machine, "enjeu", ["une fuite", "le bus du soir"]) == [{"eau"}, set()]
    one = parole(either, survey, "une fuite au lavoir")
    coding.tag_chunk(either, machine, [one.id])
    assert [
        tag.key for tag in deciding.tags_of(either, [one.id])[one.id] if tag.family == "enjeu"
    ] == ["eau"]


def test_a_reopened_parole_teaches_nothing(
    either: Session, here: Territory, decided: list[Parole], chargee: User
) -> None:
    last = max(either.query(Decision.id).all())[0]
    deciding.reopen(either, decided[3].id, by=chargee.id, now=NOW)
    now, then = lessons.rows(either, here), lessons.rows(either, here, upto=last)
    assert len(now.learnt) + len(now.held) == 29
    assert len(then.learnt) + len(then.held) == 30
