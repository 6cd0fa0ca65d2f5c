"""From a draft to a version: the check-list, what blocks and what does not, another meaning."""

import csv
import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import web
from surveys import models
from tests.answering import reading
from tests.drafting import COLLECT, EDITOR, add, create, fill, form_of, gesture, send, written

CHECK = f"{EDITOR}/relire"
KEY = "venez_vous_au_marche"
MANY = {"choices": ["Souvent", "Parfois", "Jamais"]}


@pytest.fixture
def begun(desk: FlaskClient) -> FlaskClient:
    create(desk)
    add(desk, "single_choice", "Venez-vous au marché ?")
    fill(desk, KEY, MANY)
    add(desk, "long_text", "Qu’est-ce qui y manque ?")
    return desk


@pytest.fixture
def published(begun: FlaskClient) -> FlaskClient:
    assert publish(begun).status_code == 303
    return begun


def publish(desk: FlaskClient, **typed: str):  # type: ignore[no-untyped-def]
    return send(desk, CHECK, typed, '<form method="post" id="publier"')


def correct(desk: FlaskClient) -> None:
    """A draft of the next version."""
    send(desk, EDITOR, {}, "<h1>Modifier")


def versions(app: Flask, slug: str = "le-marche") -> list[dict[str, object]]:
    with reading(app) as session:
        survey = session.query(models.Survey).filter_by(slug=slug).one()
        return [version.definition for version in survey.versions]


def test_what_prevents_publishing_is_linked_to_its_place(app: Flask, begun: FlaskClient) -> None:
    empty = add(begun, "single_choice", "Vide ?")
    page = begun.get(CHECK).text
    assert f'href="{EDITOR}/question/{empty}"' in page
    assert "Proposez au moins deux choix" in page
    assert 'id="publier"' not in page
    form = form_of(begun.get(EDITOR), f'action="{EDITOR}')
    assert begun.post(CHECK, data=form).status_code == 422
    assert versions(app) == []


def test_remarks_never_prevent_publishing(app: Flask, begun: FlaskClient) -> None:
    add(begun, "short_text", "Quel est votre numéro de téléphone ?")
    add(begun, "long_text", "Êtes-vous satisfait du bus et du train ?")
    for number in range(12):
        add(begun, "long_text", f"Et encore, numéro {number} ?")
    send(begun, f"{EDITOR}/presentation", {"who_reads": "", "rights": ""}, "data-watch")
    send(begun, f"{EDITOR}/traductions", {"t.title": "The market"}, "data-watch")
    page = begun.get(CHECK).text
    for said in (
        "C’est long",
        "On ne dit pas pourquoi",
        "qui lira les réponses",
        "corriger ou effacer",
        "donnée personnelle",
        "Deux questions en une",
        "English",
    ):
        assert said in page, said
    assert publish(begun).status_code == 303
    assert len(versions(app)) == 1


def test_a_good_questionnaire_gets_no_remark(begun: FlaskClient) -> None:
    send(begun, f"{EDITOR}/presentation", {"purpose": "Pour améliorer le marché."}, "data-watch")
    assert "Rien à redire" in begun.get(CHECK).text


def test_a_published_draft_can_be_answered_from_its_first_day(
    app: Flask, begun: FlaskClient, client: FlaskClient
) -> None:
    day = web_today(app)
    later, end = day + timedelta(2), day + timedelta(9)
    wrong = publish(begun, opens_on=end.isoformat(), closes_on=later.isoformat())
    assert wrong.status_code == 422
    publish(begun, opens_on=later.isoformat(), closes_on=end.isoformat())
    assert client.get("/q/le-marche").status_code == 410
    assert "le-marche" in begun.get(f"{COLLECT}/le-marche/versions").text
    with reading(app) as session:
        survey = session.query(models.Survey).filter_by(slug="le-marche").one()
        assert (survey.opens_on, survey.closes_on, survey.draft) == (later, end, None)


def web_today(app: Flask):  # type: ignore[no-untyped-def]
    with app.app_context():
        return web.today()


def test_what_was_written_since_the_check_list_is_not_published(
    app: Flask, begun: FlaskClient
) -> None:
    form = form_of(begun.get(CHECK), '<form method="post" id="publier"')
    add(begun, "long_text", "Une question de plus ?")
    told = begun.post(CHECK, data=form)
    assert told.status_code == 409
    assert "a changé pendant que vous relisiez" in told.text
    assert versions(app) == []


def test_nothing_new_is_not_published_and_the_draft_stays(
    app: Flask, published: FlaskClient
) -> None:
    correct(published)
    assert "il n’y a rien à publier" in published.get(CHECK).text
    form = form_of(published.get(EDITOR), f'action="{EDITOR}')
    assert published.post(CHECK, data=form).status_code == 422
    assert len(versions(app)) == 1
    assert written(app)["title"] == "Le marché"


def test_a_typo_keeps_the_key_and_asks_nothing(app: Flask, published: FlaskClient) -> None:
    correct(published)
    fill(published, KEY, {"label": "Venez-vous au marche ?"})
    assert "Est-ce encore" not in published.get(CHECK).text
    assert publish(published).status_code == 303
    first, second = versions(app)
    assert keys(first) == keys(second)
    assert first != second


def keys(definition) -> list[str]:  # type: ignore[no-untyped-def]
    return [q["key"] for s in definition["sections"] for q in s["questions"]]


def test_another_meaning_must_be_judged_and_a_new_question_gets_a_new_key(
    app: Flask, published: FlaskClient
) -> None:
    correct(published)
    fill(published, KEY, {"label": "Combien dépensez-vous ?"})
    assert "Est-ce encore la même question" in published.get(CHECK).text
    assert publish(published).status_code == 422
    assert len(versions(app)) == 1
    assert publish(published, **{f"sens.{KEY}": "nouvelle"}).status_code == 303
    assert keys(versions(app)[1]) == ["combien_depensez_vous", "qu_est_ce_qui_y_manque"]


def test_a_correction_said_to_be_one_keeps_its_key(app: Flask, published: FlaskClient) -> None:
    correct(published)
    fill(published, KEY, {"label": "Combien dépensez-vous ?"})
    publish(published, **{f"sens.{KEY}": "correction"})
    assert keys(versions(app)[1])[0] == KEY


def test_a_choice_of_another_meaning_gets_a_new_key(app: Flask, published: FlaskClient) -> None:
    correct(published)
    fill(published, KEY, {"choices": ["Souvent", "Le dimanche matin", "Jamais"]})
    assert publish(published).status_code == 422
    publish(published, **{f"sens.{KEY}.parfois": "nouvelle"})
    offered = versions(app)[1]["sections"][0]["questions"][0]["choices"]  # type: ignore[index]
    assert [choice["key"] for choice in offered] == ["souvent", "le_dimanche_matin", "jamais"]


def test_another_way_of_answering_a_published_question_is_a_new_question(
    app: Flask, published: FlaskClient
) -> None:
    correct(published)
    address = f"{EDITOR}/question/{KEY}/sorte"
    assert "nouvelle question" in published.get(address).text
    send(published, address, {"kind": "several_choices"}, "<h1>Changer")
    assert keys(written(app))[0] == f"{KEY}_2"
    assert publish(published).status_code == 303


def test_exports_keep_every_column_when_a_question_goes_and_another_comes(
    app: Flask, published: FlaskClient, client: FlaskClient
) -> None:
    client.post("/q/le-marche", data={KEY: "souvent", "qu_est_ce_qui_y_manque": "Un banc."})
    before = export(published)
    correct(published)
    gesture(published, f"remove:{KEY}")
    add(published, "number", "Combien de fois ?")
    publish(published)
    client.post("/q/le-marche", data={"combien_de_fois": "3"})
    after = export(published)
    assert set(after[0]) == {*before[0], "combien_de_fois"}
    assert len(after[0]) == len(before[0]) + 1
    rows = {row["combien_de_fois"]: row[KEY] for row in records(after)}
    assert rows == {"": "souvent", "3": ""}


def export(desk: FlaskClient) -> list[list[str]]:
    with desk.get("/bureau/exports/reponses?survey=le-marche&format=csv") as page:
        return list(csv.reader(io.StringIO(page.get_data().decode("utf-8-sig"))))


def records(rows: list[list[str]]) -> list[dict[str, str]]:
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_translations_are_saved_pruned_and_counted(app: Flask, begun: FlaskClient) -> None:
    page = f"{EDITOR}/traductions"
    assert "Pas encore commencé" in begun.get(page).text
    answer = send(begun, page, {"t.title": "The market", "t.rights": "x" * 3}, "data-watch")
    assert answer.location.endswith("langue=en")
    assert "restent à traduire" in begun.get(f"{page}?langue=en").text
    send(begun, f"{page}?langue=falc", {"t.title": "Le marché"}, "data-watch")
    assert [t["language"] for t in written(app)["translations"]] == ["en", "falc"]
    send(begun, f"{page}?langue=en", {"t.title": "", "t.rights": ""}, "data-watch")
    assert [t["language"] for t in written(app)["translations"]] == ["falc"]


def test_two_people_translating_are_told(app: Flask, begun: FlaskClient) -> None:
    page = f"{EDITOR}/traductions?langue=en"
    mine = form_of(begun.get(page), "data-watch")
    send(begun, page, {"t.title": "The other one’s"}, "data-watch")
    mine["t.title"] = "Mine"
    told = begun.post(f"{EDITOR}/traductions", data=mine)
    assert told.status_code == 409
    assert "The other one" in told.text
    assert "Mine" in told.text
    again = form_of(told, f'<form method="post" action="{EDITOR}/traductions')
    assert begun.post(f"{EDITOR}/traductions", data=again).status_code == 303
    assert written(app)["translations"][0]["texts"][0]["text"] == "Mine"


def test_two_hundred_questions_are_published_in_under_two_seconds(
    app: Flask, desk: FlaskClient
) -> None:
    import time

    from surveys import drafts
    from tests.answering import writing
    from tests.storing import NOW

    create(desk)
    many = [{"kind": "long_text", "key": f"q{n}", "label": f"Question {n} ?"} for n in range(200)]
    with writing(app) as session:
        draft = session.query(models.Survey).filter_by(slug="le-marche").one().draft
        assert draft is not None
        section = {**draft.definition["sections"][0], "questions": many}
        plain = {**draft.definition, "sections": [section]}
        drafts.change(session, draft, plain, revision=1, by="x", now=NOW)
    form = form_of(desk.get(CHECK), '<form method="post" id="publier"')
    started = time.process_time()
    assert FlaskClient.open(desk, CHECK, method="POST", data=form).status_code == 303
    assert time.process_time() - started < 2
    assert re.search("q199", str(versions(app)[0]))
