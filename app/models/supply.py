"""The services, places and associations of a territory: what there is, as people recorded it."""

from typing import Any, Final

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.models.portrait import DataImport
from surveys.base import Base

# What a service is: key → its name, and the domaines under which a CTG looks for it.
KINDS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "accueil_petite_enfance": ("Accueil de la petite enfance", ("enfance_jeunesse",)),
    "relais_petite_enfance": ("Relais petite enfance", ("enfance_jeunesse",)),
    "accueil_periscolaire": ("Accueil autour de l’école", ("enfance_jeunesse",)),
    "accueil_loisirs": ("Accueil de loisirs", ("enfance_jeunesse",)),
    "jeunesse": ("Accueil et projets des jeunes", ("enfance_jeunesse",)),
    "ecole": ("École, collège, lycée", ("enfance_jeunesse",)),
    "parentalite": ("Soutien aux parents", ("parentalite",)),
    "sante": ("Santé", ("acces_droits",)),
    "france_services": (
        "France services, lieu numérique",
        ("acces_droits", "inclusion_numerique"),
    ),
    "commerce": ("Commerce de proximité", ()),
    "transport": ("Transport", ("acces_droits",)),
    "vie_sociale": ("Espace de vie sociale, centre social", ("vie_sociale",)),
    "tiers_lieu": ("Tiers-lieu", ("vie_sociale",)),
    "bibliotheque": ("Bibliothèque", ("vie_sociale",)),
    "culture": ("Culture, enseignement artistique", ("vie_sociale",)),
    "sport": ("Sport", ("vie_sociale",)),
    "tourisme": ("Office de tourisme", ("vie_sociale",)),
    "association": ("Association", ("vie_sociale",)),
    "logement": ("Logement", ("logement",)),
    "handicap": ("Handicap", ("handicap",)),
    "aide_sociale": ("Aide sociale, maintien à domicile", ("accompagnement_social",)),
    "autre": ("Autre", ()),
}
STATES: Final[dict[str, str]] = {
    "bien_utilise": "bien utilisé",
    "sous_mobilise": "sous-mobilisé",
    "sature": "saturé",
    "fragile": "fragile",
}


class Service(Base):
    """One service, or several of a kind that a source counts without naming them.

    key: made of its name and where, so that a file says it again without doubling it.
    places: how many there are, 0 where the source does not say. communes: INSEE codes; [] where it
    does not say where, unless `everywhere` (it serves the whole territory). state: one of `STATES`,
    "" when unknown.
    """

    __tablename__ = "service"
    __table_args__ = (
        UniqueConstraint("territory_id", "key"),
        CheckConstraint("places >= 0", name="places_counted"),
        CheckConstraint(
            "state IN ('', 'bien_utilise', 'sous_mobilise', 'sature', 'fragile')",
            name="state_known",
        ),
        CheckConstraint("name <> '' AND source <> ''", name="named_and_sourced"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    territory_id: Mapped[int] = mapped_column(
        ForeignKey("territory.id", ondelete="CASCADE"), index=True
    )
    key: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(40))
    domaines: Mapped[list[Any]] = mapped_column(default=list)
    places: Mapped[int] = mapped_column(default=1)
    communes: Mapped[list[Any]] = mapped_column(default=list)
    everywhere: Mapped[bool] = mapped_column(default=False)
    public: Mapped[str] = mapped_column(String(200), default="")
    opening: Mapped[str] = mapped_column(String(300), default="")
    contact: Mapped[str] = mapped_column(String(300), default="")
    capacity: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[str] = mapped_column(String(20), default="")
    funding: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(300))
    import_id: Mapped[int | None] = mapped_column(
        ForeignKey("data_import.id", ondelete="CASCADE"), index=True
    )
    came_with: Mapped[DataImport | None] = relationship()
