"""Writing a questionnaire on the desk, without any script: each edit a form and a redirect."""

import re
import time
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.services.questionnaires.kinds import KINDS
from surveys import drafts, models, questions
from tests.answering import reading, writing
from tests.conftest import sign_in
from tests.drafting import (
    COLLECT,
    EDITOR,
    SLUG,
    add,
    create,
    fill,
    form_of,
    gesture,
    order,
    send,
    written,
)
from tests.storing import NOW


@pytest.fixture
def begun(desk: FlaskClient) -> FlaskClient:
    """« Le marché »: a choice, then an open question."""
    create(desk)
    add(desk, "single_choice", "Venez-vous au marché ?")
    add(desk, "long_text", "Qu’est-ce qui y manque ?")
    fill(desk, "venez_vous_au_marche", {"choices": ["Souvent", "Parfois", "Jamais", ""]})
    return desk


def asked(app: Flask, place: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = written(app)["sections"][0]["questions"][place]
    return found


def test_every_kind_has_its_plain_words() -> None:
    assert set(KINDS) == set(questions.KINDS)
    assert not [kind for kind in KINDS.values() if "_" in kind.label + kind.sentence]


def test_an_empty_desk_of_drafts_teaches_its_first_step(desk: FlaskClient) -> None:
    assert "Nouveau questionnaire" in desk.get(COLLECT).text
    answer = create(desk)
    assert answer.status_code == 303
    assert "Écrire la première question" in desk.get(answer.location).text
    assert "Brouillons" in desk.get(COLLECT).text


def test_a_draft_is_public_nowhere(app: Flask, begun: FlaskClient, client: FlaskClient) -> None:
    assert client.get("/q/le-marche").status_code == 404
    assert client.post("/q/le-marche", data={"venez_vous_au_marche": "souvent"}).status_code == 404
    assert "Le marché" not in client.get("/").text
    assert "Le marché" not in begun.get("/bureau/exports").text


@pytest.mark.parametrize(
    ("source", "count"), [("catalogue:habitants", 12), ("copie:associations", 5), ("rien", 0)]
)
def test_a_draft_begins_from_what_was_chosen(
    app: Flask, desk: FlaskClient, source: str, count: int
) -> None:
    create(desk, source=source)
    keys = sum(order(app), [])
    assert len(keys) >= count
    assert bool(keys) is bool(count)
    assert written(app)["title"] == "Le marché"
    assert written(app)["rights"]


def test_what_a_draft_needs_to_begin_is_asked_for(desk: FlaskClient) -> None:
    for typed in ({"title": ""}, {"source": "copie:nulle"}, {"public": "martien"}):
        answer = create(desk, **typed)
        assert answer.status_code == 422
        assert "À corriger" in answer.text


def test_two_drafts_of_one_title_have_two_addresses(desk: FlaskClient) -> None:
    assert create(desk).location.split("?")[0].endswith("/le-marche/modifier")
    assert create(desk).location.split("?")[0].endswith("/le-marche-2/modifier")


def test_a_title_never_takes_the_address_of_a_page(desk: FlaskClient) -> None:
    assert "/nouveau-2/" in create(desk, "Nouveau").location


def test_a_question_needs_a_text_and_a_kind(begun: FlaskClient) -> None:
    answer = send(begun, f"{EDITOR}/ajouter", {"label": "", "kind": "gps"})
    assert answer.status_code == 422
    assert "Écrivez la question." in answer.text


@pytest.mark.parametrize("kind", sorted(questions.KINDS))
def test_each_kind_is_added_shown_and_saved(app: Flask, desk: FlaskClient, kind: str) -> None:
    create(desk)
    add(desk, "commune" if kind != "commune" else "age_band", "Une autre ?")
    key = add(desk, kind, "Une question ?")
    page = desk.get(f"{EDITOR}/question/{key}")
    assert KINDS[kind].label in page.text
    typed: dict[str, Any] = {"hint": "Une aide."}
    form = form_of(page, '<form method="post" id="question"')
    for name in ("choices", "rows"):
        if name in form:
            typed[name] = ["Un", "Deux", "", ""]
    for name in ("low_label", "high_label"):
        if name in form:
            typed[name] = name
    assert fill(desk, key, typed).status_code == 303
    assert asked(app, 1)["hint"] == "Une aide."
    preview = desk.get(f"{EDITOR}/apercu").text
    assert "Une question" in preview
    with reading(app) as session:
        draft = session.query(models.Survey).filter_by(slug="le-marche").one().draft
        assert draft is not None
        assert drafts.problems(draft) == []


def test_answers_are_added_renamed_moved_and_taken_out(app: Flask, begun: FlaskClient) -> None:
    key = "venez_vous_au_marche"
    fill(begun, key, {"do": "down:choices:souvent"})
    fill(begun, key, {"choices_lines": "Le dimanche\n\nEn été ?"})
    fill(begun, key, {"do": "remove:choices:jamais"})
    assert asked(app)["choices"] == [
        {"key": "parfois", "label": "Parfois"},
        {"key": "souvent", "label": "Souvent"},
        {"key": "le_dimanche", "label": "Le dimanche"},
        {"key": "en_ete", "label": "En été\u00a0?"},
    ]
    fill(begun, key, {"choices": ["De temps en temps", "", "Le dimanche", "En été ?"]})
    assert [c["key"] for c in asked(app)["choices"]] == ["parfois", "le_dimanche", "en_ete"]


def test_the_key_of_a_question_survives_its_text(app: Flask, begun: FlaskClient) -> None:
    fill(begun, "venez_vous_au_marche", {"label": "Allez-vous au marché ?"})
    assert (asked(app)["key"], asked(app)["label"]) == (
        "venez_vous_au_marche",
        "Allez-vous au marché\u00a0?",
    )


def test_a_number_that_is_none_is_said_and_what_was_typed_stays(
    app: Flask, desk: FlaskClient
) -> None:
    create(desk)
    key = add(desk, "scale", "Combien ?")
    answer = fill(desk, key, {"low": "un", "low_label": "peu"})
    assert answer.status_code == 422
    assert 'value="un"' in answer.text
    assert 'value="peu"' in answer.text
    assert asked(app)["low"] == 1


def test_zero_is_a_bound(app: Flask, desk: FlaskClient) -> None:
    create(desk)
    fill(desk, add(desk, "number", "Combien ?"), {"min": "0", "max": "12,5", "decimal": "1"})
    assert (asked(app)["min"], asked(app)["max"]) == (0, 12.5)


def test_another_public_may_be_asked_otherwise(app: Flask, begun: FlaskClient) -> None:
    fill(begun, "qu_est_ce_qui_y_manque", {"label_elu": "Que manque-t-il à votre marché ?"})
    assert asked(app, 1)["wordings"] == [
        {"public": "elu", "label": "Que manque-t-il à votre marché\u00a0?"}
    ]


def test_questions_move_copy_and_go_and_come_back(app: Flask, begun: FlaskClient) -> None:
    one, two = order(app)[0]
    assert gesture(begun, f"down:{one}").status_code == 303
    assert order(app) == [[two, one]]
    gesture(begun, f"copy:{one}")
    assert order(app) == [[two, one, f"{one}_2"]]
    gesture(begun, f"place:{one}", into="partie_1", place="0")
    assert order(app) == [[one, two, f"{one}_2"]]
    page = begun.get(gesture(begun, f"remove:{one}").location)
    assert "Supprimé." in page.text
    gesture(begun, "undo")
    assert order(app) == [[one, two, f"{one}_2"]]
    gesture(begun, "redo")
    assert order(app) == [[two, f"{one}_2"]]


def test_sections_are_added_named_moved_and_removed(app: Flask, begun: FlaskClient) -> None:
    key = gesture(begun, "section-add").location.split("/partie/")[1].split("?")[0]
    assert send(begun, f"{EDITOR}/partie/{key}", {"title": ""}, "data-watch").status_code == 422
    typed = {"title": "Vous", "intro": "Pour finir."}
    assert send(begun, f"{EDITOR}/partie/{key}", typed, "data-watch").status_code == 303
    gesture(begun, f"section-up:{key}")
    first = written(app)["sections"][0]
    assert (first["title"], first["intro"]) == ("Vous", "Pour finir.")
    gesture(begun, f"section-remove:{key}")
    assert len(written(app)["sections"]) == 1


def test_a_gesture_that_means_nothing_is_refused(app: Flask, begun: FlaskClient) -> None:
    before = order(app)
    assert gesture(begun, "explode:all").status_code == 400
    assert "disparue" in gesture(begun, "remove:nulle").location
    assert order(app) == before


def test_the_presentation_is_written_line_by_line(app: Flask, begun: FlaskClient) -> None:
    typed = {"purpose": "Pourquoi ?\n\nPour agir.", "minutes": "4", "next_steps": ""}
    assert send(begun, f"{EDITOR}/presentation", typed, "data-watch").status_code == 303
    assert written(app)["purpose"] == ["Pourquoi\u00a0?", "Pour agir."]
    assert "next_steps" not in written(app)
    wrong = {"title": "", "minutes": "longtemps"}
    answer = send(begun, f"{EDITOR}/presentation", wrong, "data-watch")
    assert answer.status_code == 422
    assert "longtemps" not in written(app)["title"]


def test_the_duration_follows_the_questions_until_it_is_said_by_hand(
    app: Flask, desk: FlaskClient
) -> None:
    create(desk)
    for number in range(4):
        add(desk, "long_text", f"Question {number} ?")
    assert written(app)["minutes"] == 4
    send(desk, f"{EDITOR}/presentation", {"minutes": "9"}, "data-watch")
    add(desk, "long_text", "Encore ?")
    assert written(app)["minutes"] == 9


CONDITION = f"{EDITOR}/question/qu_est_ce_qui_y_manque/condition"


def test_a_condition_is_made_of_two_lists_and_said_in_words(app: Flask, begun: FlaskClient) -> None:
    assert "Aujourd’hui : toujours." in begun.get(CONDITION).text
    page = f"{CONDITION}?si=venez_vous_au_marche"
    form = form_of(begun.get(page), '<form method="post" id="condition"')
    form.setlist("answers", ["souvent", "parfois"])
    form["how"] = "lists"
    assert begun.post(CONDITION, data=form).status_code == 303
    assert asked(app, 1)["only_if"] == (
        "${venez_vous_au_marche} = 'souvent' or ${venez_vous_au_marche} = 'parfois'"
    )
    shown = begun.get(CONDITION).text
    assert "si vous avez répondu «\u00a0Souvent\u00a0» ou «\u00a0Parfois\u00a0»" in shown
    assert shown.count(" checked") == 3  # two answers, « l’une de ces réponses »
    assert "Si vous avez répondu" in begun.get(f"{EDITOR}/apercu").text


def test_a_condition_may_deny_be_typed_and_be_taken_away(app: Flask, begun: FlaskClient) -> None:
    page = f"{CONDITION}?si=venez_vous_au_marche"
    marker = '<form method="post" id="condition"'
    form = form_of(begun.get(page), marker)
    form.update({"how": "lists", "answers": "jamais", "denied": "1"})
    form.setlist("denied", ["1"])
    begun.post(CONDITION, data=form)
    assert asked(app, 1)["only_if"] == "not(${venez_vous_au_marche} = 'jamais')"
    typed = {"how": "typed", "text": "${venez_vous_au_marche} != 'jamais'"}
    assert send(begun, CONDITION, typed, '<form method="post"').status_code == 303
    assert asked(app, 1)["only_if"] == "${venez_vous_au_marche} != 'jamais'"
    send(begun, CONDITION, {"how": "always"})
    assert "only_if" not in asked(app, 1)


def test_a_condition_that_does_not_read_is_refused(app: Flask, begun: FlaskClient) -> None:
    for typed in ({"how": "typed", "text": "${a} ="}, {"how": "lists", "column": "nulle"}, {}):
        assert send(begun, CONDITION, typed).status_code == 422
    assert "only_if" not in asked(app, 1)


def test_another_way_of_answering_keeps_the_text(app: Flask, begun: FlaskClient) -> None:
    address = f"{EDITOR}/question/venez_vous_au_marche/sorte"
    send(begun, address, {"kind": "several_choices"}, "<h1>Changer")
    assert asked(app)["kind"] == "several_choices"
    assert len(asked(app)["choices"]) == 3
    assert send(begun, address, {"kind": "gps"}, "<h1>Changer").status_code == 400


def test_the_preview_cannot_be_sent_and_may_be_framed_by_us_alone(begun: FlaskClient) -> None:
    answer = begun.get(f"{EDITOR}/apercu?q=qu_est_ce_qui_y_manque")
    policy = answer.headers["Content-Security-Policy"]
    assert "form-action 'none'" in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert 'method="post"' not in answer.text
    assert "idempotency_key" not in answer.text
    assert "Venez-vous" not in answer.text  # it begins at the question asked for
    assert "frame-src 'self'" in begun.get(EDITOR).headers["Content-Security-Policy"]
    assert begun.get(COLLECT).headers["X-Frame-Options"] == "DENY"


def test_trying_a_text_in_the_preview_stores_nothing(app: Flask, begun: FlaskClient) -> None:
    before = written(app)
    page = begun.get(f"{EDITOR}/question/qu_est_ce_qui_y_manque")
    form = form_of(page, '<form method="post" id="question"')
    form["label"], form["key"] = "Tout à fait autre chose", "qu_est_ce_qui_y_manque"
    assert "Tout à fait autre chose" in begun.post(f"{EDITOR}/apercu", data=form).text
    form["max_length"] = "beaucoup"
    assert "Qu’est-ce qui y manque" in begun.post(f"{EDITOR}/apercu", data=form).text
    assert written(app) == before


def test_a_draft_with_holes_is_still_shown(app: Flask, begun: FlaskClient) -> None:
    add(begun, "matrix", "Tableau ?")
    with writing(app) as session:
        draft = session.query(models.Survey).filter_by(slug="le-marche").one().draft
        assert draft is not None
        odd = {**draft.definition, "sections": [*draft.definition["sections"], {"title": 3}]}
        drafts.change(session, draft, odd, revision=draft.revision, by="x", now=NOW)
    for page in ("", "/apercu", "/relire", "/traductions", "/presentation"):
        assert begun.get(f"{EDITOR}{page}").status_code == 200


def test_throwing_a_draft_away_asks_first_and_leaves_the_published(
    app: Flask, begun: FlaskClient
) -> None:
    assert "il disparaîtra" in begun.get(EDITOR).text
    seen = form_of(begun.get(EDITOR), f'action="{EDITOR}/jeter"')
    fill(begun, KEY, {"label": "Écrit entre-temps ?"})
    told = begun.post(f"{EDITOR}/jeter", data=seen)
    assert "regardez avant de le jeter" in begun.get(told.location).text
    now = form_of(begun.get(EDITOR), f'action="{EDITOR}/jeter"')
    assert begun.post(f"{EDITOR}/jeter", data=now).status_code == 303
    assert begun.get(EDITOR).status_code == 404
    assert begun.get(f"{COLLECT}/habitants").status_code == 200


def test_without_a_draft_the_editor_offers_to_begin_the_next_version(
    app: Flask, desk: FlaskClient
) -> None:
    page = f"{COLLECT}/habitants/modifier"
    assert "version 2" in desk.get(page).text
    assert desk.get(f"{page}/presentation").location.endswith("/habitants/modifier")
    form = form_of(desk.get(page), "<h1>Modifier")
    for _ in range(2):  # the second press changes nothing
        assert desk.post(page, data=form).status_code == 303
    with reading(app) as session:
        survey = session.query(models.Survey).filter_by(slug="habitants").one()
        published = survey.versions[-1].definition
    assert written(app, "habitants") == published


def another(app: Flask) -> FlaskClient:
    """A second chargée of the same territory."""
    from app.services import territories
    from app.services.accounts import staff

    with writing(app) as session:
        staff.add(session, "alix@example.org", "chargee", territories.by_key(session, None))
    return sign_in(app, "alix@example.org")


KEY = "qu_est_ce_qui_y_manque"


def test_two_people_on_one_question_see_both_texts_and_choose(
    app: Flask, begun: FlaskClient
) -> None:
    marker = '<form method="post" id="question"'
    mine = form_of(begun.get(f"{EDITOR}/question/{KEY}"), marker)
    fill(another(app), KEY, {"label": "Le texte d’Alix ?"})
    mine["label"] = "Mon texte ?"
    told = begun.post(f"{EDITOR}/question/{KEY}", data=mine)
    assert told.status_code == 409
    for said in ("alix@example.org", "Le texte d’Alix", "Mon texte"):
        assert said in told.text
    assert asked(app, 1)["label"] == "Le texte d’Alix\u00a0?"
    again = form_of(
        told, '<form method="post" action="/bureau/collecte/le-marche/modifier/question'
    )
    assert begun.post(f"{EDITOR}/question/{KEY}", data=again).status_code == 303
    assert asked(app, 1)["label"] == "Mon texte\u00a0?"


def test_two_people_on_two_questions_lose_nothing_and_are_told(
    app: Flask, begun: FlaskClient
) -> None:
    marker = '<form method="post" id="question"'
    mine = form_of(begun.get(f"{EDITOR}/question/{KEY}"), marker)
    fill(another(app), "venez_vous_au_marche", {"label": "Allez-vous au marché ?"})
    mine["label"] = "Mon texte ?"
    answer = begun.post(f"{EDITOR}/question/{KEY}", data=mine)
    assert [q["label"] for q in written(app)["sections"][0]["questions"]] == [
        "Allez-vous au marché\u00a0?",
        "Mon texte\u00a0?",
    ]
    told = begun.get(answer.location).text
    assert "Pendant ce temps" in told
    assert "Allez-vous au marché" in told


def test_a_text_typed_for_a_question_taken_out_meanwhile_is_shown(
    app: Flask, begun: FlaskClient
) -> None:
    mine = form_of(begun.get(f"{EDITOR}/question/{KEY}"), '<form method="post" id="question"')
    gesture(another(app), f"remove:{KEY}")
    mine["label"] = "Mon texte à garder ?"
    told = begun.post(f"{EDITOR}/question/{KEY}", data=mine)
    assert told.status_code == 409
    assert "Mon texte à garder" in told.text
    assert len(order(app)[0]) == 1


def test_undo_after_another_s_change_undoes_nothing(app: Flask, begun: FlaskClient) -> None:
    page = begun.get(EDITOR)
    fill(another(app), KEY, {"label": "Le texte d’Alix ?"})
    form = form_of(page, f'action="{EDITOR}')
    form["gesture"] = "undo"
    assert begun.post(f"{EDITOR}/ranger", data=form).status_code == 303
    assert asked(app, 1)["label"] == "Le texte d’Alix\u00a0?"


def test_two_people_on_the_presentation_are_told(app: Flask, begun: FlaskClient) -> None:
    mine = form_of(begun.get(f"{EDITOR}/presentation"), "data-watch")
    send(another(app), f"{EDITOR}/presentation", {"title": "Celui d’Alix"}, "data-watch")
    mine["title"] = "Le mien"
    told = begun.post(f"{EDITOR}/presentation", data=mine)
    assert told.status_code == 409
    assert "Celui d’Alix" in told.text
    assert written(app)["title"] == "Celui d’Alix"


def test_opening_a_questionnaire_grows_with_its_questions_and_no_faster(
    app: Flask, desk: FlaskClient
) -> None:
    """Seconds are `python -m bench.writing`'s; here, ten times the questions is not a hundred."""
    create(desk)
    spent = {}
    for revision, count in enumerate((20, 200), start=1):
        with writing(app) as session:
            draft = session.query(models.Survey).filter_by(slug="le-marche").one().draft
            assert draft is not None
            section = {**draft.definition["sections"][0], "questions": many(count)}
            plain = {**draft.definition, "sections": [section]}
            drafts.change(session, draft, plain, revision=revision, by="x", now=NOW)
        desk.get(EDITOR)  # templates compiled
        spent[count] = min(processor(desk, EDITOR) for _ in range(3))
    assert spent[200] < 40 * spent[20]


def many(count: int) -> list[dict[str, object]]:
    return [
        {"kind": "single_choice", "key": f"q{n}", "label": f"Question {n} ?"}
        | {"choices": [{"key": k, "label": f"Choix {k} {n}"} for k in "abcde"]}
        for n in range(count)
    ]


def processor(desk: FlaskClient, page: str) -> float:
    started = time.process_time()
    FlaskClient.open(desk, page).close()
    return time.process_time() - started


def test_ticks_just_added_are_asked_for_answers_and_for_nothing_else(begun: FlaskClient) -> None:
    key = add(begun, "several_choices", "Que manque-t-il ?")
    page = begun.get(f"{EDITOR}/question/{key}").text
    assert "Proposez au moins deux choix" in page
    assert "doivent se suivre" not in page


@pytest.mark.parametrize("page", ["diffuser", "papier", "saisie", "versions", "etat", ""])
def test_what_a_draft_does_not_have_yet_says_so_with_a_way_on(
    begun: FlaskClient, page: str
) -> None:
    found = begun.get(f"{COLLECT}/{SLUG}/{page}".rstrip("/"))
    assert found.status_code == 404
    assert "<h1>Pas encore publié</h1>" in found.text
    assert f'href="{EDITOR}/relire"' in found.text


def test_what_associations_ask_is_no_questionnaire_of_the_editor(
    app: Flask, desk: FlaskClient
) -> None:
    with writing(app) as session:
        territory = session.query(models.Territory).one()
        session.add(models.Survey(territory=territory, slug="needs", kind="besoins"))
    for page in ("modifier", "modifier/relire", "modifier/question/besoin", "versions", "diffuser"):
        found = desk.get(f"{COLLECT}/needs/{page}")
        assert (found.status_code, "<h1>Cette page n’existe pas</h1>" in found.text) == (404, True)


def test_the_preview_shows_the_residents_own_fields(desk: FlaskClient, client: FlaskClient) -> None:
    send(desk, f"{COLLECT}/habitants/modifier", {})

    def fields(page: str) -> list[str]:
        """What one answers with, in its order, every attribute included."""
        asked = page[page.index('<section class="part"') : page.rindex("</section>")]
        return re.findall(r"<(?:input|select|option|textarea|label|legend|fieldset)\b[^>]*>", asked)

    shown = fields(desk.get(f"{COLLECT}/habitants/modifier/apercu").text)
    assert len(shown) > 50
    assert shown == fields(client.get("/q/habitants").text)
