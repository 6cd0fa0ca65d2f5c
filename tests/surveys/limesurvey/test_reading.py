"""Structure files of LimeSurvey: what is understood, and each question that is not, by line."""

from collections.abc import Sequence
from typing import Any

import pytest

from surveys import limesurvey
from surveys.outcome import Outcome, UnreadableForm
from surveys.schema import Survey

COLUMNS = (
    "id", "related_id", "class", "type/scale", "name", "relevance", "text", "help", "language",
    "mandatory", "other", "min_answers", "max_answers", "exclude_all_others", "num_value_int_only",
    "min_num_value_n", "max_num_value_n", "suffix", "maximum_chars", "date_min", "hidden",
    "cssclass", "other_replace_text",
)  # fmt: skip


def row(kind: str, type_: str = "", name: str = "", text: str = "", **more: str) -> dict[str, str]:
    cells = {"class": kind, "type/scale": type_, "name": name, "text": text, "language": "fr"}
    return cells | more


def file_of(*rows: dict[str, str], columns: Sequence[str] = COLUMNS) -> bytes:
    lines = ["\t".join(columns)]
    for cells in rows:
        quoted = ('"' + cells.get(c, "").replace('"', '""') + '"' for c in columns)
        lines.append("\t".join(quoted))
    return "\ufeff".encode() + "\r\n".join(lines).encode()


START = (
    row("S", name="sid", text="123456", language=""),
    row("S", name="language", text="fr", language=""),
    row("SL", name="surveyls_title", text="Vivre ici"),
    row("SL", name="surveyls_welcometext", text="<p>Bonjour !</p><p>Dites-nous l'essentiel.</p>"),
    row("G", name="Vous", text="Deux mots.", relevance="1"),
)


def read(*rows: dict[str, str]) -> Outcome:
    return limesurvey.read(file_of(*START, *rows))


def survey(*rows: dict[str, str]) -> Survey:
    found = read(*rows).survey
    assert found is not None
    return found


def question(*rows: dict[str, str]) -> Any:
    return survey(*rows).questions[0]


def losses(*rows: dict[str, str]) -> list[str]:
    return [str(remark) for remark in read(row("Q", "T", "avant", "Avant ?"), *rows).lost]


AB = (row("A", "0", "A1", "Souvent"), row("A", "0", "A2", "Jamais"))
LINES = (row("SQ", "0", "SQ001", "Le bus"), row("SQ", "0", "SQ002", "Le train"))


def test_the_survey_says_its_title_its_welcome_and_its_groups() -> None:
    made = survey(
        row("Q", "S", "Q1", "Où habitez-vous ?", help="<b>Votre</b> village", mandatory="Y")
    )
    assert (made.title, made.slug, made.language) == ("Vivre ici", "vivre-ici", "fr")
    assert made.purpose == ("Bonjour\u00a0!", "Dites-nous l’essentiel.")
    assert (made.sections[0].title, made.sections[0].intro) == ("Vous", "Deux mots.")
    asked = made.questions[0]
    assert (asked.key, asked.label, asked.hint) == ("q1", "Où habitez-vous\u00a0?", "Votre village")
    assert asked.required


@pytest.mark.parametrize(
    ("kind", "parts", "expected"),
    [
        ("L", AB, "single_choice"), ("!", AB, "single_choice"), ("O", AB, "single_choice"),
        ("Y", (), "single_choice"), ("G", (), "single_choice"), ("5", (), "scale"),
        ("M", LINES, "several_choices"), ("P", LINES, "several_choices"), ("R", AB, "ranking"),
        ("F", (*LINES, *AB), "matrix"), ("H", (*LINES, *AB), "matrix"), ("A", LINES, "matrix"),
        ("B", LINES, "matrix"), ("C", LINES, "matrix"), ("E", LINES, "matrix"),
        ("N", (), "number"), ("S", (), "short_text"), ("T", (), "long_text"),
        ("U", (), "long_text"), ("D", (), "date"), ("X", (), "note"),
    ],
)  # fmt: skip
def test_each_type_that_we_have_is_understood(
    kind: str, parts: tuple[dict[str, str], ...], expected: str
) -> None:
    found = survey(row("Q", kind, "Q1", "Une question"), *parts, row("Q", "S", "fin", "Fin"))
    assert found.questions[0].kind == expected


@pytest.mark.parametrize("kind", ["1", ":", ";", "*", "|", "I", "%"])
def test_each_type_that_we_lack_is_named_with_its_line(kind: str) -> None:
    (said,) = losses(row("Q", kind, "Q2", "Une question"))
    assert said.startswith(f"ligne 8 : question « Q2 » de type {kind} : ")
    assert said.endswith(".")


def test_ticks_their_bounds_and_what_stands_alone() -> None:
    asked = question(
        row("Q", "M", "Q1", "Quoi ?", min_answers="1", max_answers="2", other="Y",
            exclude_all_others="SQ002", other_replace_text="Autre chose"),
        *LINES,
    )  # fmt: skip
    assert (asked.min, asked.max, asked.alone, asked.other) == (1, 2, ("sq002",), True)
    assert [choice.label for choice in asked.choices] == ["Le bus", "Le train", "Autre chose"]


def test_numbers_their_bounds_and_their_unit() -> None:
    asked = question(
        row("Q", "N", "Q1", "Loin ?", num_value_int_only="1", min_num_value_n="0",
            max_num_value_n="99", suffix="km")
    )  # fmt: skip
    assert (asked.min, asked.max, asked.unit, asked.decimal) == (0, 99, "km", False)


def test_texts_and_dates_have_bounds() -> None:
    assert question(row("Q", "T", "Q1", "Dire", maximum_chars="500")).max_length == 500
    assert question(row("Q", "D", "Q1", "Quand ?", date_min="2026-01-01")).min == "2026-01-01"


def test_several_texts_are_as_many_questions() -> None:
    made = survey(row("Q", "Q", "Q1", "Vos idées", relevance="1"), *LINES)
    assert [asked.key for asked in made.questions] == ["q1_sq001", "q1_sq002"]
    assert made.questions[0].label == "Vos idées – Le bus"


@pytest.mark.parametrize(
    ("equation", "expected"),
    [
        ("1", ""),
        ('((Car.NAOK == "A1"))', "((${car} = 'a1'))"),
        ("Car == 'A1' and not (Car != 'A2')", "${car} = 'a1' and not((${car} != 'a2'))"),
        ('Many_SQ001.NAOK == "Y" || Many_SQ002 == ""',
         "selected(${many}, 'sq001') or not(selected(${many}, 'sq002'))"),
        ('Many_SQ001 != "Y"', "not(selected(${many}, 'sq001'))"),
        ('Many_SQ001 != ""', "selected(${many}, 'sq001')"),
        ("!is_empty(Far) && Far.NAOK >= 10", "not(${far} = '') and ${far} >= 10"),
        ('"A2" ne Car', "${car} != 'a2'"),
        ("3 lt Far", "${far} > 3"),
        ('Car_other.NAOK != ""', '${car_autre} != ""'),
        ('Car == "-oth-"', "${car} = 'autre'"),
        ('Grid_SQ001 == "A1"', "${grid_sq001} = 'a1'"),
    ],
)  # fmt: skip
def test_equations_become_conditions(equation: str, expected: str) -> None:
    made = survey(
        row("Q", "L", "Car", "Voiture ?", other="Y"), *AB,
        row("Q", "M", "Many", "Quoi ?"), *LINES,
        row("Q", "N", "Far", "Loin ?"),
        row("Q", "F", "Grid", "Tableau"), *LINES, *AB,
        row("Q", "T", "x", "Et ?", relevance=equation),
    )  # fmt: skip
    assert made.question("x").only_if == expected


@pytest.mark.parametrize(
    "equation",
    ["count(that.x) > 1", 'Nowhere == "Y"', "avant ==", "((avant == 'a')", "avant == avant", "§",
     "(" * 12 + "avant == 'a'" + ")" * 12, "avant == 'a' " * 200],
)  # fmt: skip
def test_an_equation_that_we_lack_is_named_and_its_question_asked_of_all(equation: str) -> None:
    (said,) = losses(row("Q", "T", "x", "X ?", relevance=equation))
    assert said.startswith("ligne 8 : la condition « ")
    assert "posée à tout le monde" in said


def test_the_condition_of_a_group_is_that_of_its_questions() -> None:
    made = survey(
        row("Q", "Y", "Q1", "Oui ?"),
        row("G", name="Suite", relevance='Q1 == "Y"'),
        row("Q", "T", "a", "A", relevance="1"),
        row("Q", "T", "b", "B", relevance="!is_empty(a.NAOK)"),
    )
    assert made.question("a").only_if == "${q1} = 'oui'"
    assert made.question("b").only_if == "(${q1} = 'oui') and (not(${a} = ''))"


def test_a_second_language_is_a_translation() -> None:
    english = {"language": "en"}
    made = survey(
        row("Q", "L", "Q1", "Voiture ?"), *AB,
        row("SL", name="surveyls_title", text="Living here", **english),
        row("G", name="You", text="Two words.", **english),
        row("Q", "L", "Q1", "A car?", **english),
        row("A", "0", "A1", "Often", **english),
        row("A", "0", "A2", "Never", **english),
    )  # fmt: skip
    (translation,) = made.translations
    said = {text.path: text.text for text in translation.texts}
    assert said == {
        "title": "Living here",
        "section.vous.title": "You",
        "section.vous.intro": "Two words.",
        "question.q1.label": "A car?",
        "question.q1.choices.a1": "Often",
        "question.q1.choices.a2": "Never",
    }


def test_what_is_not_taken_of_a_question_is_named() -> None:
    found = read(
        row("Q", "O", "Q1", "Voiture ?", cssclass="grand"), *AB,
        row("Q", "S", "Q2", "Cachée", hidden="1"),
        row("Q", "S", "Q3", "<i>Penchée</i>", mandatory="S"),
    )  # fmt: skip
    lost = [str(remark) for remark in found.lost]
    assert "commentaire" in lost[0]
    assert "« Q2 » est cachée" in lost[1]
    said = " ".join(str(remark) for remark in found.adapted)
    for words in ("réglages non repris : cssclass", "HTML", "en douceur", "« Q1 » s’appelle ici"):
        assert words in said


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "vide"),
        (b"%PDF-1.4", "pas un texte"),
        (b"PK\x03\x04", "pas un texte"),
        (b"a\tb\n1\t2\n", "pas une structure"),
        (b"x" * 2_000_001, "2 Mo"),
        (file_of(*START[:4]), "aucune question"),
        (file_of(*START, row("ZZ", name="x")), "pas à sa place"),
        (file_of(row("Q", "S", "Q1", "Sans groupe")), "pas à sa place"),
        (file_of(*START, row("Q", "S", "Q1", "a" * 40_000)), "démesurée"),
        (file_of(*START, *[row("A", "0", str(n), "x") for n in range(5)]), "pas à sa place"),
    ],
)
def test_what_is_no_structure_file_is_refused_in_words(data: bytes, words: str) -> None:
    with pytest.raises(UnreadableForm, match=words):
        limesurvey.read(data)


def test_a_file_without_end_is_refused() -> None:
    rows = [row("A", "0", "a", "")] * 20_001
    data = file_of(*START, row("Q", "L", "Q1", "Q"), *rows, columns=COLUMNS[:9])
    with pytest.raises(UnreadableForm, match="20000 lignes|2 Mo"):
        limesurvey.read(data)


def test_a_file_in_the_encoding_of_old_spreadsheets_is_read() -> None:
    data = file_of(*START, row("Q", "S", "Q1", "Été ?")).decode("utf-8-sig").encode("cp1252")
    found = limesurvey.read(data).survey
    assert found is not None
    assert found.questions[0].label == "Été\u00a0?"


def test_scripts_in_texts_are_not_texts() -> None:
    asked = question(row("Q", "S", "Q1", "<script>alert(1)</script>Où<br>donc &amp; quand"))
    assert asked.label == "Où\ndonc & quand"
