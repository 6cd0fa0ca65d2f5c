"""Two periods, surveys or cycles side by side, on what both asked."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from app.services.figures import comparisons
from app.services.figures.comparisons import Side, Together
from app.services.questionnaires import cycles
from surveys.models import Survey, Territory
from surveys.questions import Choice, LongText, SingleChoice
from tests.answering import survey as questionnaire
from tests.storing import definition, parole, published, response, submission, tagged, territory


@pytest.fixture
def here(stored: Session) -> Territory:
    """Beside a territory that asked the same."""
    other = published(stored, territory(stored, "ailleurs"), definition("bruit"))
    response(stored, other, submission(None, {}, avis="mal"))
    return territory(stored, "ici", convention="Convention 2022-2026")


@pytest.fixture
def survey(stored: Session, here: Territory) -> Survey:
    return published(stored, here)


def many(session: Session, survey: Survey, n: int, on: date, channel: str = "web", **said: str):  # type: ignore[no-untyped-def]
    for _ in range(n):
        response(session, survey, submission(None, {}, received_on=on, channel=channel, **said))


SPRING, AUTUMN = date(2026, 4, 1), date(2026, 10, 1)
BEFORE, AFTER = Side("q.essai", until=date(2026, 6, 30)), Side("q.essai", since=date(2026, 7, 1))


def test_two_periods_of_one_survey(stored: Session, here: Territory, survey: Survey) -> None:
    many(stored, survey, 56, SPRING, avis="bien")
    many(stored, survey, 14, SPRING, avis="mal")
    many(stored, survey, 48, AUTUMN, avis="bien")
    many(stored, survey, 32, AUTUMN, avis="mal")
    found = Together(stored, here).compare(BEFORE, AFTER, "avis")
    line = found.change.lines[0]
    assert (line.before, line.after, line.verdict) == (56, 48, "down")
    assert found.warnings == ()
    assert "jusqu’au 30" in found.names[0]
    first = comparisons.records(found)[0]
    assert (first["part_avant"], first["part_apres"], first["ecart"]) == (80.0, 60.0, -20.0)
    assert (first["de"], first["a"], first["lecture"]) == (-33.4, -5.2, "en baisse")
    assert set(first) == dict(comparisons.COLUMNS).keys()


def test_periods_that_overlap_and_other_ways_of_answering_are_warned_of(
    stored: Session, here: Territory, survey: Survey
) -> None:
    many(stored, survey, 30, SPRING, avis="bien")
    many(stored, survey, 30, AUTUMN, "papier", avis="bien")
    found = Together(stored, here).compare(Side("q.essai"), AFTER, "avis")
    said = " ".join(found.warnings).replace("\u00a0", " ")
    assert "les mêmes réponses" in said
    assert "La façon de répondre a changé" in said
    assert "en ligne, 50" in said


def test_two_surveys_share_the_questions_of_one_key_and_kind(
    stored: Session, here: Territory, survey: Survey
) -> None:
    again = (Choice(key="bien", label="Très bien"), Choice(key="bof", label="Bof"))
    asked = questionnaire(
        SingleChoice(key="avis", label="Votre avis aujourd’hui ?", choices=again),
        LongText(key="ou", label="Où ?"),
        slug="renouvele",
    )
    other = published(stored, here, asked)
    other.access = "letter"
    stored.flush()
    many(stored, survey, 40, SPRING, avis="bien")
    many(stored, other, 40, AUTUMN, avis="bof")
    together = Together(stored, here)
    subjects = dict(together.subjects("q.essai", "q.renouvele"))
    assert list(subjects) == ["enjeu", "domaine", "polarity", "avis"]
    assert subjects["avis"] == "Votre avis aujourd’hui ?"
    found = together.compare(Side("q.essai"), Side("q.renouvele"), "avis")
    assert [(line.label, line.before, line.after) for line in found.change.lines] == [
        ("Très bien", 40, 0),
        ("Bof", None, 40),
        ("Mal", 0, None),
    ]
    assert "ne pouvait pas répondre de la même façon" in found.warnings[0]
    with pytest.raises(KeyError):
        together.compare(Side("q.essai"), Side("q.renouvele"), "ou")
    with pytest.raises(KeyError):
        together.compare(Side("q.bruit"), Side("q.essai"), "avis")


def test_two_cycles_gather_their_surveys(stored: Session, here: Territory, survey: Survey) -> None:
    old = published(stored, here, definition("ancien"))
    older = published(stored, here, definition("plus-ancien"))
    old.cycle = older.cycle = "2018-2021"
    stored.flush()
    for number, each in enumerate((old, older, survey, survey)):
        for _ in range(20):
            said = parole(stored, each, "Un mot")
            if number < 3:
                tagged(stored, said.id, "sante")
    together = Together(stored, here)
    assert [key for key, _ in together.choices()][-2:] == ["c.2018-2021", "c.2022-2026"]
    found = together.compare(Side("c.2018-2021"), Side("c.2022-2026"), "enjeu")
    health = next(line for line in found.change.lines if line.key == "sante")
    assert (health.before, health.after, health.verdict) == (40, 20, "down")


@pytest.mark.parametrize(
    ("opens", "said", "cycle"),
    [
        (date(2026, 1, 1), "", "2022-2026"),
        (date(2019, 1, 1), "", "avant 2022"),
        (date(2027, 1, 1), "", "après 2026"),
        (date(2026, 1, 1), "2018-2021", "2018-2021"),
        (None, "", "2022-2026"),  # as it was published
    ],
)
def test_the_cycle_is_what_was_said_else_what_the_dates_tell(
    stored: Session, here: Territory, survey: Survey, opens: date | None, said: str, cycle: str
) -> None:
    survey.opens_on, survey.cycle = opens, said
    assert cycles.of(survey, here) == cycle
    here.convention = "Convention territoriale"
    assert cycles.of(survey, here) == said


def test_a_cycle_is_two_years_or_nothing() -> None:
    assert cycles.wrong("") == cycles.wrong("2018-2021") == ""
    for typed in ("2018", "2021-2018", "2018 2021", "demain"):
        assert "2022-2026" in cycles.wrong(typed)


def test_it_opens_on_what_can_be_compared(stored: Session, here: Territory, survey: Survey) -> None:
    assert Together(stored, here).opening() is None
    many(stored, survey, 40, SPRING, avis="bien")
    assert Together(stored, here).opening() is None  # enough for one side only
    many(stored, survey, 40, AUTUMN, avis="bien")
    opening = Together(stored, here).opening()
    assert opening == (Side("q.essai", until=date(2026, 9, 30)), Side("q.essai", since=AUTUMN))
    assert not Together(stored, here).compare(*opening, "avis").change.few
    second = published(stored, here, definition("second"))
    many(stored, second, 29, SPRING, avis="bien")
    assert Together(stored, here).opening() == opening
    many(stored, second, 1, date(2026, 3, 1), avis="bien")
    assert Together(stored, here).opening() == (Side("q.second"), Side("q.essai"))


def test_the_gap_of_a_spreadsheet_is_that_of_its_two_columns(
    stored: Session, here: Territory, survey: Survey
) -> None:
    many(stored, survey, 20, SPRING, avis="bien")
    many(stored, survey, 16, SPRING, avis="mal")
    many(stored, survey, 23, AUTUMN, avis="bien")
    many(stored, survey, 14, AUTUMN, avis="mal")
    for line in comparisons.records(Together(stored, here).compare(BEFORE, AFTER, "avis")):
        before, after = line["part_avant"], line["part_apres"]
        assert isinstance(before, float)
        assert isinstance(after, float)
        assert line["ecart"] == round(after - before, 1)
