"""What was answered crossed with who answered, from stored responses."""

import pytest
from sqlalchemy.orm import Session

from app.services.figures import crossings
from app.services.figures.crossings import Asked, Shown
from surveys.models import Survey, Territory
from surveys.questions import Choice, Matrix, Ranking, SeveralChoices
from tests.answering import survey as questionnaire
from tests.storing import definition, parole, published, response, submission, tagged

THREE = tuple(Choice(key=key, label=key.upper()) for key in ("a", "b", "c"))


@pytest.fixture
def survey(either: Session, here: Territory) -> Survey:
    """Beside another survey of the same territory, whose answers do not count."""
    noise = published(either, here, definition("bruit"))
    response(either, noise, submission(None, avis="mal", ou="99001"))
    return published(either, here)


def many(session: Session, survey: Survey, n: int, channel: str = "web", **values: str) -> None:
    for _ in range(n):
        response(session, survey, submission(None, {}, channel=channel, **values))


def show(session: Session, here: Territory, survey: Survey, subject: str, by: str = "channel",
         weighted: bool = False) -> Shown:  # fmt: skip
    return crossings.show(session, here, survey, Asked(survey.slug, subject, by, weighted))


def test_closed_questions_and_tags_may_be_crossed_open_ones_not(
    either: Session, here: Territory, survey: Survey
) -> None:
    keys = [subject.key for subject in crossings.subjects(either, here, survey)]
    assert keys == ["enjeu", "domaine", "polarity", "ou", "age", "avis"]


def test_paper_and_web_stand_side_by_side(either: Session, here: Territory, survey: Survey) -> None:
    many(either, survey, 3, avis="bien")
    many(either, survey, 1, avis="mal")
    many(either, survey, 2, "papier", avis="mal")
    many(either, survey, 1, "papier")
    found = show(either, here, survey, "avis").crossing
    assert [(g.key, g.people, g.silent) for g in found.groups] == [
        ("*", 6, 1),
        ("web", 4, 0),
        ("papier", 2, 1),
    ]
    assert found.cell("bien", "web").people == 3
    assert found.cell("mal", "papier").people == 2


def test_tags_are_counted_once_per_person_and_no_enjeu_is_an_answer(
    either: Session, here: Territory, survey: Survey
) -> None:
    both = response(either, survey, submission(None, {"dire": "Un", "proposer": "Deux"})).paroles
    for one in both:
        tagged(either, one.id, "sante")
    tagged(either, both[0].id, "logement", state="refused")
    parole(either, survey, "Rien de spécial")
    many(either, survey, 1)
    found = show(either, here, survey, "enjeu").crossing
    assert (found.everyone.people, found.everyone.silent) == (2, 1)
    assert found.cell("sante").people == 1
    assert found.cell("logement").people == 0
    assert found.cell("").people == 1


def test_several_choices_a_matrix_and_a_ranking_are_read(either: Session, here: Territory) -> None:
    asked = questionnaire(
        SeveralChoices(key="manque", label="Quoi ?", choices=THREE),
        Matrix(key="tableau", label="Et ?", rows=THREE[:2], choices=THREE),
        Ranking(key="ordre", label="Dans quel ordre ?", choices=THREE),
        slug="essai",
    )
    survey = published(either, here, asked)
    response(
        either, survey,
        submission(None, {}, manque=["a", "c"], tableau={"a": "b"}, ordre=["c", "a"]),
    )  # fmt: skip
    several = show(either, here, survey, "manque")
    assert several.subject.several
    assert [several.crossing.cell(key).people for key in "abc"] == [1, 0, 1]
    assert show(either, here, survey, "tableau_a").crossing.cell("b").people == 1
    assert show(either, here, survey, "tableau_b").crossing.everyone.people == 0
    ordre = show(either, here, survey, "ordre").crossing
    assert (ordre.cell("c").people, ordre.cell("a").people) == (1, 0)  # the one put first


def test_weighting_brings_residents_to_their_population(
    either: Session, here: Territory, survey: Survey
) -> None:
    many(either, survey, 30, ou="99001", avis="bien")
    many(either, survey, 60, ou="99002", avis="mal")
    plain = show(either, here, survey, "avis")
    assert plain.crossing.cell("bien").share == pytest.approx(1 / 3)
    found = show(either, here, survey, "avis", weighted=True)
    assert found.refused == ""
    # 500 live in 99001, 250 in 99002: two thirds.
    assert found.crossing.cell("bien").share == pytest.approx(2 / 3)
    assert found.crossing.cell("bien").people == 30
    assert found.crossing.everyone.effective == pytest.approx(60, abs=0.1)


def test_too_few_to_weight_are_shown_plain_with_the_reason(
    either: Session, here: Territory, survey: Survey
) -> None:
    many(either, survey, 5, ou="99001", avis="bien")
    found = show(either, here, survey, "avis", weighted=True)
    assert "au moins 50" in found.refused
    assert found.weights is None
    assert found.crossing.cell("bien").people == 5


def test_an_unknown_subject_is_refused(either: Session, here: Territory, survey: Survey) -> None:
    with pytest.raises(KeyError):
        show(either, here, survey, "dire")
