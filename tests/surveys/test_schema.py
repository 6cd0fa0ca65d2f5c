"""What makes a questionnaire valid, and its plain form."""

import json
from typing import Any

import pytest

from surveys.questions import (
    AgeBand,
    Choice,
    Commune,
    Consent,
    Date,
    LongText,
    Matrix,
    Note,
    Question,
    Ranking,
    Scale,
    SeveralChoices,
    Wording,
)
from surveys.schema import InvalidSurvey, Section, Survey, content_hash, from_dict, to_dict


def open_question(key: str = "manques", **more: Any) -> LongText:
    return LongText(key=key, label="Qu’est-ce qui manque ?", **more)


def survey(*questions: Question, **more: Any) -> Survey:
    asked = questions or (open_question(),)
    fields: dict[str, Any] = {
        "slug": "essai",
        "title": "Un essai",
        "public": "habitant",
        "purpose": ("Pour essayer.",),
        "minutes": 3,
        "sections": (Section(key="tout", title="Tout", questions=asked),),
        "who_reads": ("Personne.",),
        "rights": "Tous.",
    }
    return Survey(**fields | more)


def rich_survey() -> Survey:
    choices = tuple(Choice(key=key, label=key.upper()) for key in "abc")
    return survey(
        SeveralChoices(key="besoins", label="Quoi ?", choices=choices, max=2, alone=("c",)),
        Scale(key="note", label="Note ?", low=0, high=10, low_label="non", high_label="oui"),
        open_question(polarity="proposition", required=True),
        next_steps=("Ensuite.",),
    )


def test_questions_are_found_in_order_and_by_key() -> None:
    whole = rich_survey()
    assert [question.key for question in whole.questions] == ["besoins", "note", "manques"]
    assert whole.question("note") is whole.questions[1]
    with pytest.raises(KeyError):
        whole.question("rien")


def test_the_first_open_question_is_found_where_there_is_one() -> None:
    whole = rich_survey()
    assert whole.first_long_text() is whole.questions[2]
    assert survey(Commune(key="commune", label="Où ?")).first_long_text() is None


def test_a_survey_comes_back_equal_from_its_json() -> None:
    whole = rich_survey()
    again = from_dict(json.loads(json.dumps(to_dict(whole))))
    assert again == whole
    assert content_hash(again) == content_hash(whole)


def test_every_newer_kind_comes_back_equal_too() -> None:
    choices = tuple(Choice(key=key, label=key.upper()) for key in "abc")
    whole = survey(
        Note(key="avis", label="À savoir", wordings=(Wording(public="elu", hint="Élus."),)),
        Consent(key="accord", label="D’accord", required=True),
        SeveralChoices(key="besoins", label="Quoi ?", choices=choices, other=True),
        Date(key="jour", label="Quand ?", min="2020-01-01", only_if="selected(${besoins}, 'a')"),
        Ranking(key="ordre", label="Ordre ?", choices=choices, max=2),
        Matrix(key="lignes", label="Où ?", rows=choices, choices=choices, required=True),
    )
    assert from_dict(json.loads(json.dumps(to_dict(whole)))) == whole


def test_a_survey_speaks_to_its_own_public_where_its_questions_have_words_for_it() -> None:
    question = open_question(wordings=(Wording(public="elu", label="Que disent les gens ?"),))
    assert survey(question, public="elu").worded.question("manques").label.startswith("Que disent")
    assert survey(question).worded == survey(question)
    plain = survey()
    assert plain.worded is plain


def test_information_alone_is_not_a_questionnaire() -> None:
    with pytest.raises(InvalidSurvey, match="au moins une question"):
        survey(Note(key="avis", label="À savoir"))


def test_the_plain_form_names_each_kind_and_leaves_defaults_out() -> None:
    question = to_dict(survey())["sections"][0]["questions"][0]
    assert question == {"kind": "long_text", "key": "manques", "label": "Qu’est-ce qui manque ?"}


def test_the_hash_is_of_the_content_and_stays_the_same_for_what_was_published() -> None:
    # A published version is known by this figure: a change here makes new versions everywhere.
    assert content_hash(survey()) == (
        "f49d101c23b1a90a3b5963f108648902083d6782beca87f434514d3b7ac33dc4"
    )
    assert content_hash(survey(open_question(hint="Une phrase."))) != content_hash(survey())


TOUT = Section(key="tout", title="Tout", questions=(open_question("autre"),))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"slug": "Été"}, "slug"),
        ({"slug": "a" * 81}, "slug"),
        ({"slug": "a/b"}, "slug"),
        ({"title": ""}, "title"),
        ({"public": "maire"}, "habitant, association, elu"),
        ({"minutes": 0}, "minutes"),
        ({"sections": ()}, "au moins une question"),
        ({"sections": (Section(key="tout", title="Tout", questions=()),)}, "au moins une question"),
        ({"sections": (TOUT, Section(key="vide", title="Vide", questions=()))}, "elle est vide"),
        ({"sections": (Section(key="À", title="Tout", questions=(open_question(),)),)}, "« À »"),
        ({"sections": (Section(key="a", title="", questions=(open_question(),)),)}, "un titre"),
    ],
)
def test_a_survey_that_cannot_be_asked_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidSurvey) as invalid:
        survey(**fields)
    assert said in str(invalid.value)


@pytest.mark.parametrize(
    ("questions", "said"),
    [
        ((open_question(), open_question()), "question « manques » : cette clé sert 2 fois"),
        ([Commune(key=key, label="Où ?") for key in "ab"], "question « b » : une seule"),
        ([AgeBand(key=key, label="Âge ?") for key in "ab"], "question « b » : une seule"),
        ([open_question(f"q{n}") for n in range(201)], "200 questions"),
    ],
)
def test_questions_that_do_not_go_together_are_refused(questions: Any, said: str) -> None:
    with pytest.raises(InvalidSurvey) as invalid:
        survey(*questions)
    assert said in str(invalid.value)


def test_two_hundred_questions_are_allowed() -> None:
    assert len(survey(*(open_question(f"q{n}") for n in range(200))).questions) == 200


def spoilt(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    data: Any = to_dict(rich_survey())
    place = data
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return dict(data)


QUESTION = ("sections", 0, "questions", 0)


@pytest.mark.parametrize(
    ("path", "value", "said"),
    [
        (("titre",), "x", "« titre » n’existe pas"),
        (("title",), 3, "« title » doit être un texte"),
        (("minutes",), True, "« minutes » doit être un nombre entier"),
        (("purpose",), "x", "« purpose » doit être une liste"),
        (("sections",), [3], "section n° 1"),
        (("sections", 0, "nom"), "x", "section « tout » : le champ « nom »"),
        (
            (*QUESTION, "optional"),
            True,
            "question « besoins » : le champ « optional » n’existe pas",
        ),
        ((*QUESTION, "kind"), "matrice", "le genre « matrice » n’existe pas"),
        ((*QUESTION, "kind"), ["x"], "n’existe pas"),
        ((*QUESTION, "label"), None, "« label » doit être un texte"),
        ((*QUESTION, "label"), "a\x00", "signe invisible"),
        ((*QUESTION, "label"), "a\ud800", "signe invisible"),
        ((*QUESTION, "max"), 2.0, "« max » doit être un nombre entier"),
        ((*QUESTION, "choices", 1), {"key": "b"}, "question « besoins », choices n° 2 : il manque"),
        (
            QUESTION,
            {"kind": "long_text", "label": "?"},
            "question n° 1 : il manque le champ « key »",
        ),
        (QUESTION, "texte", "question n° 1"),
    ],
)
def test_plain_data_that_is_not_a_survey_is_refused_by_name(
    path: tuple[Any, ...], value: Any, said: str
) -> None:
    with pytest.raises(InvalidSurvey) as invalid:
        from_dict(spoilt(path, value))
    assert said in str(invalid.value)
