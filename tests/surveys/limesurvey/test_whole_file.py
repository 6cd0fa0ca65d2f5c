"""A whole structure file as LimeSurvey exports it: every column, every setting nobody touched."""

import csv
import io

from surveys import limesurvey
from surveys.outcome import Outcome
from surveys.schema import Survey
from surveys.translation import translated, withheld

# The columns of an export of LimeSurvey 5, in its order; attributes follow the first sixteen.
COLUMNS = """id related_id class type/scale name relevance text help language validation mandatory
encrypted other default same_default same_script allowed_filetypes alphasort answer_width
array_filter array_filter_exclude array_filter_style assessment_value category_separator
choice_title cssclass date_format date_max date_min display_columns dropdown_dates em_validation_q
em_validation_q_tip em_validation_sq equals_num_value equation exclude_all_others
exclude_all_others_auto hidden hide_tip input_boxes input_size max_answers max_num_value
max_num_value_n maximum_chars min_answers min_num_value min_num_value_n num_value_int_only
numbers_only other_comment_mandatory other_numbers_only other_replace_text page_break parent_order
placeholder prefix printable_help public_statistics random_group random_order rank_title
repeat_headings reverse samechoiceheight samelistheight scale_export show_comment show_grand_total
show_title show_totals showpopups slider_layout statistics_graphtype statistics_showgraph
statistics_showmap suffix text_input_columns text_input_width time_limit time_limit_action
use_dropdown value_range_allows_missing""".split()  # noqa: SIM905 - read as a header is
# What LimeSurvey writes on each question, whoever wrote it.
USUAL = {
    "encrypted": "N", "same_default": "0", "same_script": "0", "hidden": "0", "hide_tip": "0",
    "page_break": "0", "public_statistics": "0", "random_order": "0", "scale_export": "0",
    "statistics_graphtype": "0", "statistics_showgraph": "1", "mandatory": "N",
}  # fmt: skip
SETTINGS = {
    "sid": "158192", "gsid": "1", "admin": "inherit", "adminemail": "inherit", "anonymized": "Y",
    "format": "G", "language": "fr", "additional_languages": "en", "showwelcome": "I",
    "template": "inherit", "usecookie": "I", "tokenlength": "-1",
}  # fmt: skip
Row = dict[str, str]


class Written:
    """The rows of one language, with the ids that tie answers to their questions."""

    def __init__(self, language: str) -> None:
        self.language, self.rows, self.number = language, [], 700  # type: str, list[Row], int

    def add(self, kind: str, type_: str, name: str, text: str, **more: str) -> None:
        self.number += 1
        own = {"id": str(self.number), "class": kind, "type/scale": type_, "name": name}
        said = {"text": text, "language": self.language}
        usual = USUAL if kind == "Q" else {}
        self.rows.append(own | usual | said | more)

    def question(self, type_: str, name: str, text: str, **more: str) -> None:
        relevance = {"relevance": "1"} | more
        self.add("Q", type_, name, text, **relevance)
        self.asked = str(self.number)

    def lines(self, kind: str, **texts: str) -> None:
        for name, text in texts.items():
            self.add(kind, "0", name, text, related_id=self.asked)


def in_language(language: str, said: dict[str, str]) -> list[Row]:
    """One language of the file: the same structure in each, as LimeSurvey repeats it."""
    made = Written(language)
    made.add("G", "0", said["group"], f"<p>{said['intro']}</p>")
    made.question("L", "G01Q01", f"<p>{said['car']}</p>", other="Y", mandatory="Y")
    made.lines("A", AO01=said["often"], AO02=said["never"])
    made.question(
        "M", "G01Q02", said["missing"], relevance='((G01Q01.NAOK == "AO01"))', max_answers="2",
        exclude_all_others="SQ003",
    )  # fmt: skip
    made.lines("SQ", SQ001=said["bus"], SQ002=said["train"], SQ003=said["none"])
    made.question("F", "G01Q03", said["rate"])
    made.lines("SQ", SQ001=said["bus"], SQ002=said["train"])
    made.lines("A", AO01=said["good"], AO02=said["bad"])
    made.add("G", "1", said["group2"], "", relevance='(G01Q02_SQ001.NAOK == "Y")')
    made.question("T", "G02Q04", said["say"], help=said["help"], maximum_chars="1000")
    made.question("|", "G02Q05", said["photo"])
    return made.rows


FRENCH = {
    "group": "Se déplacer", "intro": "Parlons de <strong>vos</strong> trajets.",
    "car": "Conduisez-vous&nbsp;?", "often": "Souvent", "never": "Jamais",
    "missing": "Que manque-t-il ?", "bus": "Le \"petit\" bus", "train": "Le train",
    "none": "Rien", "rate": "Qu'en pensez-vous ?", "good": "Bien", "bad": "Mal",
    "group2": "Le bus", "say": "Que proposez-vous ?", "help": "Une idée\tpar ligne.",
    "photo": "Une photo ?",
}  # fmt: skip
ENGLISH = {
    "group": "Getting about", "intro": "About your trips.", "car": "Do you drive?",
    "often": "Often", "never": "Never", "missing": "What is missing?", "bus": "The bus",
    "train": "The train", "none": "Nothing", "rate": "What do you think?", "good": "Good",
    "bad": "Bad", "group2": "The bus", "say": "What do you suggest?", "help": "One idea per line.",
    "photo": "A picture?",
}  # fmt: skip


def exported() -> bytes:
    """The file: tab-separated, quoted only where it must be, with its byte order mark."""
    rows: list[Row] = [{"class": "S", "name": name, "text": v} for name, v in SETTINGS.items()]
    for language, title in (("fr", "Vos trajets"), ("en", "Your trips")):
        for name, text in (
            ("surveyls_survey_id", "158192"),
            ("surveyls_language", language),
            ("surveyls_title", title),
            ("surveyls_welcometext", f"<p>{title}<br />…</p>"),
            ("surveyls_email_invite", "{FIRSTNAME}, {SURVEYURL}"),
        ):
            rows.append({"class": "SL", "name": name, "text": text, "language": language})
    rows += in_language("fr", FRENCH) + in_language("en", ENGLISH)
    stream = io.StringIO()
    table = csv.DictWriter(stream, COLUMNS, delimiter="\t", lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return "\ufeff".encode() + stream.getvalue().encode()


def read() -> tuple[Survey, Outcome]:
    outcome = limesurvey.read(exported(), "limesurvey_survey_158192.txt")
    assert outcome.survey is not None
    return outcome.survey, outcome


def test_its_groups_questions_and_answers_are_understood() -> None:
    made, _ = read()
    assert (made.title, made.slug) == ("Vos trajets", "vos-trajets")
    assert [section.title for section in made.sections] == ["Se déplacer", "Le bus"]
    assert made.sections[0].intro == "Parlons de vos trajets."
    kinds = [(question.key, question.kind) for question in made.questions]
    assert kinds == [
        ("g01q01", "single_choice"),
        ("g01q02", "several_choices"),
        ("g01q03", "matrix"),
        ("g02q04", "long_text"),
    ]
    car, several, grid, say = made.questions
    assert (car.label, car.required, getattr(car, "other", None)) == (
        "Conduisez-vous\u00a0?",
        True,
        True,
    )
    assert (getattr(several, "max", 0), getattr(several, "alone", ())) == (2, ("sq003",))
    assert [row.label for row in getattr(grid, "rows", ())] == ['Le "petit" bus', "Le train"]
    assert (say.hint, say.max_length) == ("Une idée\tpar ligne.", 1000)


def test_its_conditions_are_ours() -> None:
    made, _ = read()
    assert made.question("g01q02").only_if == "((${g01q01} = 'ao01'))"
    assert made.question("g02q04").only_if == "(selected(${g01q02}, 'sq001'))"


def test_its_second_language_is_a_translation() -> None:
    made, _ = read()
    english = translated(made, "en")
    assert english.title == "Your trips"
    assert [q.label for q in english.questions][0::3] == ["Do you drive?", "What do you suggest?"]
    assert withheld(made, "en") == ()


def test_only_what_someone_chose_is_named_among_what_is_not_taken() -> None:
    _, outcome = read()
    (lost,) = outcome.lost
    assert "« G02Q05 » de type |" in str(lost)
    assert [said for said in map(str, outcome.adapted) if "réglages non repris" in said] == []
