"""Needs on the desk: listed, answered with a reason, merged and split, exported."""

import csv
import io
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import web
from app.services import territories
from app.services.accounts import staff
from tests.answering import reading, writing
from tests.conftest import sign_in
from tests.desking import post
from tests.needing import NEED, deposit, need_id, sent, status_lines

LIST = "/bureau/besoins"


def address(app: Flask, words: str = "") -> str:
    return f"{LIST}/{need_id(app, words)}"


def shown(page: str) -> list[str]:
    """The first word of each need of the list, tags left out."""
    said = re.findall(r'<p class="said">«[\s\u00a0]*(.*?)</p>', page, re.S)
    return [re.sub("<[^>]+>", "", text).split()[0] for text in said]


@pytest.fixture
def mails(app: Flask) -> list[str]:
    """What was mailed, as text; Flask-Mailman keeps it in memory while testing."""
    app.config["MAIL_BACKEND"] = "locmem"
    state = app.extensions["mailman"]
    state.backend = "locmem"
    state.outbox = []
    return state.outbox  # type: ignore[no-any-return]


def test_an_empty_list_teaches_its_first_step(desk: FlaskClient) -> None:
    page = desk.get(LIST).text
    assert "Aucun besoin pour l’instant" in page
    assert "/besoins</code>" in page


def test_the_list_shows_each_need_and_leads_to_the_oldest(
    app: Flask, client: FlaskClient, desk: FlaskClient
) -> None:
    deposit(client)
    deposit(client, nom="Les Aînés", besoin="Transport vers le marché.", communes=["tout"])
    page = desk.get(LIST).text
    assert sorted(shown(page)) == ["Transport", "Un"]
    for said in ("Comité des fêtes", "Les Aînés", "tout le territoire", "Cazals", "2 besoins"):
        assert said in page
    assert desk.get(f"{LIST}/repondre").location.startswith(f"{LIST}/")
    assert "2 besoins sans réponse depuis aujourd’hui" in desk.get("/bureau/").text


def test_filters_narrow_the_list_and_its_export(
    app: Flask, client: FlaskClient, desk: FlaskClient
) -> None:
    deposit(client)
    deposit(client, besoin="Transport vers le marché.", communes=["46222"], urgence="maintenant")
    for query in ({"urgence": "maintenant"}, {"commune": "46222"}):
        assert shown(desk.get(LIST, query_string=query).text) == ["Transport"]
        file = desk.get(f"{LIST}/export", query_string={**query, "format": "csv"})
        lines = list(csv.DictReader(io.StringIO(file.text)))
        assert [line["besoin"] for line in lines] == ["Transport vers le marché."]
    assert "Aucun besoin ne correspond" in desk.get(f"{LIST}?status=retenu").text
    for odd in ("%00", "%ED%A0%80", "<script>"):
        assert desk.get(f"{LIST}?status={odd}&page={odd}&waiting={odd}").status_code == 200


def test_a_long_list_has_pages(app: Flask, client: FlaskClient, desk: FlaskClient) -> None:
    first = deposit(client, besoin="Besoin 0")
    for number in range(1, 27):
        client.post(f"{first}/ajouter", data=sent(nom=None, besoin=f"Besoin {number}"))
    assert len(shown(desk.get(LIST).text)) == 25
    assert len(shown(desk.get(f"{LIST}?page=2").text)) == 2


def test_the_text_of_a_need_is_tagged_as_a_parole(
    app: Flask, client: FlaskClient, desk: FlaskClient
) -> None:
    deposit(client)
    assert "Aucun enjeu" in desk.get(LIST).text
    post(desk, "/bureau/paroles/classer")
    page = desk.get(LIST).text
    assert "<mark>bus</mark>" in page
    assert "Accès aux droits" in page
    enjeu = "acces_droits_services_information"
    assert shown(desk.get(LIST, query_string={"enjeu": enjeu}).text) == ["Un"]
    parole = re.search(r"/bureau/paroles/\d+", desk.get(address(app)).text)
    assert parole
    assert "« Votre besoin, avec vos mots »" in desk.get(parole[0]).text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"status": "a_l_etude"}, "À l’étude depuis le"),
        ({"status": "retenu", "action": "Un local partagé", "text": "Bonne idée."}, "Bonne idée."),
        ({"status": "retenu", "action": "Un local partagé"}, "dans l’action « Un local partagé »"),
        ({"status": "non_retenu", "text": "Pas de local libre."}, "Pas de local libre."),
        ({"status": "", "text": "Combien de tables ?"}, "Combien de tables ?"),
    ],
)
def test_an_answer_is_read_under_the_private_link(
    app: Flask, client: FlaskClient, desk: FlaskClient, typed: dict[str, str], said: str
) -> None:
    mine = deposit(client)
    response = post(desk, address(app), **typed)
    assert response.status_code == 303
    assert "Réponse enregistrée" in desk.get(response.location).text
    assert said in client.get(mine).text.replace("\u00a0", " ")
    assert "sans réponse" not in desk.get("/bureau/").text


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({}, "Écrivez un message, ou changez l’état."),
        ({"status": "non_retenu"}, "Dites pourquoi"),
        ({"status": "retenu", "text": "Mes mots."}, "Donnez le nom de l’action"),
        ({"status": "gagné", "text": "Mes mots."}, "Choisissez un état de la liste."),
        ({"text": "x" * 2001}, "Raccourcissez"),
    ],
)
def test_an_answer_without_what_it_must_say_is_asked_again(
    app: Flask, client: FlaskClient, desk: FlaskClient, typed: dict[str, str], sentence: str
) -> None:
    deposit(client)
    page = post(desk, address(app), **typed)
    assert page.status_code == 422
    assert sentence in page.text
    assert typed.get("text", "") in page.text
    assert status_lines(app) == []


def test_a_merged_need_shows_its_association_the_answer_of_the_other(
    app: Flask, client: FlaskClient, desk: FlaskClient
) -> None:
    kept = deposit(client, besoin="Une salle chauffée pour l’aide aux devoirs.")
    mine = deposit(client, nom="Les Voisins", besoin="Nous cherchons une salle pour les devoirs.")
    other, into = address(app, "cherchons"), need_id(app, "chauffée")
    assert "Réunir à ce besoin" in desk.get(other).text
    assert post(desk, f"{other}/reunir", into=into).status_code == 303
    assert "Séparer ces besoins" in desk.get(other).text
    assert "Les Voisins" in desk.get(f"{LIST}/{into}").text
    post(desk, f"{LIST}/{into}", status="non_retenu", text="Aucune salle libre.")
    page = client.get(mine).text
    assert "Aucune salle libre." in page
    assert "Une autre association demande la même chose" in page
    assert "chauffée" not in page
    assert "Comité des fêtes" not in page
    assert "Les Voisins" not in client.get(kept).text
    assert post(desk, other, status="a_l_etude").status_code == 422
    assert post(desk, other, text="Bonjour.").status_code == 303
    assert post(desk, f"{other}/separer").status_code == 303
    assert "Aucune salle libre." not in client.get(mine).text


@pytest.mark.parametrize("into", ["", "0", "x", "9" * 40])
def test_a_need_is_merged_with_one_that_exists(
    app: Flask, client: FlaskClient, desk: FlaskClient, into: str
) -> None:
    deposit(client)
    deposit(client, besoin="Un car.")
    page = post(desk, f"{address(app, 'car')}/reunir", into=into)
    assert page.status_code == 422
    assert "Choisissez un besoin de la liste." in page.text


def test_a_need_is_not_merged_with_itself(
    app: Flask, client: FlaskClient, desk: FlaskClient
) -> None:
    deposit(client)
    page = post(desk, f"{address(app)}/reunir", into=need_id(app))
    assert page.status_code == 422
    assert "un autre besoin" in page.text


def test_an_association_that_asked_is_told_that_there_is_news_and_nothing_more(
    app: Flask, client: FlaskClient, desk: FlaskClient, mails: list[object]
) -> None:
    mine = deposit(client, courriel="asso@example.org")
    response = post(desk, address(app), status="a_l_etude", text="Un secret.")
    assert "prévenue par courriel" in desk.get(response.location).text
    assert len(mails) == 1
    message = mails[0]
    assert message.to == ["asso@example.org"]  # type: ignore[attr-defined]
    for hidden in ("secret", "Comité", NEED, mine.rsplit("/", 1)[1], "/besoins/"):
        assert hidden not in message.subject + message.body  # type: ignore[attr-defined]


def test_a_button_pressed_twice_answers_and_tells_once(
    app: Flask, client: FlaskClient, desk: FlaskClient, mails: list[object]
) -> None:
    deposit(client, courriel="asso@example.org")
    for _ in range(2):
        assert post(desk, address(app), status="a_l_etude", text="Oui.").status_code == 303
    assert len(status_lines(app)) == len(mails) == 1
    post(desk, address(app), text="Oui.")
    assert len(status_lines(app)) == 2


def test_who_left_no_address_is_written_to_by_nobody(
    app: Flask, client: FlaskClient, desk: FlaskClient, mails: list[object]
) -> None:
    deposit(client)
    post(desk, address(app), status="a_l_etude")
    assert mails == []


def test_both_associations_of_merged_needs_are_told_of_a_new_state(
    app: Flask, client: FlaskClient, desk: FlaskClient, mails: list[object]
) -> None:
    deposit(client, courriel="un@example.org")
    deposit(client, besoin="Un car.", courriel="deux@example.org")
    post(desk, f"{address(app, 'car')}/reunir", into=need_id(app, "tables"))
    post(desk, address(app, "tables"), text="Une question.")
    assert [m.to for m in mails] == [["un@example.org"]]  # type: ignore[attr-defined]
    post(desk, address(app, "tables"), status="a_l_etude")
    told = {m.to[0] for m in mails[1:]}  # type: ignore[attr-defined]
    assert told == {"un@example.org", "deux@example.org"}


def test_a_mail_server_that_does_not_answer_loses_no_answer(
    app: Flask, client: FlaskClient, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    def fail(_message: object) -> None:
        raise ConnectionRefusedError("asso@example.org")

    monkeypatch.setattr("app.desk.besoins.needs_mail.EmailMessage.send", fail)
    mine = deposit(client, courriel="asso@example.org")
    response = post(desk, address(app), status="a_l_etude", text="Nous regardons.")
    assert "Le courriel n’est pas parti" in desk.get(response.location).text
    assert "Nous regardons." in client.get(mine).text
    assert "asso@example.org" not in caplog.text


@pytest.fixture
def reader(app: Flask) -> FlaskClient:
    with writing(app) as session:
        here = territories.by_key(session, None)
        staff.add(session, "contributeur@example.org", "contributeur", here)
    return sign_in(app, "contributeur@example.org")


def test_a_contributor_reads_what_is_masked_and_does_not_answer(
    app: Flask, client: FlaskClient, desk: FlaskClient, reader: FlaskClient
) -> None:
    mine = deposit(client, besoin="Appelez le 06 39 98 12 34.", courriel="asso@example.org")
    need = need_id(app)
    client.post(
        f"{mine}/message",
        data={"besoin": need, "message": "Ou le 06 39 98 56 78.", "idempotency_key": "k" * 20},
    )
    for browser, sees in ((desk, True), (reader, False)):
        page = browser.get(f"{LIST}/{need}").text
        for private in (
            "06 39 98 12 34",
            "06 39 98 56 78",
            "asso@example.org",
            "Envoyer la réponse",
        ):
            assert (private in page) is sees, private
    assert "06 39" not in desk.get(f"{LIST}/export?format=csv").text
    assert "Répondre" not in reader.get(LIST).text
    assert "sans réponse" not in reader.get("/bureau/").text


@pytest.mark.parametrize("format_", ["csv", "xlsx"])
def test_the_export_is_a_file_that_says_it_is_not_to_be_handed_on(
    app: Flask, client: FlaskClient, desk: FlaskClient, format_: str
) -> None:
    deposit(client)
    file = desk.get(f"{LIST}/export?format={format_}")
    assert file.status_code == 200
    assert f"besoins-cazals-salviac-{web_today(app)}" in file.headers["Content-Disposition"]
    assert file.headers["Cache-Control"] == "no-store"
    assert desk.get(f"{LIST}/export?format=exe").status_code == 404


def web_today(app: Flask) -> str:
    with app.test_request_context():
        return web.today().isoformat()


@pytest.mark.parametrize("number", ["0", "9007199254740991", "99999999999999999999999"])
def test_a_need_that_does_not_exist_is_a_404(desk: FlaskClient, number: str) -> None:
    assert desk.get(f"{LIST}/{number}").status_code == 404
    for way in ("", "/reunir", "/separer"):
        assert post(desk, f"{LIST}/{number}{way}", text="x").status_code in (404, 405)


def test_an_address_due_goes_with_the_next_answer(
    app: Flask, client: FlaskClient, desk: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from surveys.needs.models import AssociationContact
    from tests.answering import count

    deposit(client, courriel="asso@example.org")
    deposit(client, besoin="Un car.")
    post(desk, address(app, "tables"), status="non_retenu", text="Non.")
    with app.test_request_context():
        after = web.today() + timedelta(days=100)
    assert count(app, AssociationContact) == 1
    monkeypatch.setattr(web, "today", lambda: after)
    post(desk, address(app, "car"), status="a_l_etude")
    assert count(app, AssociationContact) == 0


def test_reading_the_desk_tells_what_was_asked_in_words(
    app: Flask, client: FlaskClient, desk: FlaskClient
) -> None:
    deposit(client, freins=["autre"], freins_autre="Le toit fuit")
    page = desk.get(address(app)).text
    for said in ("Chaque mois", "Le toit fuit", "Des bras.", "La mairie.", "Parents"):
        assert said in page
    with reading(app):
        assert "chargee@example.org" not in page  # nobody has answered yet
