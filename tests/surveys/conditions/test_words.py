"""A condition as a French sentence."""

import pytest

from surveys.conditions import in_words, parse
from surveys.questions import (
    Choice,
    Commune,
    Context,
    Date,
    LongText,
    Matrix,
    Number,
    Question,
    SeveralChoices,
    SingleChoice,
)
from surveys.schema import Section, Survey

CONTEXT = Context(communes=(Choice(key="99001", label="Valbrun"),))
OUI_NON = (Choice(key="oui", label="Oui"), Choice(key="non", label="Non"))
ASKED: tuple[Question, ...] = (
    SingleChoice(key="auto", label="Une voiture ?", choices=OUI_NON, other=True),
    SeveralChoices(key="aides", label="Quelles aides ?", choices=OUI_NON),
    Number(key="enfants", label="Combien d’enfants ?"),
    Number(key="adultes", label="Combien d’adultes ?"),
    Date(key="jour", label="Quel jour ?"),
    Commune(key="ou", label="Où ?"),
    Matrix(key="m", label="Souvent ?", rows=(Choice(key="car", label="Le car"),), choices=OUI_NON),
    LongText(key="mot", label="Un mot ?"),
)
SURVEY = Survey(
    slug="essai",
    title="Un essai",
    public="habitant",
    purpose=(),
    minutes=2,
    sections=(Section(key="tout", title="Tout", questions=ASKED),),
    who_reads=(),
    rights="Tous.",
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("${auto} = 'oui'", "vous avez répondu « Oui » à « Une voiture ? »"),
        ("'oui' = ${auto}", "vous avez répondu « Oui » à « Une voiture ? »"),
        ("${auto} != 'oui'", "vous n’avez pas répondu « Oui » à « Une voiture ? »"),
        ("selected(${aides}, 'non')", "vous avez répondu « Non » à « Quelles aides ? »"),
        ("${auto} = ''", "vous n’avez pas répondu à « Une voiture ? »"),
        ("${mot} != ''", "vous avez répondu à « Un mot ? »"),
        ("${enfants} > 2", "vous avez répondu plus de 2 à « Combien d’enfants ? »"),
        ("2 >= ${enfants}", "vous avez répondu 2 ou moins à « Combien d’enfants ? »"),
        ("${enfants} = 2", "vous avez répondu « 2 » à « Combien d’enfants ? »"),
        ("${jour} < '2026-03-01'", "vous avez répondu avant le 1er mars 2026 à « Quel jour ? »"),
        ("${jour} = '2026-03-02'", "vous avez répondu « 2 mars 2026 » à « Quel jour ? »"),
        ("${ou} = '99001'", "vous avez répondu « Valbrun » à « Où ? »"),
        ("${m_car} = 'oui'", "vous avez répondu « Oui » à « Souvent ? – Le car »"),
        ("${auto_autre} != ''", "vous avez répondu à « Une voiture ? (Autre, précisez) »"),
        (
            "${enfants} > ${adultes}",
            "vous avez répondu plus à « Combien d’enfants ? » qu’à « Combien d’adultes ? »",
        ),
        (
            "${auto} = 'oui' or ${auto} = 'non'",
            "vous avez répondu « Oui » ou « Non » à « Une voiture ? »",
        ),
        (
            "${auto} = 'oui' and ${enfants} < 3",
            "vous avez répondu « Oui » à « Une voiture ? » et "
            "vous avez répondu moins de 3 à « Combien d’enfants ? »",
        ),
        (
            "${mot} != '' or ${auto} = 'oui' and ${ou} = ''",
            "vous avez répondu à « Un mot ? », ou vous avez répondu « Oui » à « Une voiture ? » et "
            "vous n’avez pas répondu à « Où ? »",
        ),
        (
            "not(${auto} = 'oui' or ${enfants} > 2)",
            "vous n’avez pas répondu « Oui » à « Une voiture ? » et "
            "vous n’avez pas répondu plus de 2 à « Combien d’enfants ? »",
        ),
        ("not(not(${mot} = ''))", "vous n’avez pas répondu à « Un mot ? »"),
        (
            "not(selected(${aides}, 'oui'))",
            "vous n’avez pas répondu « Oui » à « Quelles aides ? »",
        ),
    ],
)
def test_a_condition_is_said_with_the_words_of_the_questions(text: str, said: str) -> None:
    expected = f"si {said}".replace("« ", "«\u00a0").replace(" »", "\u00a0»")
    assert in_words(parse(text), SURVEY, CONTEXT) == expected


def test_a_place_outside_the_list_keeps_its_code() -> None:
    assert "99009" in in_words(parse("${ou} = '99009'"), SURVEY, CONTEXT)
