"""Kinds of question with several inputs on the page: shown, refused, kept, read back, corrected."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from surveys import models
from surveys.questions import (
    Choice,
    Consent,
    Date,
    LongText,
    Matrix,
    Note,
    Question,
    Ranking,
    SeveralChoices,
    ShortText,
    SingleChoice,
    Wording,
)
from tests.answering import code_on, publish, reading, survey

CHOICES = (Choice(key="bus", label="Un bus"), Choice(key="toit", label="Un logement"))
OFTEN = (Choice(key="oui", label="Souvent"), Choice(key="non", label="Jamais"))
OTHER = SingleChoice(key="un", label="Lequel ?", choices=CHOICES, other=True)
OTHERS = SeveralChoices(key="lesquels", label="Lesquels ?", choices=CHOICES, other=True)
DATE = Date(key="jour", label="Quand ?", hint="Par exemple 27 3 2026.", max="2026-12-31")
RANKING = Ranking(key="ordre", label="Dans quel ordre ?", choices=CHOICES)
MATRIX = Matrix(key="lieux", label="Y allez-vous ?", rows=CHOICES, choices=OFTEN, required=True)
NOTE = Note(key="avis", label="À savoir", hint="Rien n’est obligatoire.")
CONSENT = Consent(key="accord", label="J’ai plus de quinze ans", required=True)
ALL = (NOTE, OTHER, OTHERS, DATE, RANKING, MATRIX, CONSENT)

GOOD: dict[str, object] = {
    "un": "autre",
    "un_autre": "Une navette",
    "lesquels": ["bus", "autre"],
    "lesquels_autre": "Un taxi",
    "jour_jour": "1",
    "jour_mois": "3",
    "jour_annee": "2026",
    "ordre_bus": "2",
    "ordre_toit": "1",
    "lieux_bus": "non",
    "lieux_toit": "oui",
    "accord": "oui",
}
STORED = {
    "un": "autre",
    "un_autre": "Une navette",
    "lesquels": ["bus", "autre"],
    "lesquels_autre": "Un taxi",
    "jour": "2026-03-01",
    "ordre": ["toit", "bus"],
    "lieux": {"bus": "non", "toit": "oui"},
    "accord": "oui",
}
# how the page shows again what was typed
SHOWN = (
    'value="autre" id="un-3" checked',
    'name="un_autre" id="un_autre" value="Une navette"',
    'value="bus" id="lesquels" checked',
    'name="lesquels_autre" id="lesquels_autre" value="Un taxi"',
    'name="jour_jour" id="jour" value="1"',
    'name="jour_mois" id="jour_mois" value="3"',
    'name="jour_annee" id="jour_annee" value="2026"',
    "<option selected>2</option>",
    'name="lieux_bus" value="non" id="lieux_bus-2" checked',
    'name="lieux_toit" value="oui" id="lieux_toit-1" checked',
)


def posted(client: FlaskClient, **changes: object) -> dict[str, object]:
    return {"idempotency_key": "k" * 20, **GOOD, **changes}


def answers(app: Flask) -> dict[str, object]:
    with reading(app) as session:
        return dict(session.scalars(select(models.Response)).one().answers)


def test_every_kind_is_stored_from_a_form_without_script(app: Flask, client: FlaskClient) -> None:
    publish(app, survey(*ALL))
    assert client.get("/q/essai").status_code == 200
    assert client.post("/q/essai", data=posted(client)).status_code == 303
    assert answers(app) == STORED


def test_a_program_sends_the_same_as_json(app: Flask, client: FlaskClient) -> None:
    publish(app, survey(*ALL))
    whole = {name: text for name, text in GOOD.items() if not name.startswith(("jour", "ordre"))}
    body = {**whole, "jour": "2026-03-01", "ordre": ["toit", "bus"], "idempotency_key": "k" * 20}
    sent = client.post("/q/essai", json=body, headers={"Accept": "application/json"})
    assert sent.status_code == 201
    assert answers(app) == STORED


def test_what_was_typed_is_shown_again_when_something_is_refused(
    app: Flask, client: FlaskClient
) -> None:
    publish(app, survey(*ALL))
    page = client.post("/q/essai", data=posted(client, accord=""))
    assert page.status_code == 422
    assert "Cochez cette case pour pouvoir envoyer." in page.text
    assert [shown for shown in SHOWN if shown not in page.text] == []


@pytest.mark.parametrize(
    ("question", "wrong", "said"),
    [
        (OTHER, {"un": "bus", "un_autre": "Une navette"}, "ou effacez ce que vous avez précisé"),
        (DATE, {"jour_mois": "13"}, "Cette date n’existe pas"),
        (DATE, {"jour_annee": ""}, "Indiquez aussi l’année"),
        (DATE, {"jour_annee": "2027"}, "jusqu’au 31 décembre 2026"),
        (RANKING, {"ordre_toit": "2"}, "le rang 2 ne sert qu’une fois"),
        (MATRIX, {"lieux_toit": ""}, "Il manque une réponse pour «\u00a0Un logement\u00a0»"),
        (MATRIX, {"lieux_toit": "x"}, "Choisissez une réponse parmi"),
    ],
)
def test_a_refusal_is_in_words_with_a_link_to_the_first_input(
    app: Flask, client: FlaskClient, question: Question, wrong: dict[str, str], said: str
) -> None:
    publish(app, survey(question))
    page = client.post("/q/essai", data=posted(client, **wrong))
    assert page.status_code == 422
    assert said in page.text
    # the page check sees that the link arrives
    assert f'<a href="#{question.key}">' in page.text


def test_the_code_reads_everything_back_in_words(app: Flask, client: FlaskClient) -> None:
    publish(app, survey(*ALL))
    code = code_on(client.get(client.post("/q/essai", data=posted(client)).location))
    page = client.post("/q/essai/suivi", data={"code": code}).text
    for said in (
        "Autre (Une navette)",
        "Un bus ; Autre (Un taxi)",
        "1er mars 2026",
        "1. Un logement ; 2. Un bus",
        "Un bus\u00a0: Jamais ; Un logement\u00a0: Souvent",
        "Oui",
    ):
        assert f"<blockquote>{said}</blockquote>" in page
    assert "À savoir" not in page


def test_a_correction_starts_from_what_was_stored(app: Flask, client: FlaskClient) -> None:
    publish(app, survey(*ALL))
    code = code_on(client.get(client.post("/q/essai", data=posted(client)).location))
    form = client.post("/q/essai/suivi/corriger", data={"code": code})
    assert [shown for shown in SHOWN if shown not in form.text] == []
    again = posted(client, code=code, save="1", jour_jour="2", un="bus", un_autre="")
    assert client.post("/q/essai/suivi/corriger", data=again).status_code == 200
    expected = {name: value for name, value in STORED.items() if name != "un_autre"}
    assert answers(app) == expected | {"un": "bus", "jour": "2026-03-02"}


def test_two_payloads_under_one_key_lose_none_of_the_inputs(
    app: Flask, client: FlaskClient
) -> None:
    publish(app, survey(*ALL))
    client.post("/q/essai", data=posted(client))
    page = client.post("/q/essai", data=posted(client, un_autre="Un vélo"))
    assert page.status_code == 409
    for name in GOOD:
        assert f'name="{name}"' in page.text


def test_a_blank_form_is_told_so_at_its_first_question_not_at_an_information(
    app: Flask, client: FlaskClient
) -> None:
    publish(app, survey(NOTE, OTHER))
    page = client.post("/q/essai", data={"idempotency_key": "k" * 20})
    assert 'href="#un"' in page.text
    assert 'href="#avis"' not in page.text


def test_a_text_says_its_limit_before_one_writes(app: Flask, client: FlaskClient) -> None:
    publish(app, survey(LongText(key="long", label="Et ?"), ShortText(key="mot", label="Un mot ?")))
    page = client.get("/q/essai").text
    assert 'id="long-max">2\u202f000 signes au plus<' in page
    assert 'data-max="200"' in page
    assert "maxlength" not in page  # a browser would cut a pasted text in silence


def test_a_question_is_asked_in_the_words_of_the_public(app: Flask, client: FlaskClient) -> None:
    ours = ShortText(
        key="mot", label="Un mot ?", wordings=(Wording(public="habitant", label="Votre mot ?"),)
    )
    publish(app, survey(ours))
    page = client.get("/q/essai").text
    assert "Votre mot ?" in page
    assert ">Un mot ?" not in page
