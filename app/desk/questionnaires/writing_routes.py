"""Every address of the editor and of a questionnaire's life, visible at once."""

from flask import Blueprint

from app.desk.questionnaires import (
    arranging,
    draft_words,
    new_survey,
    previewing,
    publishing,
    versions,
    writing,
    writing_conditions,
    writing_questions,
)

SURVEY = "/collecte/<slug>"
DRAFT = f"{SURVEY}/modifier"
QUESTION = f"{DRAFT}/question/<key>"


def init_blueprint(blueprint: Blueprint) -> None:
    draft_words.init_blueprint(blueprint)
    add = blueprint.add_url_rule
    add("/collecte/nouveau", "new_survey", new_survey.new_survey)
    add("/collecte/nouveau", "create_survey", new_survey.create_survey, methods=["POST"])
    add(DRAFT, "edit", writing.edit)
    add(DRAFT, "begin_draft", writing.begin_draft, methods=["POST"])
    add(f"{DRAFT}/presentation", "edit_about", writing.edit_about)
    add(f"{DRAFT}/presentation", "save_about", writing.save_about, methods=["POST"])
    add(f"{DRAFT}/partie/<key>", "edit_section", writing.edit_section)
    add(f"{DRAFT}/partie/<key>", "save_section", writing.save_section, methods=["POST"])
    add(f"{DRAFT}/ajouter", "choose_kind", writing_questions.choose_kind)
    add(f"{DRAFT}/ajouter", "add_question", writing_questions.add_question, methods=["POST"])
    add(QUESTION, "edit_question", writing_questions.edit_question)
    add(QUESTION, "save_question", writing_questions.save_question, methods=["POST"])
    add(f"{QUESTION}/condition", "edit_condition", writing_conditions.edit_condition)
    add(
        f"{QUESTION}/condition",
        "save_condition",
        writing_conditions.save_condition,
        methods=["POST"],
    )
    add(f"{QUESTION}/sorte", "edit_kind", writing_questions.edit_kind)
    add(f"{QUESTION}/sorte", "save_kind", writing_questions.save_kind, methods=["POST"])
    add(f"{DRAFT}/ranger", "arrange", arranging.arrange, methods=["POST"])
    add(f"{DRAFT}/apercu", "preview", previewing.preview)
    add(f"{DRAFT}/apercu", "try_preview", previewing.try_preview, methods=["POST"])
    add(f"{DRAFT}/traductions", "edit_translation", publishing.edit_translation)
    add(f"{DRAFT}/traductions", "save_translation", publishing.save_translation, methods=["POST"])
    add(f"{DRAFT}/relire", "proofread", publishing.proofread)
    add(f"{DRAFT}/relire", "publish_draft", publishing.publish_draft, methods=["POST"])
    add(f"{DRAFT}/jeter", "discard_draft", writing.discard_draft, methods=["POST"])
    add(f"{SURVEY}/versions", "versions", versions.versions)
    add(f"{SURVEY}/versions/<int(max=99999):number>", "version", versions.version)
    add(f"{SURVEY}/differences", "differences", versions.differences)
    add(f"{SURVEY}/etat", "dates", versions.dates)
    add(f"{SURVEY}/etat", "save_dates", versions.save_dates, methods=["POST"])
