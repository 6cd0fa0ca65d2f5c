"""A contact that looks like somebody's own rather than a structure's: it is not to be kept."""

import re
from typing import Final

_MOBILE: Final = re.compile(r"(?<!\d)(?:(?:\+|00)\s?33[\s.()0-]*|0)[67](?:[\s.-]?\d\d){4}(?!\d)")
_MAIL: Final = re.compile(r"([\w.+-]+)@[\w-]+\.[\w.-]+")
# « prenom.nom@ », « p.nom@ »; « accueil.loisirs@ » or « mairie.cazals@ » speak of a place.
_NAMED: Final = re.compile(r"[^\W\d_]+[._-][^\W\d_]{2,}", re.IGNORECASE)
_PLACES: Final = re.compile(
    r"accueil|alae|alsh|asso|association|bibliotheque|bureau|centre|cc|ccas|cias|commune"
    r"|communaute|contact|creche|culture|direction|ecole|enfance|epn|espace|france|jeunesse"
    r"|loisirs|mairie|maison|mediatheque|mission|multi|office|petite|point|ram|relais|rpe"
    r"|sante|secretariat|service|services|social|sport|tourisme|tiers|vie|college|lycee"
    r"|musique|mjc|foyer|club"
)


def personal(contact: str) -> str:
    """The mobile number or the mail address of a person in a contact, "" where there is none."""
    if found := _MOBILE.search(contact):
        return found[0]
    for mail in _MAIL.finditer(contact):
        words = re.split(r"[._+-]", mail[1].casefold())
        if _NAMED.fullmatch(mail[1]) and not any(map(_PLACES.fullmatch, words)):
            return mail[0]
    return ""
