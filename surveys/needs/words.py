"""Where a need stands, spelled once: what is stored, and how people read it."""

from typing import Final

STATUSES: Final[dict[str, str]] = {
    "recu": "Reçu",
    "a_l_etude": "À l’étude",
    "retenu": "Retenu",
    "non_retenu": "Non retenu",
}
SETTLED: Final = frozenset({"retenu", "non_retenu"})
URGENCIES: Final = ("maintenant", "annee", "plus_tard")  # most urgent first, as in form.toml
EVERYWHERE: Final = "tout"  # in the list of communes: the whole territory
