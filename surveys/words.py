"""Words in data, spelled once for every room: what is stored, and how people read it."""

from typing import Final

PUBLICS: Final[dict[str, str]] = {
    "habitant": "Habitantes et habitants",
    "association": "Associations",
    "elu": "Élues et élus",
}
# 15-17 and 18-29 together are INSEE's 15-29: figures can be set beside the census.
AGE_BANDS: Final[dict[str, str]] = {
    "moins de 15": "Moins de 15 ans",
    "15-17": "15 à 17 ans",
    "18-29": "18 à 29 ans",
    "30-44": "30 à 44 ans",
    "45-59": "45 à 59 ans",
    "60-74": "60 à 74 ans",
    "75 et plus": "75 ans et plus",
}
# FALC, « facile à lire et à comprendre », is French written otherwise: a variant like a language.
LANGUAGES: Final[dict[str, str]] = {
    "fr": "Français",
    "en": "English",
    "falc": "Facile à lire",
}
CHANNELS: Final[dict[str, str]] = {
    "web": "En ligne",
    "papier": "Sur papier",
    "entretien": "En entretien",
}
POLARITIES: Final[dict[str, str]] = {
    "point_fort": "Point fort",
    "point_vigilance": "Point de vigilance",
    "proposition": "Proposition",
    "neutre": "Neutre",
}
# Who may answer, and what is known of them: said in the notice and wherever results are shown.
OPEN, LETTER, NAMED = "open", "letter", "named"
ACCESSES: Final[dict[str, str]] = {
    OPEN: "Ouvert à qui connaît l’adresse, anonyme",
    LETTER: "Sur invitation, une réponse par lien, anonyme",
    NAMED: "Sur invitation, nominatif",
}
# Inputs the form carries beside the answers: no question may take their names.
RESERVED_NAMES: Final = frozenset(
    {
        "idempotency_key",
        "issued",
        "lang",
        "channel",
        "campaign",
        "website",
        "helped",
        "invitation",
        "proof",
    }
)
# Why a response may come from a machine. It is stored and counted like any other.
HONEYPOT, FAST, TWIN = "honeypot", "fast", "twin"
NEAR, TICKS = "near", "ticks"
SUSPICIONS: Final[dict[str, str]] = {
    HONEYPOT: "une case invisible est remplie",
    FAST: "envoyée moins de trois secondes après l’ouverture",
    TWIN: "un long texte reçu plusieurs fois le même jour",
    NEAR: "un long texte presque pareil, reçu plusieurs fois le même jour",
    TICKS: "presque les mêmes cases cochées que beaucoup d’autres, le même jour",
}


def is_french(language: object) -> bool:
    """Whether a language of `LANGUAGES` is read aloud in French."""
    return language in ("fr", "falc")
