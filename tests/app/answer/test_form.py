"""The form as a page: what it shows, what it refuses, and that nothing typed is lost."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import web
from surveys import questions
from tests.answering import FORM, count, dated, every_kind, hidden, publish, sent, survey

TYPED_WELL = {
    "un": "b",
    "plusieurs": ["a", "c"],
    "echelle": "3",
    "nombre": "7",
    "commune": "46066",
    "age": "45-59",
    "court": "trois petits mots",
    "long": "Une phrase\nsur deux lignes.",
}
# kind by kind: something wrong to type, and how the page shows it again
WRONG = {
    "plusieurs": (["a", "b", "c"], ['value="a" id="plusieurs" checked', 'value="c"']),
    "nombre": ("douze", ['value="douze"']),
    "court": ("bien trop long pour vingt signes", ['value="bien trop long pour vingt signes"']),
    "long": ("x" * 41, ["x" * 41 + "</textarea>"]),
}
KEPT_AS = {
    "un": 'name="un" value="b" id="un-2" checked',
    "plusieurs": 'name="plusieurs" value="c" id="plusieurs-3" checked',
    "echelle": 'name="echelle" value="3" id="echelle-3" checked',
    "nombre": 'value="7"',
    "commune": '<option value="46066" selected',
    "age": 'value="45-59" id="age-5" checked',
    "court": 'value="trois petits mots"',
    "long": "Une phrase\nsur deux lignes.</textarea>",
}


@pytest.mark.parametrize("slug", ["habitants", "associations", "elus"])
def test_each_questionnaire_of_the_catalogue_is_a_sound_page(
    client: FlaskClient, slug: str
) -> None:
    page = client.get(f"/q/{slug}")
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    assert len(hidden(page, "idempotency_key")) >= 16
    assert hidden(page, "issued")


def test_two_visitors_get_two_keys(client: FlaskClient) -> None:
    keys = {hidden(client.get(FORM), "idempotency_key") for _ in range(2)}
    assert len(keys) == 2


def test_no_survey_of_that_name_is_a_404_in_words(client: FlaskClient) -> None:
    page = client.get("/q/inconnu")
    assert page.status_code == 404
    assert "Ce questionnaire n’existe pas" in page.text


@pytest.mark.parametrize("slug", ["%00", "%FF%FE", "a" * 900, "é", "'; DROP TABLE survey; --"])
def test_odd_names_are_404_too(either_app: Flask, slug: str) -> None:
    client = either_app.test_client(use_cookies=False)
    assert client.get(f"/q/{slug}").status_code == 404
    assert client.post(f"/q/{slug}", data=sent()).status_code == 404


@pytest.mark.parametrize("address", [FORM, f"{FORM}/suivi", "/aide", "/accessibilite"])
def test_a_trailing_slash_works(client: FlaskClient, address: str) -> None:
    page = client.get(f"{address}/", follow_redirects=True)
    assert page.status_code == 200


def test_a_form_posted_with_a_trailing_slash_is_stored(app: Flask, client: FlaskClient) -> None:
    assert client.post(f"{FORM}/", data=sent()).status_code == 303
    assert count(app) == 1


@pytest.mark.parametrize("address", ["/", FORM, "/q/inconnu"])
def test_head_answers_as_get_without_a_body(client: FlaskClient, address: str) -> None:
    head = client.head(address)
    assert head.status_code == client.get(address).status_code
    assert head.data == b""


def test_a_closed_survey_says_so_with_its_dates(app: Flask, client: FlaskClient) -> None:
    dated(app, opens_on=date(2026, 1, 5), closes_on=date(2026, 2, 27))
    page = client.get(FORM)
    assert page.status_code == 410
    assert "5 janvier 2026" in page.text
    assert "27 février 2026" in page.text
    assert "<form" not in page.text


def test_a_survey_that_is_not_open_yet_gives_the_day(app: Flask, client: FlaskClient) -> None:
    soon = web.today() + timedelta(days=400)
    dated(app, opens_on=soon)
    for page in (client.get(FORM), client.post(FORM, data=sent())):
        assert page.status_code == 410
        assert str(soon.year) in page.text
    assert count(app) == 0


def test_a_form_sent_after_closing_is_refused_and_nothing_stored(
    app: Flask, client: FlaskClient
) -> None:
    dated(app, closed_on=web.today())
    page = client.post(FORM, data=sent())
    assert page.status_code == 410
    assert count(app) == 0


def test_the_home_page_lists_what_is_open_and_what_is_closed(
    app: Flask, client: FlaskClient
) -> None:
    dated(app, "elus", closed_on=web.today())
    page = client.get("/").text
    assert 'href="/q/habitants"' in page
    assert 'href="/q/elus"' not in page
    assert "Fermé depuis le" in page


@pytest.mark.parametrize("blank", [{}, {"points_forts": "  \u200b\n "}, {"commune": ""}])
def test_a_blank_form_is_told_so_at_its_first_question(
    app: Flask, client: FlaskClient, blank: dict[str, str]
) -> None:
    page = client.post(FORM, data={"idempotency_key": "k" * 20, **blank})
    assert page.status_code == 422
    assert "Répondez à au moins une question" in page.text
    assert 'href="#vivre_ici"' in page.text
    assert count(app) == 0


def test_every_required_question_left_out_is_in_the_summary(
    app: Flask, client: FlaskClient
) -> None:
    publish(app, every_kind())
    page = client.post("/q/essai", data={"idempotency_key": "k" * 20})
    assert page.status_code == 422
    summary = page.text.split('class="errors"', 1)[1].split("</div>", 1)[0]
    for question in every_kind().questions:  # the page check proves that each anchor exists
        assert f'href="#{question.key}"' in summary
        assert question.missing.said() in summary
    assert page.text.index('class="errors"') < page.text.index("<h1")
    assert page.text.count("Erreur : Un essai") == 1


@pytest.mark.parametrize("wrong", WRONG)
def test_one_mistake_keeps_everything_typed(app: Flask, client: FlaskClient, wrong: str) -> None:
    publish(app, every_kind())
    typed, shown = WRONG[wrong]
    page = client.post("/q/essai", data=TYPED_WELL | {wrong: typed, "idempotency_key": "k" * 20})
    assert page.status_code == 422
    assert f'href="#{wrong}"' in page.text
    for piece in [*shown, *(text for key, text in KEPT_AS.items() if key != wrong)]:
        assert piece in page.text
    assert hidden(page, "idempotency_key") == "k" * 20
    assert count(app) == 0


def test_a_text_that_starts_with_a_newline_loses_only_that(app: Flask, client: FlaskClient) -> None:
    publish(app, every_kind())
    page = client.post("/q/essai", data=TYPED_WELL | {"nombre": "?", "long": "\nalinéa"})
    assert ">\nalinéa</textarea>" in page.text


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("vivre_ici", "6"),
        ("vivre_ici", "4.5"),
        ("vivre_ici", ["1", "2"]),
        ("deplacements", "fusée"),
        ("difficultes", ["soins", "inventé"]),
        ("difficultes", ["soins", "rien"]),
        ("priorites", ["logement", "handicap", "parentalite", "vie_sociale"]),
        ("commune", "75056"),
        ("age", "200"),
        ("points_forts", "x" * 2001),
        ("points_forts", ["un", "deux"]),
    ],
)
def test_an_answer_that_was_not_offered_is_refused_at_its_question(
    app: Flask, client: FlaskClient, key: str, value: object
) -> None:
    page = client.post(FORM, data=sent(**{key: value}))
    assert page.status_code == 422
    assert f'href="#{key}"' in page.text
    assert count(app) == 0


@pytest.mark.parametrize("number", ["10", "-1", "1e3", "10" * 300, "NaN", "٣", "1,5"])
def test_odd_numbers_are_refused_in_words(app: Flask, client: FlaskClient, number: str) -> None:
    publish(app, survey(questions.Number(key="nombre", label="Combien ?", min=0, max=9)))
    page = client.post("/q/essai", data={"nombre": number, "idempotency_key": "k" * 20})
    assert page.status_code == 422
    assert 'href="#nombre"' in page.text
    assert count(app) == 0


def test_a_form_whose_key_was_damaged_is_shown_again_with_its_answers(
    app: Flask, client: FlaskClient
) -> None:
    page = client.post(FORM, data=sent(idempotency_key="<court>"))
    assert page.status_code == 422
    assert "au moins une question" not in page.text
    assert "La bibliothèque du village." in page.text
    again = sent(idempotency_key=hidden(page, "idempotency_key"))
    assert client.post(FORM, data=again).status_code == 303
    assert count(app) == 1
