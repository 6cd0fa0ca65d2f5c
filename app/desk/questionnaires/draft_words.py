"""Problems and fields in the words of the editor's pages: no key, no name of a field."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint

from app.services.questionnaires.kinds import KINDS
from surveys import comparing, editing
from surveys.problems import Problem
from surveys.words import PUBLICS

FIELDS = {
    "title": "Titre",
    "intro": "Introduction",
    "public": "À qui il s’adresse",
    "minutes": "Durée annoncée",
    "purpose": "Pourquoi ces questions",
    "who_reads": "Qui lit les réponses",
    "rights": "Corriger ou effacer",
    "next_steps": "Ce qui se passe ensuite",
    "label": "La question",
    "hint": "L’aide",
    "required": "Obligatoire",
    "choices": "Les réponses proposées",
    "rows": "Les sujets",
    "other": "« Autre, précisez »",
    "alone": "Réponses qui excluent les autres",
    "min": "Au moins",
    "max": "Au plus",
    "low": "Début de l’échelle",
    "high": "Fin de l’échelle",
    "low_label": "Début, en mots",
    "high_label": "Fin, en mots",
    "unit": "Unité",
    "decimal": "Virgule acceptée",
    "max_length": "Longueur",
    "polarity": "Ce que la question demande",
    "wordings": "Textes pour un autre public",
    "only_if": "Condition",
}
_TECHNICAL = re.compile(r" \((?:label|only_if|kind|low_label, high_label)\)")
_FIELD = re.compile(r"^(slug|title|public|minutes|sections|language|alone|wordings)\s?: ")
_BOUNDS = {"low": "le début", "high": "la fin", "min": "« au moins »", "max": "« au plus »"}
_BOUND = re.compile(r"\b(low|high|min|max)\b")


def sentence(problem: Problem) -> str:
    """What to do, as people say it."""
    said = _FIELD.sub("", _TECHNICAL.sub("", problem.sentence))
    said = _BOUND.sub(lambda found: _BOUNDS[found[1]], said)
    return said[:1].upper() + said[1:]


def where(problem: Problem, definition: Mapping[str, Any]) -> str:
    """The question or section it is about, by its text."""
    try:
        if problem.place == "question":
            return str(editing.question(definition, problem.key).get("label") or "Question")
        if problem.place == "section":
            title = editing.section(definition, problem.key).get("title")
            return f"Partie : {title or 'sans titre'}"
    except editing.NotThere:
        return "Question"
    return "Le questionnaire"


def field_name(name: str) -> str:
    """A field, or a path of a translation, by its name on the page."""
    return FIELDS.get(name) or FIELDS.get(name.rsplit(".", 1)[-1]) or "Texte"


def shown(value: Any) -> str:
    """A value of a draft as people read it."""
    if value is None or value is False or value in ("", [], ()):
        return "(vide)"
    if value is True:
        return "oui"
    if isinstance(value, list | tuple):
        return " · ".join(shown(item) for item in value)
    if isinstance(value, dict):
        said = [value.get("label"), value.get("hint")]
        return " – ".join(str(text) for text in said if text)
    return PUBLICS.get(str(value), str(value))


def before_after(change: comparing.Change, side: str) -> str:
    """One side of a change; kinds and publics in words."""
    text = str(getattr(change, side))
    return KINDS[text].label if text in KINDS else PUBLICS.get(text, text)


def init_blueprint(blueprint: Blueprint) -> None:
    for function in (sentence, where, field_name, shown, before_after):
        blueprint.add_app_template_filter(function)
