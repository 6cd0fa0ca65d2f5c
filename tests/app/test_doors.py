"""Every door of the house, tried by everyone: a route without a line here fails."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import web
from app.desk.questionnaires import writing_doors
from app.models.outreach import Campaign
from app.models.restitution import PublishedSynthesis
from app.services import territories
from app.services.accounts import staff
from app.services.reports import exporting, freezing, restituting
from app.services.samples.sample_diagnostic import sample_diagnostic
from surveys import drafts, models
from tests.answering import answer, reading, writing
from tests.conftest import build, csrf_token, settings_at, sign_in
from tests.needing import NEED, deposit, need_id
from tests.tagging import FakeTagger

PEOPLE = ("stranger", "chargee", "contributeur", "comite", "caf", "admin", "sans", "ailleurs")
# "sans": an account without any role. "ailleurs": the chargée of another territory.
# What each is answered, in that order; one figure: the same for all. A POST carries a good CSRF
# token and an empty form, so that 403 is a refusal and 404 or 422 an open door.
DOORS = {
    "GET static": "200",
    "GET style": "200",
    "GET script": "200",
    "GET worker": "200",
    "GET pages.help": "200",
    "GET pages.privacy": "200",
    "GET pages.accessibility": "200",
    "GET pages.legal": "200",
    "GET pages.health": "200",
    "GET answer.home": "200",
    "GET answer.short_link": "303",
    "GET answer.invitation": "200",
    "POST answer.type_invitation": "422",
    "GET answer.invited": "404",
    "GET answer.show_stop": "404",
    "POST answer.stop": "404",
    "GET answer.form": "200",
    "POST answer.submit": "422",
    "GET answer.switch": "303",
    "POST answer.switch": "200",
    "GET answer.kept": "303",
    "POST answer.keep": "422",
    "GET answer.receipt": "404",
    "GET answer.any_follow_up": "200",
    "POST answer.any_look_up": "422",
    "GET answer.follow_up": "200",
    "POST answer.look_up": "422",
    "POST answer.correct": "422",
    "POST answer.withdraw": "422",
    "GET needs.form": "200",
    "POST needs.deposit": "422",
    "GET needs.switch": "303",
    "POST needs.switch": "200",
    "GET needs.switch_another": "404",
    "POST needs.switch_another": "404",
    "GET needs.follow_up": "404",
    "GET needs.receipt": "404",
    "GET needs.another": "404",
    "POST needs.add": "404",
    "POST needs.reply": "404",
    "POST needs.contact": "404",
    "POST needs.withdraw": "404",
    "GET desk.link": "404",
    "POST desk.use_link": "404",
    "GET desk.home": "303 200 200 200 200 200 403 403",
    "GET desk.weeks_picture": "303 200 200 403 403 403 403 403",
    "GET desk.help": "303 200 200 200 200 200 403 403",
    "GET desk.account": "303 200 200 200 200 200 403 403",
    "GET desk.surveys": "303 200 200 403 403 403 403 403",
    "GET desk.survey": "303 200 200 403 403 403 403 403",
    "GET desk.qr": "303 200 200 403 403 403 403 403",
    "GET desk.outreach": "303 200 200 403 403 403 403 403",
    "POST desk.add_campaign": "303 422 403 403 403 403 403 403",
    "POST desk.change_campaign": "303 303 403 403 403 403 403 403",
    "POST desk.add_communes": "303 404 403 403 403 403 403 403",
    "GET desk.posters": "303 404 404 403 403 403 403 403",
    "GET desk.campaign_qr": "303 200 200 403 403 403 403 403",
    # Whom a survey invites: for the chargée alone.
    "GET desk.invitations": "303 200 403 403 403 403 403 403",
    "POST desk.set_access": "303 422 403 403 403 403 403 403",
    "GET desk.contacts_example": "303 200 403 403 403 403 403 403",
    "GET desk.show_contacts_file": "303 200 403 403 403 403 403 403",
    "POST desk.import_contacts": "303 422 403 403 403 403 403 403",
    "GET desk.new_contact": "303 200 403 403 403 403 403 403",
    "POST desk.add_contact": "303 422 403 403 403 403 403 403",
    "GET desk.contact": "303 404 403 403 403 403 403 403",
    "POST desk.change_contact": "303 404 403 403 403 403 403 403",
    "POST desk.remove_contact": "303 404 403 403 403 403 403 403",
    "GET desk.write_message": "303 200 403 403 403 403 403 403",
    "POST desk.prepare_message": "303 422 403 403 403 403 403 403",
    "GET desk.mailing": "303 404 403 403 403 403 403 403",
    "POST desk.send_mailing": "303 404 403 403 403 403 403 403",
    "GET desk.letters": "303 404 403 403 403 403 403 403",
    "GET desk.show_survey_file": "303 200 403 403 403 403 403 403",
    "POST desk.read_survey_file": "303 422 403 403 403 403 403 403",
    "POST desk.create_brought": "303 422 403 403 403 403 403 403",
    "GET desk.survey_file": "303 200 403 403 403 403 403 403",
    "GET desk.entry": "303 200 200 403 403 403 403 403",
    "GET desk.show_sheet": "303 422 422 403 403 403 403 403",
    "POST desk.store_sheet": "303 422 422 403 403 403 403 403",
    "GET desk.double": "303 200 200 403 403 403 403 403",
    "GET desk.show_second": "303 422 422 403 403 403 403 403",
    "POST desk.store_second": "303 422 422 403 403 403 403 403",
    "GET desk.two_entries": "303 404 403 403 403 403 403 403",
    "POST desk.settle_sheet": "303 404 403 403 403 403 403 403",
    "GET desk.doubts": "303 200 200 403 403 403 403 403",
    "POST desk.vouch": "303 404 403 403 403 403 403 403",
    "GET desk.campaign_poster": "303 200 200 403 403 403 403 403",
    "GET desk.paper_sheets": "303 200 200 403 403 403 403 403",
    "POST desk.add_batch": "303 422 403 403 403 403 403 403",
    "GET desk.blank_sheet": "303 200 200 403 403 403 403 403",
    "GET desk.batch_pdf": "303 404 403 403 403 403 403 403",
    "GET desk.show_import": "303 200 403 403 403 403 403 403",
    "POST desk.import_paroles": "303 422 403 403 403 403 403 403",
    "GET desk.paroles": "303 200 200 403 403 403 403 403",
    "POST desk.tag": "303 303 303 403 403 403 403 403",
    "GET desk.review": "303 303 303 403 403 403 403 403",
    "GET desk.parole": "303 200 200 403 403 403 403 403",
    "POST desk.settle": "303 303 303 403 403 403 403 403",
    "POST desk.decide": "303 422 422 403 403 403 403 403",
    "POST desk.correct_masking": "303 303 403 403 403 403 403 403",
    "POST desk.reopen": "303 303 303 403 403 403 403 403",
    # One decision on many: an empty form decides nothing.
    "GET desk.together": "303 422 422 403 403 403 403 403",
    "POST desk.decide_together": "303 422 422 403 403 403 403 403",
    "POST desk.undo_together": "303 404 404 403 403 403 403 403",
    "GET desk.journal": "303 200 200 403 403 403 403 403",
    "GET desk.learnt": "303 200 200 403 403 403 403 403",
    "POST desk.learn": "303 303 403 403 403 403 403 403",
    "POST desk.restore": "303 422 403 403 403 403 403 403",
    "GET desk.preview_words": "303 200 403 403 403 403 403 403",
    "POST desk.add_words": "303 422 403 403 403 403 403 403",
    "POST desk.remove_words": "303 404 403 403 403 403 403 403",
    "GET desk.two_coders": "303 200 200 403 403 403 403 403",
    "POST desk.draw_sample": "303 422 403 403 403 403 403 403",
    "GET desk.sample": "303 404 404 403 403 403 403 403",
    "GET desk.code_blind": "303 404 404 403 403 403 403 403",
    "POST desk.store_blind": "303 404 404 403 403 403 403 403",
    "GET desk.arbitrate": "303 404 403 403 403 403 403 403",
    "POST desk.settle_both": "303 404 403 403 403 403 403 403",
    "POST desk.keep_agreed": "303 404 403 403 403 403 403 403",
    "GET desk.needs": "303 200 200 403 403 403 403 403",
    "GET desk.need": "303 200 200 403 403 403 403 403",
    "GET desk.oldest_need": "303 303 403 403 403 403 403 403",
    "POST desk.answer_need": "303 422 403 403 403 403 403 403",
    "POST desk.merge_need": "303 422 403 403 403 403 403 403",
    "POST desk.split_need": "303 303 403 403 403 403 403 403",
    "GET desk.export_needs": "303 200 403 403 403 403 403 403",
    # Who has access: for whoever manages accounts; what is under the masks, for the chargée.
    "GET desk.people": "303 200 403 403 403 200 403 403",
    "POST desk.invite_person": "303 422 403 403 403 422 403 403",
    "GET desk.person": "303 200 403 403 403 200 403 403",
    "POST desk.change_person": "303 422 403 403 403 422 403 403",
    "POST desk.renew_link": "303 200 403 403 403 200 403 403",
    "POST desk.remove_person": "303 422 403 403 403 422 403 403",
    "POST desk.give_original": "303 422 403 403 403 403 403 403",
    "GET desk.access_log": "303 200 403 403 403 200 403 403",
    "GET desk.other_desk": "303 404 404 404 404 404 403 403",
    # Syntheses: published by the chargée, read by committees and advisers, discussed by members.
    "GET desk.syntheses": "303 200 200 200 200 403 403 403",
    "POST desk.publish_synthesis": "303 422 403 403 403 403 403 403",
    "GET desk.read_synthesis": "303 200 200 200 200 403 403 403",
    "POST desk.give_opinion": "303 403 403 422 403 403 403 403",
    "POST desk.withdraw_synthesis": "303 303 403 403 403 403 403 403",
    "GET desk.results": "303 200 403 403 403 403 403 403",
    "POST desk.begin_results": "303 422 403 403 403 403 403 403",
    "GET desk.edit_results": "303 200 403 403 403 403 403 403",
    "POST desk.save_results": "303 303 403 403 403 403 403 403",
    "GET desk.preview_results": "303 200 403 403 403 403 403 403",
    "POST desk.publish_results": "303 422 403 403 403 403 403 403",
    "POST desk.withdraw_results": "303 303 403 403 403 403 403 403",
    "GET results.index": "200",
    "GET results.page": "404",  # in preparation: nobody's to see
    "GET desk.numbers": "303 200 200 403 403 403 403 403",
    "GET desk.explore": "303 200 200 403 403 403 403 403",
    "GET desk.explore_picture": "303 404 404 403 403 403 403 403",
    "POST desk.choose_copies": "303 422 403 403 403 403 403 403",
    "GET desk.numbers_picture": "303 404 404 403 403 403 403 403",  # one answer: nothing to draw
    "GET desk.pictures": "303 200 200 403 403 403 403 403",
    "GET desk.gallery_picture": "303 200 200 403 403 403 403 403",
    "GET desk.compare": "303 200 200 403 403 403 403 403",
    "GET desk.compare_picture": "303 404 404 403 403 403 403 403",
    "GET desk.export_comparison": "303 404 404 403 403 403 403 403",  # too few to compare
    "GET desk.census": "303 200 200 403 403 403 403 403",
    "POST desk.import_census": "303 422 403 403 403 403 403 403",
    "POST desk.forget_census": "303 303 403 403 403 403 403 403",
    # The shared diagnostic: read by whoever reads syntheses, discussed by the committees.
    "GET desk.diagnostic": "303 200 200 200 200 403 403 403",
    "POST desk.suggest_constats": "303 303 403 403 403 403 403 403",
    "GET desk.projector": "303 200 200 200 200 403 403 403",
    "GET desk.stakes": "303 200 200 200 200 403 403 403",
    "POST desk.add_stake": "303 422 403 403 403 403 403 403",
    "GET desk.matrix_picture": "303 200 200 200 200 403 403 403",
    "GET desk.stake": "303 200 200 200 200 403 403 403",
    "GET desk.edit_stake": "303 200 403 403 403 403 403 403",
    "POST desk.rename_stake": "303 422 403 403 403 403 403 403",
    "POST desk.merge_stake": "303 422 403 403 403 403 403 403",
    "POST desk.separate_stake": "303 422 403 403 403 403 403 403",
    "POST desk.remove_stake": "303 422 403 403 403 403 403 403",
    "GET desk.diagnostic_documents": "303 200 200 200 200 403 403 403",
    "GET desk.diagnostic_document": "303 404 404 404 404 403 403 403",
    "POST desk.order_diagnostic": "303 404 404 404 404 403 403 403",
    "GET desk.source": "303 200 200 200 200 403 403 403",
    "POST desk.decide_priority": "303 422 403 403 403 403 403 403",
    "GET desk.diagnostic_versions": "303 200 200 200 200 403 403 403",
    "POST desk.freeze_diagnostic": "303 422 403 403 403 403 403 403",
    "GET desk.diagnostic_version": "303 404 404 404 404 403 403 403",
    "GET desk.diagnostic_file": "303 200 200 403 403 403 403 403",
    "GET desk.show_diagnostic_file": "303 200 403 403 403 403 403 403",
    "POST desk.load_diagnostic_file": "303 422 403 403 403 403 403 403",
    "GET desk.new_constat": "303 200 403 403 403 403 403 403",
    "POST desk.add_constat": "303 422 403 403 403 403 403 403",
    "GET desk.constat": "303 200 200 200 200 403 403 403",
    "GET desk.edit_constat": "303 200 403 403 403 403 403 403",
    "POST desk.change_constat": "303 422 403 403 403 403 403 403",
    "GET desk.choose_citation": "303 200 403 403 403 403 403 403",
    "POST desk.cite": "303 422 403 403 403 403 403 403",
    "POST desk.withdraw_citation": "303 404 403 403 403 403 403 403",
    "POST desk.move_constat": "303 422 403 403 403 403 403 403",
    "POST desk.keep_suggestion": "303 303 403 403 403 403 403 403",
    "POST desk.reread_constat": "303 303 403 403 403 403 403 403",
    "POST desk.comment_constat": "303 422 422 422 403 403 403 403",
    "POST desk.vote_constat": "303 403 403 422 403 403 403 403",
    "POST desk.add_document": "303 404 403 403 403 403 403 403",
    "GET desk.supply": "303 200 200 200 200 403 403 403",
    "GET desk.new_service": "303 200 403 403 403 403 403 403",
    "POST desk.add_service": "303 422 403 403 403 403 403 403",
    "GET desk.service": "303 200 200 200 200 403 403 403",
    "GET desk.edit_service": "303 200 403 403 403 403 403 403",
    "POST desk.change_service": "303 422 403 403 403 403 403 403",
    "POST desk.remove_service": "303 303 403 403 403 403 403 403",
    "GET desk.portrait": "303 200 200 200 200 403 403 403",
    "GET desk.indicator": "303 200 200 200 200 403 403 403",
    "GET desk.show_figures_file": "303 200 403 403 403 403 403 403",
    "POST desk.bring_figures": "303 422 403 403 403 403 403 403",
    "GET desk.show_services_file": "303 200 403 403 403 403 403 403",
    "POST desk.bring_services": "303 422 403 403 403 403 403 403",
    "GET desk.file_columns": "303 404 403 403 403 403 403 403",
    "POST desk.say_columns": "303 404 403 403 403 403 403 403",
    "GET desk.file_preview": "303 404 403 403 403 403 403 403",
    "POST desk.carry_out_import": "303 404 403 403 403 403 403 403",
    "POST desk.drop_file": "303 404 403 403 403 403 403 403",
    "GET desk.data_import": "303 200 403 403 403 403 403 403",
    "POST desk.undo_import": "303 303 403 403 403 403 403 403",
    "GET desk.exports": "303 200 200 200 200 403 403 403",
    "GET desk.check_synthesis": "303 200 200 200 200 403 403 403",
    "GET desk.export_template": "303 200 403 403 403 403 403 403",
    "GET desk.shipped_template": "303 200 403 403 403 403 403 403",
    "GET desk.dress": "303 200 403 403 403 403 403 403",
    "POST desk.change_dress": "303 303 403 403 403 403 403 403",
    "GET desk.dress_logo": "303 404 403 403 403 403 403 403",
    "POST desk.change_logo": "303 422 403 403 403 403 403 403",
    "POST desk.put_template": "303 422 403 403 403 403 403 403",
    "POST desk.restore_template": "303 303 403 403 403 403 403 403",
    "POST desk.order_export": "303 404 404 404 404 403 403 403",
    "GET desk.export_job": "303 404 404 404 404 403 403 403",
    "GET desk.export_file": "303 404 404 404 404 403 403 403",
    "POST desk.cancel_export": "303 404 404 404 404 403 403 403",
    "GET desk.export_synthesis": "303 200 200 200 200 403 403 403",
    "GET desk.export_responses": "303 200 403 403 403 403 403 403",
    "GET desk.export_paroles": "303 200 403 403 403 403 403 403",
    # The editor of a draft, without a question of that key; and a questionnaire's life.
    "GET desk.new_survey": "303 200 403 403 403 403 403 403",
    "POST desk.create_survey": "303 422 403 403 403 403 403 403",
    "GET desk.edit": "303 200 403 403 403 403 403 403",
    "POST desk.begin_draft": "303 303 403 403 403 403 403 403",
    "GET desk.edit_about": "303 200 403 403 403 403 403 403",
    "POST desk.save_about": "303 422 403 403 403 403 403 403",
    "GET desk.edit_section": "303 404 403 403 403 403 403 403",
    "POST desk.save_section": "303 422 403 403 403 403 403 403",
    "GET desk.choose_kind": "303 200 403 403 403 403 403 403",
    "POST desk.add_question": "303 422 403 403 403 403 403 403",
    "GET desk.edit_question": "303 303 403 403 403 403 403 403",
    "POST desk.save_question": "303 409 403 403 403 403 403 403",
    "GET desk.edit_condition": "303 404 403 403 403 403 403 403",
    "GET desk.edit_kind": "303 404 403 403 403 403 403 403",
    "POST desk.save_kind": "303 400 403 403 403 403 403 403",
    "POST desk.arrange": "303 400 403 403 403 403 403 403",
    "GET desk.preview": "303 200 403 403 403 403 403 403",
    "POST desk.try_preview": "303 200 403 403 403 403 403 403",
    "GET desk.edit_translation": "303 200 403 403 403 403 403 403",
    "POST desk.save_translation": "303 303 403 403 403 403 403 403",
    "GET desk.proofread": "303 200 403 403 403 403 403 403",
    "POST desk.save_condition": "303 404 403 403 403 403 403 403",
    "POST desk.publish_draft": "303 409 403 403 403 403 403 403",
    "POST desk.discard_draft": "303 303 403 403 403 403 403 403",
    "GET desk.versions": "303 200 200 403 403 403 403 403",
    "GET desk.version": "303 200 200 403 403 403 403 403",
    "GET desk.differences": "303 200 200 403 403 403 403 403",
    "GET desk.dates": "303 200 200 403 403 403 403 403",
    "POST desk.save_dates": "303 422 403 403 403 403 403 403",
    # Accounts: everyone has the pages of one's own account and nothing of another's.
    "GET security.static": "404",
    "POST security.logout": "302",
    "GET security.login": "200 302 302 302 302 302 302 302",
    "POST security.login": "200 302 302 302 302 302 302 302",
    "GET security.verify": "302 200 200 200 200 200 200 200",
    "POST security.verify": "302 200 200 200 200 200 200 200",
    "GET security.two_factor_setup": "302 200 200 200 200 200 200 200",
    "POST security.two_factor_setup": "302 200 200 200 200 200 200 200",
    "POST security.two_factor_setup_validate": "302",
    "GET security.two_factor_token_validation": "302",
    "POST security.two_factor_token_validation": "302",
    "GET security.two_factor_rescue": "302",
    "POST security.two_factor_rescue": "302",
    "GET security.forgot_password": "200",
    "POST security.forgot_password": "200",
    "GET security.reset_password": "302",
    "POST security.reset_password": "302",
    "GET security.change_password": "302 200 200 200 200 200 200 200",
    "POST security.change_password": "302 200 200 200 200 200 200 200",
    "GET security.mf_recovery_codes": "302 200 200 200 200 200 200 200",
    "POST security.mf_recovery_codes": "302 200 200 200 200 200 200 200",
    "GET security.mf_recovery": "302",
    "POST security.mf_recovery": "302",
    "GET security.wan_register": "302 200 200 200 200 200 200 200",
    "POST security.wan_register": "302 200 200 200 200 200 200 200",
    "POST security.wan_register_response": "302",
    "GET security.wan_signin": "200 302 302 302 302 302 302 302",
    "POST security.wan_signin": "200 302 302 302 302 302 302 302",
    "POST security.wan_signin_response": "302",
    "GET security.wan_delete": "302",
    "POST security.wan_delete": "302",
    "GET security.wan_verify": "302 200 200 200 200 200 200 200",
    "POST security.wan_verify": "302 200 200 200 200 200 200 200",
    "POST security.wan_verify_response": "302",
    "GET security.tf_select": "302",
    "POST security.tf_select": "302",
}
# Of one territory: at another's address they do not exist.
MINE = (
    "parole", "survey", "show_import", "qr", "need", "person", "read_synthesis", "edit_results",
    "preview_results", "constat", "source", "service", "indicator",
)  # fmt: skip
CAMPAIGN = {"key": "marche", "code": "4627"}
EDITOR = set(writing_doors.RIGHTS) - {"new_survey", "create_survey"}
QUERIES = {
    "desk.export_responses": {"survey": "habitants", "format": "csv"},
    "desk.export_paroles": {"format": "csv"},
    "desk.export_synthesis": {"format": "csv"},
}


@pytest.fixture
def app(home: Path, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Two territories, a person of each kind, one answer."""
    monkeypatch.setattr("analysis.tagging.load_shipped", FakeTagger, raising=False)
    monkeypatch.setattr("app.exports.pdf_file.render", lambda *_: b"%PDF")  # slow, and needs Pango
    monkeypatch.setattr("app.exports.pdf_file.page_count", lambda _pdf: 1)
    app = build(settings_at(home))
    with writing(app) as session:
        here = territories.by_key(session, None)
        here.host = "localhost"
        there = models.Territory(key="autre", name="Autre", short_name="Autre", host="127.0.0.1")
        session.add(there)
        session.flush()
        for role in ("contributeur", "comite", "caf", "admin"):
            staff.add(session, f"{role}@example.org", role, here)
        staff.add(session, "ailleurs@example.org", "chargee", there)
        staff.add(session, "sans@example.org", "caf", here).memberships.clear()
        published = session.scalars(select(models.Survey).filter_by(slug="habitants")).one()
        definition = published.versions[-1].definition | {"title": "En préparation"}
        drafts.start(session, here, "habitants", definition, by="dom@example.org", now=web.now())
        restituting.begin(session, here, "habitants")
        session.add(synthesis(session, here))
    with writing(app) as session:
        survey = session.scalars(select(models.Survey).filter_by(slug="habitants")).one()
        sample_diagnostic(session, territories.by_key(session, "cazals-salviac"), web.now())
        session.add(
            Campaign(survey_id=survey.id, label="Marché", created_on=date(2026, 5, 4), **CAMPAIGN)
        )
    answer(app.test_client(use_cookies=False))
    deposit(app.test_client(use_cookies=False))
    return app


def synthesis(session: Session, here: models.Territory) -> PublishedSynthesis:
    content = freezing.synthesis(exporting.synthesis(session, here, exact=False))
    about = {"title": "Décembre", "published_by": "chargee@example.org"}
    return PublishedSynthesis(
        territory_id=here.id, number=1, published_on=date(2026, 5, 4), content=content, **about
    )


def browser(app: Flask, who: str) -> FlaskClient:
    return app.test_client() if who == "stranger" else sign_in(app, f"{who}@example.org")


def routes(app: Flask) -> Iterator[tuple[str, str, str]]:
    """Method, endpoint and a good address of every route."""
    with reading(app) as session:
        parole_id = session.scalars(select(models.Parole.id)).first()
    filled = {
        "slug": "habitants",
        "parole_id": parole_id,
        "response_id": 1,  # nobody's
        "job_id": 1,
        "term_id": 1,
        "need_id": need_id(app),
        "filename": "icon.svg",
        "accent": "175a63",
        "side": "public",
        "code": CAMPAIGN["code"],
        "key": CAMPAIGN["key"],
        "kind": "png",
        "number": 1,
        "citation": 1,
        "size": "a4",
        "lot": 1,
        "user_id": 1,  # the chargée: the last one, whom nobody can remove
    }
    for rule in app.url_map.iter_rules():
        values = {name: filled.get(name, "x") for name in rule.arguments}
        if rule.endpoint in ("desk.write_message", "desk.prepare_message"):
            values["kind"] = "reminder"
        if rule.endpoint == "desk.gallery_picture":
            values["key"] = "semaines"
        if (
            rule.endpoint == "desk.decide_priority"
            or rule.endpoint.endswith("_stake")
            or (rule.endpoint == "desk.stake")
        ):
            values["key"] = "autonomie"
        if rule.endpoint == "desk.indicator":
            values["key"] = "densite"
        if rule.endpoint == "script":
            values["name"] = "answer-fr"
        with app.test_request_context():
            address = app.url_for(rule.endpoint, **values, **QUERIES.get(rule.endpoint, {}))
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            yield method, rule.endpoint, address


def token_for(client: FlaskClient) -> str:
    page = client.get("/bureau/compte/mot-de-passe")
    if page.status_code != 200:
        page = client.get("/bureau/compte/connexion")
    return csrf_token(page.text)


def test_every_route_has_its_line(app: Flask) -> None:
    there = {f"{method} {endpoint}" for method, endpoint, _ in routes(app)}
    assert there == set(DOORS)


def test_every_view_has_a_name(app: Flask) -> None:
    """The rate limits, off in tests, ask a view its name: a partial has none, and answers 500."""
    views = app.view_functions.items()
    assert [name for name, view in views if not hasattr(view, "__name__")] == []


def test_no_route_takes_another_method(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert (rule.methods or set()) <= {"GET", "HEAD", "OPTIONS", "POST"}, rule


@pytest.mark.parametrize("who", PEOPLE)
def test_each_door_opens_to_whom_it_should(app: Flask, who: str) -> None:
    place, wrong = PEOPLE.index(who), []
    for method, endpoint, address in routes(app):
        expected = DOORS[f"{method} {endpoint}"].split()
        client = browser(app, who)  # a new one each time: some doors sign out
        headers = {"X-CSRFToken": token_for(client)} if method == "POST" else {}
        with client.open(address, method=method, headers=headers) as response:
            if str(response.status_code) != expected[place if len(expected) > 1 else 0]:
                wrong.append(f"{method} {endpoint}: {response.status_code}, not {expected}")
    assert wrong == []


@pytest.mark.parametrize("who", ["stranger", "chargee"])
def test_a_desk_form_without_its_token_is_refused(app: Flask, who: str) -> None:
    client = browser(app, who)
    for method, endpoint, address in routes(app):
        if method == "POST" and endpoint.startswith("desk."):
            for headers in ({}, {"X-CSRFToken": "forged"}):
                page = client.post(address, headers=headers)
                assert page.status_code == 400, endpoint
                assert "Rechargez-la" in page.text


def test_the_answers_of_another_territory_are_not_on_the_desk(app: Flask) -> None:
    elsewhere = sign_in(app, "ailleurs@example.org")
    there = "http://127.0.0.1"
    for method, endpoint, address in routes(app):
        if method == "GET" and endpoint.startswith("desk.") and "lien" not in address:
            FlaskClient.open(elsewhere, address).close()
    link = _link(app, "ailleurs@example.org")
    elsewhere.post(
        f"{there}/bureau/lien/{link}",
        data={"csrf_token": csrf_token(elsewhere.get(f"/bureau/lien/{link}", there).text)},
    )
    assert elsewhere.get("/bureau/paroles", there).status_code == 200
    assert "La bibliothèque" not in elsewhere.get("/bureau/paroles", there).text
    for address in ("/bureau/besoins", "/bureau/besoins/export?format=csv"):
        assert NEED not in elsewhere.get(address, there).text
    for method, endpoint, address in routes(app):
        mine = endpoint.removeprefix("desk.") in MINE
        if mine and method == "GET":
            assert elsewhere.get(address, there).status_code == 404, endpoint


def _link(app: Flask, email: str) -> str:
    from app import web

    with writing(app) as session:
        user = staff.by_email(session, email)
        assert user is not None
        return staff.make_link(session, user, web.now())


def test_reading_pages_writes_nothing(app: Flask, home: Path) -> None:
    clients = [browser(app, "stranger"), browser(app, "chargee")]
    before = contents(home)
    for client in clients:
        for method, _, address in routes(app):
            if method == "GET":
                FlaskClient.open(client, address).close()
                FlaskClient.open(client, address, method="HEAD").close()
    assert contents(home) == before


def contents(home: Path) -> list[str]:
    connection = sqlite3.connect(home / "paroles.sqlite")
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def test_a_session_ends_everywhere_once_its_account_is_closed(app: Flask) -> None:
    desk = sign_in(app)
    assert desk.get("/bureau/").status_code == 200
    with writing(app) as session:
        user = staff.by_email(session, "chargee@example.org")
        assert user is not None
        user.fs_uniquifier = "revoked" * 4
    assert desk.get("/bureau/").status_code == 303


def test_a_role_taken_back_closes_its_doors_at_once(app: Flask) -> None:
    desk = sign_in(app)
    with writing(app) as session:
        user = staff.by_email(session, "chargee@example.org")
        assert user is not None
        user.memberships.clear()
    assert desk.get("/bureau/paroles").status_code == 403


def test_exact_figures_are_refused_to_a_committee(app: Flask) -> None:
    address = "/bureau/exports/synthese?format=csv&exact=1"
    assert sign_in(app, "comite@example.org").get(address).status_code == 403
    assert sign_in(app).get(address).status_code == 200


def test_the_original_text_is_shown_to_the_chargee_alone(app: Flask) -> None:
    answer(app.test_client(use_cookies=False), points_forts="Appelez le 06 12 34 56 78.")
    with reading(app) as session:
        masked = session.scalars(
            select(models.Parole.id).where(models.Parole.original.is_not(None))
        ).one()
    address = f"/bureau/paroles/{masked}"
    assert "06 12 34 56 78" in sign_in(app).get(address).text
    assert "06 12" not in sign_in(app, "contributeur@example.org").get(address).text
    assert "06 12" not in sign_in(app).get("/bureau/paroles").text
