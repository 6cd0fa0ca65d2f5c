"""What is said of what XLSForm has and we have not: one sentence each, with what to do."""

from typing import Final

_PLACE = "nous ne relevons pas la position ; demandez la commune (à choisir dans l’éditeur)."
_FILE = "nous ne recevons pas de fichier ; demandez quelques mots."
_PERSON = "nous ne relevons ni l’heure, ni l’appareil, ni la personne : les réponses sont anonymes."
_COMPUTED = "nous ne calculons rien pendant la réponse ; retirez cette ligne."
_ELSEWHERE = "les choix d’un autre fichier ne sont pas lus ; recopiez-les dans la feuille choices."
_CONTACT = "nous ne demandons pas de coordonnées : les réponses sont anonymes."

NOT_TAKEN: Final[dict[str, str]] = {
    "geopoint": _PLACE, "geotrace": _PLACE, "geoshape": _PLACE, "start-geopoint": _PLACE,
    "background-geopoint": _PLACE, "osm": _PLACE,
    "image": _FILE, "photo": _FILE, "audio": _FILE, "video": _FILE, "file": _FILE,
    "background-audio": _FILE,
    "barcode": "nous ne lisons pas de code-barres ; demandez quelques mots (type text).",
    "calculate": _COMPUTED, "hidden": _COMPUTED, "xml-external": _ELSEWHERE,
    "csv-external": _ELSEWHERE, "select_one_from_file": _ELSEWHERE,
    "select_multiple_from_file": _ELSEWHERE, "select_one_external": _ELSEWHERE,
    "rank_from_file": _ELSEWHERE,
    "start": _PERSON, "end": _PERSON, "today": _PERSON, "deviceid": _PERSON,
    "subscriberid": _PERSON, "simserial": _PERSON, "audit": _PERSON, "username": _PERSON,
    "email": _CONTACT, "phonenumber": _CONTACT,
    "time": "nous ne demandons pas d’heure ; demandez quelques mots ou un choix.",
    "datetime": "nous ne demandons pas d’heure ; demandez une date (type date).",
    "begin_kobomatrix": "écrivez un groupe « table-list » à la place.",
    "begin_score": "écrivez un groupe « table-list » à la place.",
    "begin_rank": "écrivez une question « rank » à la place.",
}  # fmt: skip

COLUMNS: Final[dict[str, str]] = {
    "calculation": "le calcul n’est pas repris",
    "default": "la réponse donnée d’avance n’est pas reprise",
    "choice_filter": "le filtre n’est pas repris, tous les choix se montreront",
    "readonly": "« lecture seule » n’est pas repris",
    "trigger": "le déclencheur n’est pas repris",
    "image": "l’image n’est pas reprise",
    "audio": "le son n’est pas repris",
    "video": "la vidéo n’est pas reprise",
    "big-image": "l’image n’est pas reprise",
    "guidance_hint": "l’aide à l’enquêteur n’est pas reprise",
    "repeat_count": "le nombre de répétitions n’est pas repris",
}
# Read by the code, or of no consequence.
SURVEY_COLUMNS: Final = frozenset(
    {"type", "name", "label", "hint", "required", "relevant", "appearance", "constraint",
     "constraint_message", "required_message", "parameters", "disabled"}
)  # fmt: skip
CHOICES_COLUMNS: Final = frozenset({"list_name", "name", "label"})
SETTINGS_COLUMNS: Final = frozenset({"form_title", "form_id", "default_language", "version"})

TRUE: Final = frozenset({"yes", "true", "true()", "1", "oui", "vrai"})
FALSE: Final = frozenset({"", "no", "false", "false()", "0", "non", "faux"})
# Ways to lay out a question that we follow, or that our pages choose by themselves.
LAYOUTS: Final = frozenset(
    {"multiline", "likert", "minimal", "field-list", "table-list", "compact", "horizontal",
     "vertical", "autocomplete", "quick", "columns", "w1", "w2", "w3", "w4", "no-calendar",
     "label", "list-nolabel", "list"}
)  # fmt: skip
