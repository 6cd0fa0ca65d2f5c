"""The paper questionnaire: every kind of question, large print, one number per sheet."""

import re
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from pypdf import PdfReader

from app.exports import paper
from app.services.collection.entry_keys import KEYS
from surveys import questions, schema
from surveys.questions import Choice, Question
from tests.answering import CHOICES, survey
from tests.printing import pango, to_print, words, words_by_page

OTHERS = tuple(Choice(key=key, label=f"Réponse assez longue numéro {key}") for key in "abcdefgh")
NUMBERS = [paper.Numbers("2-001-45", "K7QF-2MDX-3P"), paper.Numbers("2-002-33", "A2B3-C4D5-E6")]


def asked(*one_by_one: Question) -> schema.Survey:
    return survey(*one_by_one, slug="papier")


def all_kinds() -> schema.Survey:
    return asked(
        questions.Note(key="mot", label="Avant de commencer", hint="Prenez votre temps."),
        questions.SingleChoice(key="un", label="Lequel ?", choices=CHOICES, other=True),
        questions.SeveralChoices(key="plusieurs", label="Lesquels ?", choices=CHOICES, max=2),
        questions.Ranking(key="ordre", label="Dans quel ordre ?", choices=CHOICES),
        questions.Matrix(key="tableau", label="Combien de fois ?", rows=CHOICES, choices=CHOICES),
        questions.Matrix(key="liste", label="Et ici ?", rows=CHOICES[:1], choices=OTHERS),
        questions.Scale(
            key="note", label="Quelle note ?", low=0, high=10, low_label="mal", high_label="bien"
        ),
        questions.Number(key="km", label="À quelle distance ?", unit="km"),
        questions.Date(key="jour", label="Quel jour ?"),
        questions.Commune(key="ou", label="Où ?"),
        questions.AgeBand(key="age", label="Quel âge ?"),
        questions.ShortText(key="mots", label="En un mot ?"),
        questions.LongText(key="dire", label="Et encore ?", only_if="${un} = 'a'"),
        questions.Consent(key="accord", label="J’accepte.", required=True),
    )


@pango
def test_every_kind_is_printed_with_how_to_answer_it(app: Flask) -> None:
    with app.test_request_context("/"):
        said = words(paper.blank(to_print(app, all_kinds())))
    for expected in (
        "Avant de commencer",
        "1. Lequel ?",
        "Une seule case.",
        "Autre :",
        "2 cases au plus.",
        "Écrivez 1 dans la case de votre premier choix",
        "Une case par ligne.",
        "0 = mal · 10 = bien",
        "km",
        "(jour, mois, année)",
        "Cazals",
        "18 à 29 ans",
        "Si vous avez répondu « Choix a » à « Lequel ? »",
        "J’accepte. (obligatoire)",
        "12. Et encore ?",
    ):
        assert expected in said, expected


@pango
def test_the_first_page_says_who_reads_and_where_to_give_it_back(app: Flask) -> None:
    with app.test_request_context("/"):
        pages = words_by_page(paper.blank(to_print(app, note="À la mairie de Cazals.")))
    first = pages[0]
    assert "Qui lit mes réponses ?" in first
    assert "2 personnes sont habilitées" in first
    assert "N’écrivez ni nom ni information de santé" in first
    assert "paroles.example.org/donnees-personnelles" in first
    assert "À la mairie de Cazals." in first
    assert "paroles.example.org/l/4627" in first
    assert [f"Page {n} sur {len(pages)}" in page for n, page in enumerate(pages, 1)] == [
        True
    ] * len(pages)
    assert len(pages) == 6


def sizes(pdf: bytes) -> dict[float, str]:
    """Size of print, in points → text so printed, without white space."""
    found: dict[float, str] = {}

    def note(text: str, matrix: Any, text_matrix: Any, _font: Any, size: float) -> None:
        if words := "".join(text.split()):
            printed = round(abs(size * text_matrix[3] * matrix[3]), 1)
            found[printed] = found.get(printed, "") + words

    for page in PdfReader(BytesIO(pdf)).pages:
        page.extract_text(visitor_text=note)
    return found


@pango
def test_what_people_read_is_printed_large(app: Flask) -> None:
    """Only the keys for who types, and the foot of the page, are under 14 points."""
    with app.test_request_context("/"):
        found = sizes(paper.blank(to_print(app, all_kinds())))
    small = {size: text for size, text in found.items() if size < 14}
    assert set(small) == {8, 10}
    assert set(small[8]) <= set(KEYS)
    assert re.fullmatch("(Cazals-Salviac·Page[0-9]sur[0-9])+", small[10])
    assert "Lequel?" in found[15]
    assert "Prenezvotretemps." in found[14]


@pango
def test_each_sheet_of_a_lot_has_its_number_on_every_page(app: Flask) -> None:
    with app.test_request_context("/"):
        one = words_by_page(paper.blank(to_print(app, all_kinds(), numbered=True)))
        pages = words_by_page(paper.numbered(to_print(app, all_kinds(), numbered=True), NUMBERS))
    assert len(pages) == 2 * len(one)
    for place, sheet in enumerate(NUMBERS):
        mine = pages[place * len(one) : (place + 1) * len(one)]
        assert all(sheet.sheet in page for page in mine)
        assert [sheet.receipt in page for page in mine] == [True] + [False] * (len(one) - 1)
        assert f"Feuille n° {sheet.sheet}" in mine[0]
    assert not any(NUMBERS[0].sheet in page for page in pages[len(one) :])
    assert "/q/papier/suivi" in pages[0].replace(" ", "")


@pytest.mark.parametrize(("length", "lines"), [(100, 2), (1000, 3), (2000, 6), (20_000, 7)])
def test_lines_are_in_proportion_to_the_answer_expected(
    app: Flask, length: int, lines: int
) -> None:
    with app.test_request_context("/"):
        one = to_print(app, asked(questions.LongText(key="q", label="?", max_length=length)))
        assert one.sections[0][2][0].lines == lines


def test_answers_stand_in_as_many_columns_as_they_hold(app: Flask) -> None:
    def listed(label: str, count: int) -> questions.SingleChoice:
        choices = tuple(Choice(key=f"k{n}", label=f"{label} {n}") for n in range(count))
        return questions.SingleChoice(key=f"q{count}", label="?", choices=choices)

    with app.test_request_context("/"):
        one = to_print(app, asked(listed("Oui", 6), listed("x" * 25, 4), listed("x" * 40, 5)))
        assert [each.columns for each in one.sections[0][2]] == [3, 2, 1]


@pango
def test_a_translated_questionnaire_is_printed_in_its_language(app: Flask) -> None:
    from surveys.translation import Text, Translation, translated

    english = Translation(language="en", texts=(Text(path="question.un.label", text="Which one?"),))
    data = schema.to_dict(
        asked(questions.SingleChoice(key="un", label="Lequel ?", choices=CHOICES))
    )
    definition = schema.from_dict(
        data
        | {
            "translations": [
                {
                    "language": "en",
                    "texts": [{"path": text.path, "text": text.text} for text in english.texts],
                }
            ]
        }
    )
    with app.test_request_context("/"):
        facts = to_print(app, definition, definition=translated(definition, "en"))
        made = paper.blank(facts)
    said = words(made)
    for expected in ("Which one?", "One box only.", "Please do not write names", "Page 1 of 1"):
        assert expected in said
    assert "Où rendre" not in said
    root: Any = PdfReader(BytesIO(made)).trailer["/Root"]
    assert root["/Lang"] == "en"
