"""The same questionnaire in the reader's language, from the first page to the last."""

import re
from dataclasses import replace
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from surveys import questions
from surveys.models import Response
from surveys.questions import Choice, Wording
from surveys.schema import Survey
from surveys.translation import Text, Translation, texts
from tests.answering import JSON, code_on, count, hidden, publish, reading, survey

FORM = "/q/essai"
ENGLISH = f"{FORM}?lang=en"
KEY = "k" * 24
YES_NO = (Choice(key="oui", label="Oui"), Choice(key="non", label="Non"))


def french() -> Survey:
    return survey(
        questions.SingleChoice(key="auto", label="Une voiture ?", choices=YES_NO, other=True),
        questions.Number(
            key="km", label="Combien ?", max=5000, unit="km", only_if="${auto} = 'oui'"
        ),
        questions.AgeBand(key="age", label="Quel âge ?"),
        questions.LongText(
            key="mot",
            label="Un mot ?",
            max_length=2000,
            wordings=(Wording(public="habitant", label="Un mot d’ici ?"),),
        ),
    )


def translation(language: str, *without: str) -> Translation:
    """« title EN »… for each text but those left out."""
    return Translation(
        language=language,
        texts=tuple(
            Text(path=path, text=f"{path.replace('.', ' ')} {language.upper()}")
            for path in texts(french())
            if path not in without
        ),
    )


@pytest.fixture
def everywhere(app: Flask) -> None:
    whole = replace(french(), translations=(translation("en"), translation("falc")))
    publish(app, whole)


@pytest.fixture
def half(app: Flask, everywhere: None) -> None:
    partly = translation("en", "purpose.1")
    publish(app, replace(french(), translations=(partly, translation("falc", "title"))))


pytestmark = pytest.mark.usefixtures("everywhere")


def languages_of(page: str) -> list[str]:
    """The names shown in the header, in order."""
    nav = page.split('class="langs"', 1)[1].split("</nav>", 1)[0]
    return re.findall(r">([^<>\n]+)</(?:a|b|button)>", nav)


def test_the_form_is_wholly_in_english(client: FlaskClient) -> None:
    page = client.get(ENGLISH)
    assert '<html lang="en">' in page.text
    text = unescape(re.sub(r"<[^>]*>", " ", page.text))
    for said in (
        "title EN",
        "question auto choices oui EN",
        "question mot wordings habitant label EN",
        "Other: please say what",
        "If you answered ‘question auto choices oui EN’ to ‘question auto label EN’",
        "30 to 44",
        "2,000 characters at most",
        "About 2 minutes",
        "Send my response",
    ):
        assert said in text, said
    assert re.findall(r"\b(Oui|Autre|ans|réponse|sans|Partie)\b", text) == []


def test_easy_reading_is_french_and_says_that_nobody_it_is_for_has_read_it(
    client: FlaskClient,
) -> None:
    page = client.get(f"{FORM}?lang=falc")
    assert '<html lang="fr">' in page.text
    assert "title FALC" in page.text
    assert "Des personnes concernées ne l’ont pas encore relue" in page.text
    assert "pas encore relue" not in client.get(FORM).text


@pytest.mark.parametrize("asked", ["", "?lang=fr", "?lang=de", "?lang=", "?lang=%00", "?lang[]=en"])
def test_french_goes_without_saying(client: FlaskClient, asked: str) -> None:
    page = client.get(FORM + asked)
    assert "Un essai" in page.text
    assert "lang=" not in page.text.split('class="langs"')[0].split("<body>")[1]


def test_the_language_is_never_guessed(client: FlaskClient) -> None:
    plain = client.get(FORM, headers={"Accept-Language": "en-GB"})
    assert '<html lang="fr">' in plain.text
    assert "Accept-Language" not in plain.headers.get("Vary", "")


def test_only_the_languages_of_the_questionnaire_are_offered(
    app: Flask, client: FlaskClient
) -> None:
    assert languages_of(client.get(FORM).text) == ["Français", "English", "Facile à lire"]
    publish(app, replace(french(), slug="deux", translations=(translation("en"),)))
    assert languages_of(client.get("/q/deux").text) == ["Français", "English"]
    publish(app, replace(french(), slug="seul"))
    alone = client.get("/q/seul?lang=en").text
    assert 'class="langs"' not in alone
    assert '<html lang="fr">' in alone


def test_a_questionnaire_in_english_speaks_it_first(app: Flask, client: FlaskClient) -> None:
    asked = questions.LongText(key="mot", label="A word?")
    publish(app, replace(survey(asked, slug="uk"), title="A trial", language="en"))
    page = client.get("/q/uk")
    assert '<html lang="en">' in page.text
    assert "Send my response" in page.text


TYPED = {
    "idempotency_key": KEY,
    "auto": "oui",
    "km": "1200",
    "mot": "Du pain\r\net <b>",
    "age": "30-44",
}


def test_switching_keeps_what_was_typed_and_the_key_and_stores_nothing(
    app: Flask, client: FlaskClient
) -> None:
    page = client.post(f"{FORM}/langue?lang=en", data=TYPED)
    assert page.status_code == 200
    assert "title EN" in page.text
    assert hidden(page, "idempotency_key") == KEY
    assert 'value="1200"' in page.text
    assert "Du pain\net &lt;b&gt;" in page.text
    assert re.search(r'value="oui"[^>]* checked', page.text)
    assert re.search(r'value="30-44"[^>]* checked', page.text)
    assert 'class="errors"' not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers
    assert count(app) == 0


def test_the_buttons_lead_there_and_enter_still_sends(client: FlaskClient) -> None:
    page = client.get(FORM).text
    assert (
        f'<button type="submit" form="reponse" formaction="{FORM}/langue?lang=en" lang="en">English'
        in page
    )
    first = re.search(r"<button[^>]*>[^<]*", page)
    assert first
    assert 'form="reponse"' in first[0]
    assert "formaction" not in first[0]
    assert first[0].endswith("Envoyer ma réponse")


def test_from_english_one_comes_back_to_french(client: FlaskClient) -> None:
    page = client.post(f"{FORM}/langue?lang=en", data=TYPED).text
    assert f'formaction="{FORM}/langue" lang="fr">Français' in page
    again = client.post(f"{FORM}/langue", data=TYPED)
    assert "Un mot d’ici ?" in again.text
    assert hidden(again, "idempotency_key") == KEY


def test_a_damaged_key_is_replaced_when_switching(client: FlaskClient) -> None:
    page = client.post(f"{FORM}/langue?lang=en", data={"idempotency_key": "<x>"})
    assert re.fullmatch("[0-9a-f]{32}", hidden(page, "idempotency_key"))


def test_the_address_of_a_switched_form_opened_again_is_the_form(client: FlaskClient) -> None:
    page = client.get(f"{FORM}/langue?lang=en")
    assert (page.status_code, page.location) == (303, ENGLISH)


def test_the_language_used_is_stored_and_followed_to_the_receipt(
    app: Flask, client: FlaskClient
) -> None:
    page = client.post(ENGLISH, data=TYPED)
    assert page.status_code == 303
    assert page.location.endswith("?lang=en")
    receipt = client.get(page.location)
    assert "Your response has arrived" in receipt.text
    assert re.search(r"\b\w+day, \d+ \w+ 20\d\d|\w+day \d+ \w+ 20\d\d", receipt.text)
    assert languages_of(receipt.text) == ["Français", "English", "Facile à lire"]
    with reading(app) as session:
        assert session.scalars(select(Response.language)).all() == ["en"]


def test_the_same_answers_in_another_language_are_the_same_response(
    app: Flask, client: FlaskClient
) -> None:
    first, again = client.post(FORM, data=TYPED), client.post(ENGLISH, data=TYPED)
    assert code_on(client.get(first.location)) == code_on(client.get(again.location))
    assert count(app) == 1


def test_refusals_are_in_the_language_of_the_form(client: FlaskClient) -> None:
    page = client.post(ENGLISH, data={**TYPED, "km": "9999"})
    assert page.status_code == 422
    assert "Enter a number of at most 5,000\u00a0question km unit EN." in page.text
    assert "<title>Error: title EN" in page.text
    assert f'action="{ENGLISH}#contenu"' in page.text
    assert "Answer at least one question" in client.post(ENGLISH, data={}).text
    easy = client.post(f"{FORM}?lang=falc", data={**TYPED, "km": "9999"}).text
    assert "Écrivez un nombre\u00a0: 5\u202f000\u00a0question km unit FALC ou moins." in easy


@pytest.mark.parametrize("how", ["json", "body", "address"])
def test_a_script_says_its_language_and_is_refused_in_it(
    app: Flask, client: FlaskClient, how: str
) -> None:
    bad = {"km": "x", "auto": "oui", "idempotency_key": KEY}
    sent = {**bad, **({} if how == "address" else {"lang": "en"})}
    address = ENGLISH if how == "address" else FORM
    kind = {"json": sent} if how == "json" else {"data": sent}
    answer = client.post(address, headers=JSON, **kind)  # type: ignore[arg-type]
    assert answer.json == {"errors": {"km": "Write a number in figures, for example 12."}}


def code_of_an_english_response(client: FlaskClient) -> str:
    return code_on(client.get(client.post(ENGLISH, data=TYPED).location))


def test_what_was_answered_is_read_back_in_the_language_asked(client: FlaskClient) -> None:
    code = code_of_an_english_response(client)
    page = client.post(f"{FORM}/suivi?lang=en", data={"code": code}).text
    for said in (
        "question auto choices oui EN",
        "1,200\u00a0question",
        "30 to 44",
        "Change my response",
    ):
        assert said in page, said
    french_page = client.post(f"{FORM}/suivi", data={"code": code}).text
    assert "1\u202f200\u00a0km" in french_page
    assert (
        f'<button type="submit" form="effacement" formaction="{FORM}/suivi?lang=en"' in french_page
    )


def test_a_correction_changes_language_with_its_code_and_is_saved_in_it(
    app: Flask, client: FlaskClient
) -> None:
    code = code_of_an_english_response(client)
    form = client.post(
        f"{FORM}/langue?lang=falc", data={**TYPED, "km": "7", "code": code, "save": "1"}
    )
    assert hidden(form, "code") == code
    assert 'name="idempotency_key"' not in form.text
    assert f'action="{FORM}/suivi/corriger?lang=falc#contenu"' in form.text
    saved = client.post(
        f"{FORM}/suivi/corriger?lang=falc", data={**TYPED, "km": "7", "code": code, "save": "1"}
    )
    assert "Vos changements sont gardés." in saved.text
    with reading(app) as session:
        response = session.scalars(select(Response)).one()
        assert (response.language, response.answers["km"]) == ("falc", 7)


def test_a_wrong_code_is_refused_in_english_with_a_way_to_the_others(client: FlaskClient) -> None:
    page = client.post(f"{FORM}/suivi?lang=en", data={"code": "AAAA"})
    assert page.status_code == 422
    assert "This is not the right code" in page.text
    assert f'<a href="{FORM}/suivi" hreflang="fr" lang="fr">Français</a>' in page.text


@pytest.mark.usefixtures("half")
def test_a_page_not_wholly_translated_says_so(client: FlaskClient) -> None:
    page = client.get(ENGLISH).text
    assert "Not everything is translated yet" in page
    assert french().purpose[0] in page
    assert "pas encore traduit" not in client.get(FORM).text


@pytest.mark.usefixtures("half")
def test_a_language_that_one_could_not_answer_in_is_not_offered(client: FlaskClient) -> None:
    assert languages_of(client.get(FORM).text) == ["Français", "English"]
    assert f"<h1>{french().title}</h1>" in client.get(f"{FORM}?lang=falc").text


def test_a_whole_translation_says_nothing_of_the_kind(client: FlaskClient) -> None:
    assert "Not everything is translated" not in client.get(ENGLISH).text


def test_links_between_public_pages_carry_the_language(client: FlaskClient) -> None:
    page = client.get(ENGLISH).text
    for address in ("/", "/aide", "/donnees-personnelles", "/accessibilite", f"{FORM}/suivi"):
        assert f'href="{address}?lang=en"' in page, address
    assert re.findall(r'href="(?:/|/aide|/donnees-personnelles|/accessibilite)"', page) == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/", "Consultations: tell us how life is here"),
        ("/q/habitants", "Living here: what works, what is missing"),
        ("/q/associations", "Your association: what works, what you need"),
        ("/q/elus", "Your commune: its strengths, its needs, your ideas"),
        ("/aide", "Someone can read the questions with you"),
        ("/donnees-personnelles", "Your data, your rights"),
        ("/accessibilite", "Accessibility: not compliant"),
        ("/mentions-legales", "Legal notice"),
        (f"{FORM}/suivi", "Find my response"),
        ("/q/inconnu", "This questionnaire does not exist"),
        ("/nulle-part", "This page does not exist"),
    ],
)
def test_every_public_page_is_in_english(client: FlaskClient, address: str, said: str) -> None:
    page = client.get(f"{address}?lang=en").text
    assert '<html lang="en">' in page
    assert said in page
    main = re.sub(r"<[^>]*>", " ", page.split("<main", 1)[1].split("</main>")[0])
    assert re.findall(r"\b(?:vous|votre|vos|nous|réponses?|avec|pour|une?)\b", main) == []


@pytest.mark.parametrize("language", ["fr", "en", "falc"])
@pytest.mark.parametrize("address", ["/", "/aide", "/donnees-personnelles", "/mentions-legales"])
def test_a_public_page_leads_to_itself_in_every_language(
    client: FlaskClient, address: str, language: str
) -> None:
    page = client.get(f"{address}?lang={language}").text
    assert languages_of(page) == ["Français", "English", "Facile à lire"]
    current = {"fr": "Français", "en": "English", "falc": "Facile à lire"}[language]
    assert f'<b aria-current="true">{current}</b>' in page
    if language != "en":
        assert f'<a href="{address}?lang=en" hreflang="en" lang="en">English</a>' in page


def test_the_list_of_consultations_has_its_titles_in_the_language(client: FlaskClient) -> None:
    page = client.get("/?lang=en").text
    assert "title EN" in page
    assert "For: residents" in page
    assert f'href="{ENGLISH}"' in page


def test_a_title_left_in_french_says_so_to_a_screen_reader(app: Flask, client: FlaskClient) -> None:
    publish(app, replace(french(), slug="seul", title="En français seulement"))
    assert '<h2 lang="fr">En français seulement</h2>' in client.get("/?lang=en").text


def test_the_desk_stays_french(desk: FlaskClient) -> None:
    page = desk.get("/bureau/?lang=en").text
    assert '<html lang="fr">' in page
    assert "lang=en" not in page
