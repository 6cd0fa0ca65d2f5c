"""What exports are made of: one territory, stable columns, decisions before proposals."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.models.coding import Coding
from app.services.accounts import staff
from app.services.figures.scope import Scope
from app.services.paroles import deciding
from app.services.reports import answer_columns, exporting
from surveys import frames, models
from surveys.models import Parole, Survey, Territory
from surveys.questions import AgeBand, Choice, Commune, LongText, SeveralChoices, ShortText
from tests.answering import survey as questionnaire
from tests.storing import (
    DAY,
    GRID,
    NOW,
    definition,
    parole,
    published,
    response,
    submission,
    tagged,
    territory,
)
from tests.tables import responses_frame


@pytest.fixture
def here(either: Session) -> Territory:
    """Beside a territory with its own paroles, tags, decisions and tagger."""
    elsewhere = territory(either, "ailleurs")
    noise = parole(either, published(either, elsewhere, definition("bruit")), "Bruit", ou="99001")
    tagged(either, noise.id, "mobilite", state="confirmed")
    either.get_one(Coding, noise.id).tagger_version = "d’ailleurs"
    either.flush()
    return territory(either, "ici")


def row_of(session: Session, here: Territory, one: Parole) -> dict[str, object]:
    frame = exporting.paroles_frame(session, here)
    (row,) = frame[frame["parole_id"] == one.id].to_dict("records")
    return {str(name): value for name, value in row.items()}


def test_paroles_are_the_territory_s_own(either: Session, here: Territory, survey: Survey) -> None:
    other = published(either, here, definition("autre"))
    parole(either, survey, "Un")
    parole(either, other, "Deux")
    frame = exporting.paroles_frame(either, here)
    assert sorted(frame["text"]) == ["Deux", "Un"]
    assert list(exporting.paroles_frame(either, here, "autre")["text"]) == ["Deux"]
    assert exporting.paroles_frame(either, here, "bruit").empty
    added = ["enjeux", "domaines", "polarity", "state", "source", "foreign"]
    assert list(frame.columns) == [*frames.PAROLES, *added]


def test_standing_tags_are_given_in_the_grid_s_order(
    either: Session, here: Territory, survey: Survey
) -> None:
    one = parole(either, survey, "Un")
    tagged(either, parole(either, survey, "Bruit").id, "mobilite")
    tagged(either, one.id, "logement", score=0.9)
    tagged(either, one.id, "mobilite", score=0.1)
    tagged(either, one.id, "sante", state="refused")
    tagged(either, one.id, "culture", "jeunesse", family="domaine")
    row = row_of(either, here, one)
    assert row["enjeux"] == ("mobilite", "logement")
    assert row["domaines"] == ("jeunesse", "culture")
    assert row["polarity"] is None


def test_a_person_s_polarity_comes_before_the_machine_s(
    either: Session, here: Territory, survey: Survey
) -> None:
    one = parole(either, survey, "Un")
    tagged(either, one.id, "point_fort", family="polarity")
    assert row_of(either, here, one)["polarity"] == "point_fort"
    tagged(either, one.id, "neutre", family="polarity", state="added")
    assert row_of(either, here, one)["polarity"] == "neutre"


def test_a_row_says_who_decided_and_whether_anybody_checked(
    either: Session, here: Territory, survey: Survey
) -> None:
    chargee = staff.add(either, "chargee@example.org", "chargee", here)
    unread, read, touched, checked = (parole(either, survey, text) for text in "abcd")
    for one in (read, touched, checked):
        tagged(either, one.id, "sante")
    deciding.decide(either, touched.id, "enjeu", "sante", True, by=chargee.id, now=NOW)
    deciding.settle(either, checked.id, {}, by=chargee.id, now=NOW)
    said = [row_of(either, here, one) for one in (unread, read, touched, checked)]
    assert [(row["state"], row["source"], row["enjeux"]) for row in said] == [
        ("proposed", "machine", ()),
        ("proposed", "machine", ("sante",)),
        ("proposed", "human", ("sante",)),
        ("confirmed", "human", ()),
    ]


def test_an_empty_territory_gives_empty_frames_with_their_columns(
    either: Session, here: Territory, survey: Survey
) -> None:
    assert "enjeux" in exporting.paroles_frame(either, here).columns
    assert exporting.paroles_frame(either, here).empty
    assert responses_frame(either, survey).empty


HOBBIES = tuple(Choice(key=key, label=key) for key in ("chant", "danse", "judo"))


def second_version(session: Session, here: Territory) -> Survey:
    """A survey that lost a question, gained others, one named as a column of ours."""
    published(session, here)
    asked = questionnaire(
        SeveralChoices(key="loisirs", label="Loisirs ?", choices=HOBBIES),
        ShortText(key="public", label="Quel public ?"),
        LongText(key="dire", label="Que dire ?"),
        Commune(key="ou", label="Où ?"),
        AgeBand(key="age", label="Âge ?"),
    )
    return published(session, here, asked)


def test_columns_are_stable_over_versions_and_never_taken_twice(
    either: Session, here: Territory
) -> None:
    columns = answer_columns.responses_columns(second_version(either, here))
    names = [name for name, _ in columns]
    assert names[: len(answer_columns.ABOUT)] == [name for name, _ in answer_columns.ABOUT]
    asked = names[len(answer_columns.ABOUT) :]
    assert asked == ["loisirs", "q_public", "dire", "ou", "age", "avis", "proposer"]
    assert dict(columns)["dire"] == "Que dire ?"
    assert len(set(names)) == len(names)


def test_answers_of_every_version_stand_in_their_columns(either: Session, here: Territory) -> None:
    survey = published(either, here)
    old = {"dire": "Avant", "proposer": "Un car"}
    response(either, survey, submission(None, old, ou="99001", avis="mal"))
    later = DAY + timedelta(1)
    new = submission(
        None, {"dire": "Après"}, received_on=later, loisirs=["chant", "judo"], public="Familles"
    )
    response(either, second_version(either, here), new)
    frame = responses_frame(either, survey)
    assert list(frame.columns) == [name for name, _ in answer_columns.responses_columns(survey)]
    before, after = frame.to_dict("records")
    assert (before["dire"], before["proposer"], before["avis"]) == ("Avant", "Un car", "mal")
    assert (before["commune"], before["ou"], before["loisirs"]) == ("99001", "99001", None)
    assert (after["dire"], after["proposer"], after["loisirs"]) == ("Après", None, "chant|judo")
    assert (after["public"], after["q_public"]) == ("habitant", "Familles")


def test_a_commune_asked_under_another_name_of_ours_takes_nothing_s_place() -> None:
    asked = [
        (Commune(key="age_band", label="?"), "q_age_band"),
        (Commune(key="commune", label="?"), "commune"),
        (AgeBand(key="age_band", label="?"), "age_band"),
        (AgeBand(key="public", label="?"), "q_public"),
        (ShortText(key="commune", label="?"), "q_commune"),
        (ShortText(key="avis", label="?"), "avis"),
    ]
    for question, column in asked:
        assert answer_columns.column_of(question) == column


def test_an_imported_response_has_its_commune_under_the_question_too(
    either: Session, here: Territory, survey: Survey
) -> None:
    row = {"survey_id": survey.id, "version_id": survey.versions[0].id, "received_on": DAY}
    either.add(
        models.Response(
            public="elu", answers={}, commune="99002", age_band="45-59", source_id="A1", **row
        )
    )
    either.flush()
    (found,) = responses_frame(either, survey).to_dict("records")
    assert (found["ou"], found["age"], found["source_id"]) == ("99002", "45-59", "A1")


def test_responses_of_another_survey_are_not_mixed_in(
    either: Session, here: Territory, survey: Survey
) -> None:
    response(either, survey)
    response(either, published(either, here, definition("autre")))
    assert len(responses_frame(either, survey)) == 1


def test_the_synthesis_counts_this_territory_and_names_its_sources(
    either: Session, here: Territory, survey: Survey
) -> None:
    for number in range(4):
        tagged(either, parole(either, survey, f"Parole {number}", ou="99001").id, "mobilite")
    parole(either, survey, "Sans étiquette")
    made = exporting.synthesis(either, here, exact=True)
    assert (made.n_responses, made.n_paroles, made.first, made.last) == (5, 5, DAY, DAY)
    assert made.origin.tagger_version == "essai-1"
    assert [title.split(" (")[0] for title in made.origin.surveys] == ["Un essai"]
    assert made.k is None
    assert made.whole
    assert [chapter.key for chapter in made.enjeux] == list(GRID["enjeu"])


def test_the_synthesis_is_protected_unless_asked_exact(
    either: Session, here: Territory, survey: Survey
) -> None:
    parole(either, survey, "Un")
    made = exporting.synthesis(either, here, scope=Scope(enjeux=("sante",)), exact=False)
    assert made.k == 11
    assert not made.whole
    assert [chapter.key for chapter in made.enjeux] == ["sante"]


def test_a_synthesis_of_an_unknown_enjeu_is_refused(either: Session, here: Territory) -> None:
    with pytest.raises(ValueError, match="inconnu"):
        exporting.synthesis(either, here, scope=Scope(enjeux=("inconnu",)), exact=True)


def test_a_synthesis_of_nothing_yet_is_made(either: Session, here: Territory) -> None:
    made = exporting.synthesis(either, here, exact=False)
    assert (made.n_paroles, made.origin.tagger_version, made.origin.surveys) == (0, "aucun", ())


def test_a_synthetic_sample_is_said_to_be_one(either: Session, here: Territory) -> None:
    assert not exporting.synthesis(either, here, exact=True).origin.synthetic
    here.is_sample = True
    assert exporting.synthesis(either, here, exact=True).origin.synthetic


def test_who_was_helped_and_what_looks_like_a_machine_are_told(
    either: Session, here: Territory, survey: Survey
) -> None:
    response(either, survey)
    response(either, survey, replace(submission(), helped=True, suspicion="honeypot fast"))
    frame = responses_frame(either, survey)
    told = sorted(zip(frame["helped"], frame["suspicion"], strict=True))
    assert told == [("", ""), ("oui", "honeypot fast")]
