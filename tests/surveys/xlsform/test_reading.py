"""Files written elsewhere: what is understood, and each row that is not, by sheet and line."""

from typing import Any

import pytest

from surveys import xlsform
from surveys.outcome import UnreadableForm
from surveys.schema import Survey
from tests.surveys.xlsform.sheets import YES_NO, Rows, adapted, lost, understood, workbook

HEADER = ["type", "name", "label", "hint", "required", "relevant", "constraint", "appearance"]


def one(survey: Rows, choices: Rows = YES_NO) -> Survey:
    found = understood([HEADER, *survey], choices).survey
    assert found is not None
    return found


def question(*row: object, choices: Rows = YES_NO) -> Any:
    """The question that a row becomes, among others that stay."""
    return one([["text", "avant", "Avant"], row, ["text", "apres", "Après"]], choices).questions[1]


def losses(*rows: Rows) -> list[str]:
    return lost(understood([HEADER, ["text", "avant", "Avant"], *rows]))


KOBO: Rows = [
    ["type", "name", "label::Français (fr)", "label::English (en)", "required", "relevant",
     "appearance", "calculation", "$kuid"],
    ["start", "start", "", "", "", "", "", "", "k1"],
    ["deviceid", "deviceid", "", "", "", "", "", "", "k2"],
    ["begin_group", "group_hv1", "Votre foyer", "Your home", "", "", "", "", "k3"],
    ["select_one on", "Avez_Vous_une_voiture", "Avez-vous une voiture ?", "Do you have a car?",
     "true", "", "", "", "k4"],
    ["select_multiple usages or_other", "usages", "Pour quoi faire ?", "What for?", "false",
     "${Avez_Vous_une_voiture} = 'oui'", "minimal", "", "k5"],
    ["geopoint", "ou", "Où habitez-vous ?", "Where do you live?", "", "", "", "", "k6"],
    ["calculate", "score", "", "", "", "", "", "1+1", "k7"],
    ["end_group", "", "", "", "", "", "", "", "k8"],
    ["text", "Remarques", "Que voulez-vous dire ?", "", "", "", "multiline", "", "k9"],
]  # fmt: skip
KOBO_CHOICES: Rows = [
    ["list_name", "name", "label::Français (fr)", "label::English (en)", "filtre"],
    ["on", "oui", "Oui", "Yes", ""],
    ["on", "non", "Non", "No", ""],
    ["usages", "Travail-Ecole", "Le travail, l'école", "Work, school", "x"],
    ["usages", "courses", "Les courses", "Shopping", ""],
]
KOBO_SETTINGS: Rows = [
    ["form_title", "id_string", "default_language", "style"],
    ["Se déplacer", "aXk29Zp", "Français (fr)", "pages"],
]


def test_the_same_is_understood_of_sheets_and_of_their_file() -> None:
    book = workbook(survey=KOBO, choices=KOBO_CHOICES, settings=KOBO_SETTINGS)
    assert xlsform.read(book) == understood(KOBO, KOBO_CHOICES, KOBO_SETTINGS)


def test_a_form_made_with_kobotoolbox_is_understood() -> None:
    survey = understood(KOBO, KOBO_CHOICES, KOBO_SETTINGS).survey
    assert survey is not None
    assert (survey.title, survey.slug, survey.language) == ("Se déplacer", "se-deplacer", "fr")
    assert [section.title for section in survey.sections] == ["Votre foyer", "Questions"]
    car, uses, remarks = survey.questions
    assert (car.kind, car.key, car.required) == ("single_choice", "avez_vous_une_voiture", True)
    assert car.label == "Avez-vous une voiture\u00a0?"
    assert (uses.kind, uses.only_if) == ("several_choices", "${avez_vous_une_voiture} = 'oui'")
    assert uses.other  # type: ignore[attr-defined]
    assert uses.choices[0].key == "travail_ecole"  # type: ignore[attr-defined]
    assert uses.choices[0].label == "Le travail, l’école"  # type: ignore[attr-defined]
    assert (remarks.kind, remarks.is_parole) == ("long_text", True)


def test_its_translation_is_taken_with_it() -> None:
    survey = understood(KOBO, KOBO_CHOICES, KOBO_SETTINGS).survey
    assert survey is not None
    (english,) = survey.translations
    said = {text.path: text.text for text in english.texts}
    assert said["section.group_hv1.title"] == "Your home"
    assert said["question.avez_vous_une_voiture.label"] == "Do you have a car?"
    assert said["question.usages.choices.travail_ecole"] == "Work, school"
    assert "question.remarques.label" not in said


def test_what_we_do_not_have_is_named_with_its_sheet_its_line_and_a_remedy() -> None:
    assert lost(understood(KOBO, KOBO_CHOICES, KOBO_SETTINGS)) == [
        "feuille « survey », ligne 2 : « start » n’est pas repris : nous ne relevons ni l’heure, "
        "ni l’appareil, ni la personne : les réponses sont anonymes.",
        "feuille « survey », ligne 3 : « deviceid » n’est pas repris : nous ne relevons ni "
        "l’heure, ni l’appareil, ni la personne : les réponses sont anonymes.",
        "feuille « survey », ligne 7 : « geopoint » n’est pas repris : nous ne relevons pas la "
        "position ; demandez la commune (à choisir dans l’éditeur).",
        "feuille « survey », ligne 8 : « calculate » n’est pas repris : nous ne calculons rien "
        "pendant la réponse ; retirez cette ligne.",
    ]


def test_what_is_said_otherwise_is_told_apart() -> None:
    said = adapted(understood(KOBO, KOBO_CHOICES, KOBO_SETTINGS))
    for words in (
        "survey », ligne 1 : la colonne « $kuid » n’est pas lue",
        "survey », ligne 5 : « Avez_Vous_une_voiture » s’appelle ici « avez_vous_une_voiture »",
        "choices », ligne 1 : la colonne « filtre » n’est pas lue",
        "choices », ligne 4 : le choix « Travail-Ecole » s’appelle ici « travail_ecole »",
        "settings », ligne 1 : le réglage « style » n’est pas repris",
        "settings », ligne 2 : le public n’est pas dit",
        "il reste à écrire, dans l’éditeur : pourquoi l’on demande, qui lit les réponses",
    ):
        assert any(words in remark for remark in said), words


@pytest.mark.parametrize(
    "kind",
    ["geopoint", "geotrace", "geoshape", "image", "audio", "video", "file", "barcode", "calculate",
     "hidden", "time", "dateTime", "today", "audit", "username", "xml-external",
     "select_one_from_file communes.csv", "begin_kobomatrix", "martien"],
)  # fmt: skip
def test_each_type_that_we_lack_is_named(kind: str) -> None:
    (said,) = losses([kind, "x", "Un texte"])
    assert said.startswith("feuille « survey », ligne 3 : ")
    assert f"« {kind.split()[0].lower()} » n’est pas repris" in said
    assert said.endswith(".")


def test_a_repeat_is_named_and_its_questions_are_asked_once() -> None:
    rows: Rows = [
        ["begin_repeat", "enfants", "Vos enfants"],
        ["integer", "age_enfant", "Son âge ?"],
        ["end_repeat"],
    ]
    found = understood([HEADER, *rows])
    assert lost(found) == [
        "feuille « survey », ligne 2 : ce groupe ne se répète pas chez nous : ses questions sont "
        "posées une fois."
    ]
    assert found.survey is not None
    assert found.survey.sections[0].title == "Vos enfants"


@pytest.mark.parametrize(
    ("column", "cell"),
    [("default", "oui"), ("choice_filter", "pays = ${p}"), ("read only", "yes"),
     ("media::image", "a.png"), ("media::audio::Français (fr)", "a.mp3"), ("guidance_hint", "Lire"),
     ("trigger", "${a}"), ("calculation", "1")],
)  # fmt: skip
def test_what_a_row_asks_more_is_named(column: str, cell: str) -> None:
    found = understood([["type", "name", "label", column], ["text", "a", "A", cell]])
    (said,) = lost(found)
    assert said.startswith("feuille « survey », ligne 2 : ")
    assert "colonne" in said


@pytest.mark.parametrize(
    ("kind", "constraint", "expected"),
    [
        ("integer", ". >= 0 and . <= 120", {"min": 0, "max": 120}),
        ("integer", ".>17 and .<100", {"min": 18, "max": 99}),
        ("integer", "(. >= 1) and (. <= 2)", {"min": 1, "max": 2}),
        ("decimal", ". >= 0.5", {"min": 0.5}),
        ("date", ". >= date('2026-01-01') and . <= '2026-12-31'",
         {"min": "2026-01-01", "max": "2026-12-31"}),
        ("text", "string-length(.) <= 50", {"max_length": 50}),
        ("text", "string-length(.) < 50", {"max_length": 49}),
    ],
)  # fmt: skip
def test_bounds_are_read_from_constraints(
    kind: str, constraint: str, expected: dict[str, object]
) -> None:
    made = question(kind, "q", "Combien ?", "", "", "", constraint)
    assert {name: getattr(made, name) for name in expected} == expected


def test_ticks_are_counted_and_answers_stand_alone() -> None:
    constraint = (
        "count-selected(.) >= 1 and count-selected(.) < 3 and "
        "not(selected(., 'non') and count-selected(.) > 1)"
    )
    made = question("select_multiple on", "q", "Quoi ?", "", "", "", constraint)
    assert (made.min, made.max, made.alone) == (1, 2, ("non",))


@pytest.mark.parametrize(
    ("kind", "constraint"),
    [("text", "regex(., '^[0-9]+$')"), ("integer", ". != 3"), ("decimal", ". > 2.5"),
     ("date", ". <= today()"), ("integer", ". < ${avant}"), ("select_one on", ". = 'oui'"),
     ("integer", ". > 1 or . < 0")],
)  # fmt: skip
def test_a_constraint_that_we_lack_is_named(kind: str, constraint: str) -> None:
    assert losses([kind, "x", "X", "", "", "", constraint]) == [
        f"feuille « survey », ligne 3 : la contrainte « {constraint} » n’est pas reprise."
    ]


def test_impossible_bounds_go_and_the_question_stays() -> None:
    found = understood(
        [HEADER, ["select_multiple on", "q", "Q", "", "", "", "count-selected(.)>5"]]
    )
    assert found.survey is not None
    assert found.survey.questions[0].key == "q"
    assert "ses limites ne sont pas reprises" in lost(found)[0]


@pytest.mark.parametrize(
    ("relevant", "words"),
    [
        ("count-selected(${avant}) > 1", "« count-selected » n’est pas pris en charge"),
        ("${plus_loin} = 'x'", "regarde « plus_loin », posée plus loin"),
        ("${inconnue} = 'x'", "regarde « inconnue », qui n’existe pas"),
        ("once(", "« once » n’est pas pris en charge"),
    ],
)
def test_a_condition_that_we_lack_is_named_and_its_question_asked_of_all(
    relevant: str, words: str
) -> None:
    row = ["text", "x", "X", "", "", relevant]
    found = understood([HEADER, ["text", "avant", "A"], row, ["text", "plus_loin", "P"]])
    assert found.survey is not None
    assert found.survey.question("x").only_if == ""
    (said,) = lost(found)
    assert said.startswith("feuille « survey », ligne 3 : ")
    assert "posée à tout le monde" in said
    assert words in said


def test_a_condition_on_a_question_left_out_is_named_too() -> None:
    said = losses(["geopoint", "ou", "Où ?"], ["text", "x", "X", "", "", "${ou} != ''"])
    assert len(said) == 2
    assert "regarde « ou », qui n’existe pas" in said[1]


def test_the_condition_of_a_group_is_that_of_each_question_in_it() -> None:
    survey = one(
        [
            ["select_one on", "Q1", "Q ?"],
            ["begin group", "g", "Groupe", "", "", "${Q1} = 'oui'"],
            ["text", "a", "A"],
            ["text", "b", "B", "", "", "${a} != '' or ${Q1} = 'non'"],
            ["end group"],
        ]
    )
    assert survey.question("a").only_if == "${q1} = 'oui'"
    assert survey.question("b").only_if == "${q1} = 'oui' and (${a} != '' or ${q1} = 'non')"


def test_a_group_in_a_group_is_one_more_section_and_what_follows_goes_on() -> None:
    survey = one(
        [
            ["begin group", "g", "Dehors"],
            ["text", "a", "A"],
            ["begin group", "h", "Dedans"],
            ["text", "b", "B"],
            ["end group"],
            ["text", "c", "C"],
            ["end group"],
        ]
    )
    titles = [(section.key, section.title) for section in survey.sections]
    assert titles == [("g", "Dehors"), ("h", "Dedans"), ("g_2", "Dehors (suite)")]


def test_a_table_list_is_a_matrix_whose_rows_keep_their_words_in_conditions() -> None:
    survey = one(
        [
            ["begin_group", "avis", "Votre avis", "", "", "", "", "table-list"],
            ["select_one on", "Transports", "Les transports", "", "yes"],
            ["select_one on", "avis_ecole", "L’école", "", "yes"],
            ["end_group"],
            ["text", "x", "X", "", "", "${Transports} = 'non'"],
        ]
    )
    matrix: Any = survey.questions[0]
    assert (matrix.kind, matrix.required) == ("matrix", True)
    assert [row.key for row in matrix.rows] == ["transports", "ecole"]
    assert survey.question("x").only_if == "${avis_transports} = 'non'"


def test_a_text_asked_when_other_is_ticked_is_its_specification() -> None:
    choices = [*YES_NO, ["l", "bus", "Le bus"], ["l", "other", "Autre"]]
    rows: Rows = [
        ["select_one l", "trajet", "Comment ?"],
        ["text", "trajet_other", "Lequel ?", "", "", "${trajet} = 'other'"],
        ["text", "x", "X", "", "", "${trajet_other} != '' and ${trajet} != 'other'"],
    ]
    found = understood([HEADER, *rows], choices)
    assert found.survey is not None
    asked: Any = found.survey.question("trajet")
    assert asked.other
    assert [choice.key for choice in asked.choices] == ["bus", "autre"]
    assert found.survey.question("x").only_if == "${trajet_autre} != '' and ${trajet} != 'autre'"
    assert any("« Lequel\u00a0? » se dit ici « Précisez »" in said for said in adapted(found))


def test_a_box_to_tick_is_a_consent_and_ok_is_our_yes() -> None:
    survey = one([["acknowledge", "ok", "D’accord"], ["text", "x", "X", "", "", "${ok} = 'OK'"]])
    assert survey.questions[0].kind == "consent"
    assert survey.question("x").only_if == "${ok} = 'oui'"


@pytest.mark.parametrize(
    ("parameters", "kind"),
    [("start=0 end=10 step=1", "scale"), ("", "scale"), ("start=0 end=100 step=5", "number"),
     ("start=0 end=1 step=0.1", "number")],
)  # fmt: skip
def test_a_range_is_a_scale_or_a_number(parameters: str, kind: str) -> None:
    header = ["type", "name", "label", "parameters"]
    found = understood([header, ["range", "note", "Note ?", parameters]])
    assert found.survey is not None
    assert found.survey.questions[0].kind == kind
    assert len(adapted(found)) >= 1


@pytest.mark.parametrize("said", ["yes", "TRUE", "true()", True, "1", "Oui"])
def test_required_is_spelled_in_many_ways(said: object) -> None:
    assert question("text", "q", "Q", "", said).required


def test_a_conditional_requirement_is_named() -> None:
    assert "facultative" in losses(["text", "x", "X", "", "${avant} = 'a'"])[0]


@pytest.mark.parametrize(
    "said", ["select one on", "Select_One  on", "select1 on", "select one from on"]
)
def test_types_are_spelled_in_many_ways(said: str) -> None:
    assert question(said, "q", "Q").kind == "single_choice"


def test_a_missing_list_a_twin_choice_and_a_lonely_one_are_named() -> None:
    choices = [["list name", "value", "label"], ["on", "oui", "Oui"], ["on", "oui", "Si"],
               ["on", "", "Rien"], ["b", "a", "Pareil"], ["b", "b", "Pareil"]]  # fmt: skip
    rows: Rows = [
        ["select_one rien", "r", "R"],
        ["select_one on", "o", "O"],
        ["select_one b", "b", "B"],
    ]
    said = lost(understood([HEADER, ["text", "a", "A"], *rows], choices))
    assert len(said) == 5
    assert "la liste « rien » n’est pas dans la feuille choices" in said[2]
    assert "proposez au moins deux choix" in said[3]
    assert "deux choix disent « Pareil »" in said[4]
    assert said[0].startswith("feuille « choices », ligne 3 : le choix « oui » est déjà")
    assert "la colonne name est vide" in said[1]


def test_names_that_fit_nowhere_are_made_to_fit_and_never_twice() -> None:
    rows: Rows = [["text", "Été-2026", "A"], ["text", "ete 2026", "B"], ["text", "2e", "C"],
                  ["text", "lang", "D"], ["text", "", "Sans nom"], ["text", "x" * 60]]  # fmt: skip
    keys = [asked.key for asked in one(rows).questions]
    assert keys[:5] == ["ete_2026", "ete_2026_2", "q_2e", "lang_2", "sans_nom"]
    assert len(keys[5]) == 40


def test_a_label_in_columns_of_the_old_style_and_without_settings() -> None:
    book = workbook(survey=[["type", "name", "label:French"], ["text", "a", "Où ?"]])
    found = xlsform.read(book, "mon enquête.xlsx")
    assert found.survey is not None
    assert (found.survey.title, found.survey.slug) == ("mon enquête", "mon-enquete")
    assert found.survey.questions[0].label == "Où\u00a0?"


def test_a_form_in_english_stays_in_english() -> None:
    settings: Rows = [["form_title", "default_language"], ["Survey", "English"]]
    found = understood([["type", "name", "label"], ["text", "a", "What's up ?"]], settings=settings)
    assert found.survey is not None
    assert (found.survey.language, found.survey.questions[0].label) == ("en", "What's up ?")


def test_a_language_that_we_lack_is_named() -> None:
    header = ["type", "name", "label::Français (fr)", "label::Español (es)"]
    found = understood([header, ["text", "a", "Où ?", "¿Dónde?"]])
    assert "la langue « es » n’est pas reprise" in lost(found)[0]
    only = understood([["type", "name", "label::Español (es)"], ["text", "a", "¿Dónde?"]])
    assert only.survey is not None
    assert only.survey.questions[0].label == "¿Dónde?"
    assert any("« es »" in said for said in adapted(only))


def test_rows_without_type_disabled_ones_and_groups_left_open_are_told() -> None:
    header = ["type", "name", "label", "disabled"]
    rows: Rows = [
        ["", "a", "A"],
        ["text", "b", "B", "yes"],
        ["begin_group", "g", "G"],
        ["text", "c", "C"],
    ]
    found = understood([header, *rows])
    assert "n’a pas de type" in lost(found)[0]
    said = " ".join(adapted(found))
    assert "désactivée" in said
    assert "n’est pas fermé" in said


def test_questions_beyond_two_hundred_are_named_one_by_one() -> None:
    rows: Rows = [["text", f"q{n}", f"Q {n}"] for n in range(203)]
    found = understood([HEADER, *rows])
    assert found.survey is not None
    assert len(found.survey.questions) == 200
    assert [remark.place.line for remark in found.lost] == [202, 203, 204]


def test_nothing_to_ask_is_told_and_gives_no_survey() -> None:
    found = understood([HEADER, ["geopoint", "ou", "Où ?"]])
    assert found.survey is None
    assert "aucune question n’a pu être reprise" in lost(found)[-1]


@pytest.mark.parametrize(
    ("sheets", "words"),
    [({"Feuille1": [["a"]]}, "pas de feuille « survey »"), ({"survey": [["x"]]}, "doit nommer")],
)  # fmt: skip
def test_a_workbook_that_is_no_xlsform_is_refused(sheets: dict[str, Rows], words: str) -> None:
    with pytest.raises(UnreadableForm, match=words):
        xlsform.read(workbook(**sheets))


def test_other_sheets_are_named() -> None:
    found = understood([HEADER, ["text", "a", "A"]], external_choices=[["x"]])
    assert "feuille « external_choices », ligne 1 : cette feuille n’est pas lue." in adapted(found)


def test_thousands_of_remarks_are_bounded() -> None:
    rows: Rows = [["geopoint", f"q{n}", "Q"] for n in range(1500)]
    found = understood([HEADER, ["text", "a", "A"], *rows])
    assert len(found.remarks) == 1001
    assert "autres remarques" in str(found.remarks[-1])
