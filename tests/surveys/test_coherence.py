"""Questions set side by side: names that collide, conditions that look the wrong way."""

import pytest

from surveys.questions import (
    Choice,
    Commune,
    Date,
    InvalidSurvey,
    Matrix,
    Note,
    Question,
    Ranking,
    SeveralChoices,
    ShortText,
    SingleChoice,
)
from surveys.schema import Section, Survey

CHOICES = (Choice(key="oui", label="Oui"), Choice(key="non", label="Non"))


def survey(*questions: Question) -> Survey:
    return Survey(
        slug="essai",
        title="Un essai",
        public="habitant",
        purpose=(),
        minutes=2,
        sections=(Section(key="tout", title="Tout", questions=questions),),
        who_reads=(),
        rights="Tous.",
    )


def refusal(*questions: Question) -> str:
    with pytest.raises(InvalidSurvey) as invalid:
        survey(*questions)
    return str(invalid.value)


def yes_no(key: str, only_if: str = "", **more: bool) -> SingleChoice:
    return SingleChoice(key=key, label=f"{key} ?", choices=CHOICES, only_if=only_if, **more)


def text(key: str, only_if: str = "") -> ShortText:
    return ShortText(key=key, label=f"{key} ?", only_if=only_if)


@pytest.mark.parametrize(
    ("first", "taken"),
    [
        (yes_no("a", other=True), "a_autre"),
        (Date(key="a", label="Quand ?"), "a_mois"),
        (Ranking(key="a", label="Quel ordre ?", choices=CHOICES), "a_oui"),
        (Matrix(key="a", label="Où ?", rows=CHOICES, choices=CHOICES), "a_non"),
    ],
    ids=lambda thing: getattr(thing, "kind", ""),
)
def test_an_input_of_a_question_is_not_the_key_of_another(first: Question, taken: str) -> None:
    said = f"le nom « {taken} » sert déjà à la question « a »"
    assert said in refusal(first, text(taken))
    assert survey(first, text("b")).by_name[taken] is first


def test_a_matrix_is_not_stored_under_the_name_of_a_text_specified() -> None:
    stored_there = Matrix(key="a_autre", label="Où ?", rows=CHOICES, choices=CHOICES)
    assert "« a_autre » sert déjà" in refusal(yes_no("a", other=True), stored_there)


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ([yes_no("a"), text("b", "${c} = 'oui'")], "« c », qui n’existe pas"),
        ([text("b", "${a} = 'oui'"), yes_no("a")], "« a », posée plus loin"),
        ([yes_no("a", "${a} = 'oui'")], "parle d’elle-même"),
        ([yes_no("a", "${b} = 'oui'"), yes_no("b", "${a} = 'oui'")], "« b », posée plus loin"),
        ([yes_no("a"), text("b", "${a} = 'peut_etre'")], "pas un choix de « a ». Choix : oui, non"),
        ([yes_no("a"), text("b", "not('si' != ${a})")], "attend « si »"),
        ([yes_no("a"), text("b", "selected(${a}, 'si')")], "attend « si »"),
        ([Note(key="a", label="Avis"), text("b", "${a} = 'x'")], "« a », qui n’existe pas"),
        ([yes_no("a"), text("b", "${a_autre} = 'x'")], "« a_autre », qui n’existe pas"),
        (
            [
                Matrix(key="a", label="Où ?", rows=CHOICES, choices=CHOICES),
                text("b", "${a_oui} = 'x'"),
            ],
            "pas un choix de « a_oui »",
        ),
    ],
)
def test_a_condition_that_cannot_be_decided_is_refused_by_its_question(
    questions: list[Question], said: str
) -> None:
    message = refusal(*questions)
    guilty = next(question.key for question in questions if question.only_if)
    assert message.startswith(f"question « {guilty} » : sa condition (only_if) ")
    assert said in message


@pytest.mark.parametrize(
    "condition",
    [
        "${a} = ''",
        "${a} != 'oui' and selected(${d}, 'non')",
        "${a_autre} = 'en barque'",
        "${ou} = '46066'",
        "${c} = 'n’importe quoi'",
        "${d} = ''",
    ],
)
def test_a_condition_on_what_came_before_is_accepted(condition: str) -> None:
    several = SeveralChoices(key="d", label="Lesquels ?", choices=CHOICES)
    place = Commune(key="ou", label="Où ?")
    survey(yes_no("a", other=True), text("c"), several, place, text("b", condition))
