"""Drafts: written over many days by more than one person, undone, published, nothing lost."""

import copy
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from surveys import drafts, models, schema, storage
from surveys.asking import InvalidSurvey
from surveys.base import start_writing
from surveys.models import Draft, DraftStep
from tests.storing import DAY, NOW, definition, opened, published, territory


def plain(**changes: Any) -> dict[str, Any]:
    return schema.to_dict(definition()) | changes


def begun(session: Session, slug: str = "essai", **changes: Any) -> Draft:
    """A draft in a territory where another questionnaire is being written too."""
    here = session.scalar(select(models.Territory)) or territory(session)
    if slug != "autre" and drafts.find(session, here, "autre") is None:
        drafts.start(session, here, "autre", plain(), by="alix@example.org", now=NOW)
    return drafts.start(session, here, slug, plain(**changes), by="dom@example.org", now=NOW)


def write(session: Session, draft: Draft, title: str) -> Draft:
    """The draft under another title, its revision the current one."""
    changed = {**draft.definition, "title": title}
    return drafts.change(
        session, draft, changed, revision=draft.revision, by="dom@example.org", now=NOW
    )


def back(session: Session, draft: Draft) -> str:
    drafts.undo(session, draft, revision=draft.revision, by="dom@example.org", now=NOW)
    return str(draft.definition["title"])


def forth(session: Session, draft: Draft) -> str:
    drafts.redo(session, draft, revision=draft.revision, by="dom@example.org", now=NOW)
    return str(draft.definition["title"])


def test_a_draft_takes_what_is_not_a_questionnaire_yet(stored: Session) -> None:
    here = territory(stored)
    draft = drafts.start(stored, here, "neuf", {"title": ""}, by="dom@example.org", now=NOW)
    assert draft.definition == {"title": "", "slug": "neuf"}
    assert (draft.revision, draft.saved_by, draft.saved_at) == (1, "dom@example.org", NOW)
    assert storage.state(draft.survey, DAY) == "draft"


def test_an_address_that_cannot_be_is_refused(stored: Session) -> None:
    here = territory(stored)
    for slug in ("", "Été", "a b", "a" * 81):
        with pytest.raises(InvalidSurvey, match="tirets"):
            drafts.start(stored, here, slug, plain(), by="dom@example.org", now=NOW)
    assert stored.scalars(select(models.Survey)).all() == []


def test_another_territory_s_address_is_refused(stored: Session) -> None:
    begun(stored)
    there = territory(stored, "ailleurs")
    with pytest.raises(storage.SlugTaken):
        drafts.start(stored, there, "essai", plain(), by="eve@example.org", now=NOW)
    assert drafts.find(stored, there, "essai") is None
    assert drafts.of_territory(stored, there) == []


def test_drafts_are_listed_last_changed_first(stored: Session) -> None:
    draft = begun(stored)
    draft.saved_at = NOW + timedelta(hours=1)
    stored.flush()
    listed = drafts.of_territory(stored, draft.survey.territory)
    assert [one.survey.slug for one in listed] == ["essai", "autre"]


def test_starting_over_a_draft_is_a_change_that_can_be_undone(stored: Session) -> None:
    draft = begun(stored, title="Le premier")
    again = begun(stored, title="Le second")
    assert (again, again.definition["title"], again.revision) == (draft, "Le second", 2)
    assert back(stored, draft) == "Le premier"


def test_a_change_replaces_the_definition_and_says_who(engine: Engine) -> None:
    with Session(engine, autoflush=False) as session:
        draft = begun(session)
        later = NOW + timedelta(minutes=3)
        changed = plain(title="Autre titre")
        drafts.change(session, draft, changed, revision=1, by="alix@example.org", now=later)
        session.commit()
        assert (draft.definition, draft.revision) == (changed, 2)
        assert (draft.saved_by, draft.saved_at.replace(tzinfo=NOW.tzinfo)) == (
            "alix@example.org",
            later,
        )


def test_the_same_definition_again_is_no_change(stored: Session) -> None:
    draft = begun(stored)
    same = copy.deepcopy(draft.definition)
    drafts.change(stored, draft, same, revision=1, by="alix@example.org", now=NOW)
    assert (draft.revision, draft.saved_by) == (1, "dom@example.org")


def test_who_read_an_older_revision_overwrites_nothing(engine: Engine) -> None:
    with Session(engine, autoflush=False) as session:
        draft = begun(session)
        write(session, draft, "Celui d’Alix")
        for attempt in (drafts.undo, drafts.redo):
            with pytest.raises(drafts.ChangedMeanwhile):
                attempt(session, draft, revision=1, by="dom@example.org", now=NOW)
        with pytest.raises(drafts.ChangedMeanwhile) as told:
            drafts.change(
                session, draft, plain(title="Le mien"), revision=1, by="dom@example.org", now=NOW
            )
        with pytest.raises(drafts.ChangedMeanwhile):
            drafts.publish(session, draft, revision=1, today=DAY)
        assert told.value.draft.definition["title"] == "Celui d’Alix"
        assert draft.revision == 2


@pytest.fixture
def server(engine: Engine) -> Iterator[Engine]:
    server = opened(engine.url.render_as_string(hide_password=False), lambda: False)
    yield server
    server.dispose()


def test_of_two_people_at_once_one_writes_and_the_other_is_told(
    engine: Engine, server: Engine
) -> None:
    with Session(engine, autoflush=False) as session:
        draft_id = begun(session).id
        session.commit()
    told = []
    with Session(server) as one, Session(server) as other:
        read = [session.get_one(Draft, draft_id).revision for session in (one, other)]
        for session, revision in zip((one, other), read, strict=True):
            start_writing(session)
            draft = session.get_one(Draft, draft_id)
            try:
                drafts.change(
                    session,
                    draft,
                    plain(title=f"Titre {len(told)}"),
                    revision=revision,
                    by="x",
                    now=NOW,
                )
            except drafts.ChangedMeanwhile as error:
                told.append(error.draft.definition["title"])
            session.commit()
    assert told == ["Titre 0"]


def test_undo_and_redo_walk_through_the_states(stored: Session) -> None:
    draft = begun(stored, title="Un")
    for title in ("Deux", "Trois"):
        write(stored, draft, title)
    assert drafts.reach(stored, draft) == (True, False)
    assert [back(stored, draft), back(stored, draft)] == ["Deux", "Un"]
    assert drafts.reach(stored, draft) == (False, True)
    assert back(stored, draft) == "Un"  # nothing before
    assert [forth(stored, draft) for _ in range(3)] == ["Deux", "Trois", "Trois"]
    assert draft.revision == 7


def test_a_change_after_an_undo_starts_another_future(stored: Session) -> None:
    draft = begun(stored, title="Un")
    write(stored, draft, "Deux")
    back(stored, draft)
    write(stored, draft, "Autre")
    assert forth(stored, draft) == "Autre"
    assert back(stored, draft) == "Un"


def test_the_steps_kept_are_bounded(stored: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drafts, "MOST_STEPS", 3)
    draft, other = begun(stored), drafts.find(stored, territory_of(stored), "autre")
    for number in range(6):
        write(stored, draft, str(number))
    kept = select(func.count()).select_from(DraftStep).where(DraftStep.draft_id == draft.id)
    assert stored.scalar(kept) == 3
    assert [back(stored, draft) for _ in range(4)] == ["4", "3", "3", "3"]
    assert other is not None
    assert drafts.as_it_was(stored, other, 1) is not None


def territory_of(session: Session) -> models.Territory:
    return session.scalars(select(models.Territory)).one()


def test_what_was_shown_at_a_revision_can_be_looked_up(stored: Session) -> None:
    draft = begun(stored, title="Un")
    write(stored, draft, "Deux")
    back(stored, draft)
    shown = [drafts.as_it_was(stored, draft, revision) for revision in (1, 2, 3, 9)]
    assert [was and was["title"] for was in shown] == [None, "Deux", "Un", None]


def test_publishing_makes_the_next_version_and_ends_the_draft(engine: Engine) -> None:
    with Session(engine, autoflush=False) as session:
        survey = published(session, territory(session))
        draft = begun(session, title="Corrigé")
        version = drafts.publish(session, draft, revision=draft.revision, today=DAY)
        session.commit()
        assert [v.number for v in survey.versions] == [1, 2]
        assert version.definition["title"] == "Corrigé"
        assert survey.draft is None
        assert {one.survey.slug for one in session.scalars(select(Draft))} == {"autre"}
        assert set(session.scalars(select(DraftStep.draft_id))) == set(
            session.scalars(select(Draft.id))
        )


def test_only_a_first_publication_sets_the_dates(stored: Session) -> None:
    draft = begun(stored)
    survey = draft.survey
    drafts.publish(stored, draft, revision=1, today=DAY, opens_on=DAY + timedelta(2))
    assert (survey.opens_on, storage.state(survey, DAY)) == (DAY + timedelta(2), "scheduled")
    again = begun(stored, title="Encore")
    drafts.publish(stored, again, revision=1, today=DAY)
    assert survey.opens_on == DAY + timedelta(2)


def test_a_draft_that_cannot_be_asked_is_not_published(stored: Session) -> None:
    draft = begun(stored, title="")
    with pytest.raises(InvalidSurvey, match="titre"):
        drafts.publish(stored, draft, revision=1, today=DAY)
    assert stored.scalars(select(models.SurveyVersion)).all() == []


def test_throwing_a_draft_away_leaves_what_was_published(stored: Session) -> None:
    survey = published(stored, territory(stored))
    drafts.discard(stored, begun(stored, title="Non"))
    drafts.discard(stored, begun(stored, "neuf"))
    slugs = stored.scalars(select(models.Survey.slug).order_by(models.Survey.slug)).all()
    assert slugs == ["autre", "essai"]
    assert (len(survey.versions), survey.draft) == (1, None)


def test_a_key_cannot_become_another_kind_of_question(stored: Session) -> None:
    published(stored, territory(stored))
    draft = begun(stored)
    changed = copy.deepcopy(draft.definition)
    asked = changed["sections"][0]["questions"]
    asked[4] = {"kind": "number", "key": "proposer", "label": "Combien ?"}
    drafts.change(stored, draft, changed, revision=1, by="dom@example.org", now=NOW)
    assert [(p.place, p.key) for p in drafts.problems(draft)] == [("question", "proposer")]
    with pytest.raises(storage.KindChanged) as refused:
        drafts.publish(stored, draft, revision=draft.revision, today=DAY)
    assert refused.value.keys == ("proposer",)


def test_a_key_left_out_for_a_version_keeps_its_kind(stored: Session) -> None:
    here = territory(stored)
    survey = published(stored, here)
    shorter = plain()
    del shorter["sections"][0]["questions"][4]
    published(stored, here, schema.from_dict(shorter))
    back_again = copy.deepcopy(shorter)
    back_again["sections"][0]["questions"].append(
        {"kind": "number", "key": "proposer", "label": "Combien ?"}
    )
    assert storage.kinds_changed(survey, back_again) == ("proposer",)
    assert storage.kinds_changed(survey, plain()) == ()


def test_a_draft_without_a_problem_says_none(stored: Session) -> None:
    assert drafts.problems(begun(stored)) == []
