"""The diagnostic as documents tell it, from what is kept as data: today's, or a frozen version."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from analysis.french import WIDE, day, listing, number, percent, plural
from app.exports import PRIVATE, wording
from app.exports.diagnosis import Constat, Diagnosis, Grid, Group, Picture, Stake
from app.models.diagnostic import STATES, DiagnosticVersion
from app.models.supply import KINDS
from app.models.supply import STATES as SERVICE_STATES
from app.services.besoins.needs import Filters as NeedFilters
from app.services.diagnostic import (
    board,
    diagnostic_file,
    enjeux,
    evidence,
    frozen,
    heard,
    matrix,
    portrait,
    stakes,
)
from app.services.diagnostic.enjeux import Enjeu, Enjeux
from app.services.diagnostic.matrix import Cell, Lead
from app.services.diagnostic.ranks import RANKS
from app.services.paroles.reading import Filters
from app.services.reports import dressing
from surveys.models import Territory

UNTOLD: Final = "–"
REREAD: Final = "à relire : une de ses sources a changé"


def tell(
    session: Session,
    territory: Territory,
    version: DiagnosticVersion | None,
    *,
    exact: bool,
    today: date,
) -> Diagnosis:
    """The whole document. version: the frozen one to tell, None for the diagnostic as it stands.

    exact: numbers of paroles cited, for who may see them; each page then says so.
    """
    content = version.content if version else diagnostic_file.as_plain(session, territory)
    return _Teller(session, territory, content, version, exact, today).told()


@dataclass
class _Teller:
    """One telling: it numbers sources as they come, the same one once."""

    session: Session
    territory: Territory
    content: Mapping[str, Any]
    version: DiagnosticVersion | None
    exact: bool
    today: date
    notes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = {c.code_insee: c.name for c in self.territory.communes}
        self.documents = {each["title"]: each for each in self.content["documents"]}
        self.quotes = frozen.quotes(self.session, self.territory, self.content)
        self.labels = stakes.grid_labels(self.session, self.territory)
        self.labels |= frozen.names(self.content)
        self.known = _enjeux(self.content, self.session, self.territory, self.version)
        self.kept = [each for each in self.content["constats"] if each["state"] != "ecarte"]
        self.changed: set[str] = set()
        if self.version is None:
            shown = board.board(self.session, self.territory, exact=True)
            self.changed = {each.constat.sentence for each in shown.to_reread}

    def told(self) -> Diagnosis:
        cells = self._cells()
        strengths, warnings = self._groups("point_fort"), self._groups("point_vigilance")
        drawn = matrix.draw(cells)
        figures, services = self._figures(), self._services()
        return Diagnosis(
            territory=self.territory.name,
            state=self._state(),
            stamp=self._stamp(),
            banner=f"{wording.SYNTHETIC}." if self._synthetic() else "",
            mark=PRIVATE if self.exact else "",
            summary=self._summary(),
            strengths=strengths,
            warnings=warnings,
            stakes=tuple(self._stake(cell) for cell in cells),
            matrix=Picture(drawn.png, drawn.svg, drawn.alt) if drawn else None,
            matrix_table=Grid("Les enjeux, en nombres", matrix.table(cells, RANKS)),
            how=tuple(f"{name}{WIDE}: {sentence}" for name, sentence in self._how()),
            figures=figures,
            services=services,
            history=tuple(self._history()),
            method=tuple(self._method()),
            notes=tuple(self.notes),
            dress=dressing.dress(self.session, self.territory),
        )

    def _synthetic(self) -> bool:
        """Whether anything in it comes from the invented paroles of a sample territory."""
        return self.territory.is_sample

    def _state(self) -> str:
        if self.version is None:
            return f"État de travail au {day(self.today)}"
        on = day(self.version.frozen_on)
        meeting = wording.quoted(self.version.meeting)
        return f"Version {self.version.number}, figée pour {meeting} le {on}"

    def _stamp(self) -> str:
        if self.version is None:
            found = diagnostic_file.digest(self.content)
            return f"État de travail, non figé · empreinte SHA-256 {found}"
        return f"Version {self.version.number} · empreinte SHA-256 {self.version.content_hash}"

    def _summary(self) -> str:
        kinds = [each["kind"] for each in self.kept]
        strong, weak = kinds.count("point_fort"), kinds.count("point_vigilance")
        ranked = sum("rank" in each for each in self.content["enjeux"] if not each.get("into"))
        decided = (
            f"Des réunions ont décidé du rang de {plural(ranked, 'enjeu', 'enjeux')}."
            if ranked
            else "Aucune réunion n’a encore décidé du rang d’un enjeu."
        )
        return (
            f"{plural(strong, 'point fort', 'points forts')}, "
            f"{plural(weak, 'point de vigilance', 'points de vigilance')}, "
            f"{plural(len(self.known.standing), 'enjeu', 'enjeux')}. {decided} "
            "Les petits nombres après chaque phrase renvoient à ce sur quoi elle s’appuie."
        )

    # Constats

    def _groups(self, kind: str) -> tuple[Group, ...]:
        found: dict[str, list[Constat]] = {}
        for each in self.kept:
            if each["kind"] == kind:
                found.setdefault(each.get("heading", ""), []).append(self._constat(each))
        return tuple(Group(heading, tuple(those)) for heading, those in found.items())

    def _constat(self, each: Mapping[str, Any]) -> Constat:
        told = [self.labels.get(key, key) for key in each["enjeux"]]
        about = [STATES[each["state"]].capitalize()]
        about += [f"enjeux{WIDE}: {listing(told)}" if len(told) > 1 else told[0]] if told else []
        if each["communes"]:
            about.append(listing([self.names.get(code, code) for code in each["communes"]]))
        waits = REREAD if each["sentence"] in self.changed else ""
        numbers = dict.fromkeys(self._note(self._source(c)) for c in each["citations"])
        return Constat(each["sentence"], tuple(numbers), " · ".join(about), waits)

    def _note(self, text: str) -> int:
        return self.notes.setdefault(text, len(self.notes) + 1)

    def _source(self, cited: Mapping[str, Any]) -> str:
        makers = {
            "document": self._document,
            "indicator": self._figure,
            "service": self._service,
            "paroles": self._paroles,
            "besoins": self._besoins,
        }
        return makers[cited["kind"]](cited)

    def _document(self, cited: Mapping[str, Any]) -> str:
        known = self.documents.get(cited.get("document", ""), {})
        parts = [cited.get("document", ""), known.get("author"), known.get("dated")]
        parts += [cited.get("place"), known.get("address")]
        told = ", ".join(str(part) for part in parts if part)
        passage = cited.get("passage", "")
        return f"{told}{WIDE}: {wording.quoted(passage)}" if passage else f"{told}."

    def _figure(self, cited: Mapping[str, Any]) -> str:
        seen = cited.get("seen", {})
        where = portrait.area_name(self.territory, cited["area"], cited["area_code"])
        year = f" ({cited['year']})" if cited.get("year") else ""
        amount = evidence.amount(seen)
        return f"{seen.get('label', '')}, {where}{WIDE}: {amount}{year}. {_ended(seen)}"

    def _service(self, cited: Mapping[str, Any]) -> str:
        seen = cited.get("seen", {})
        state = f" ({SERVICE_STATES[seen['state']]})" if seen.get("state") else ""
        return f"{seen.get('name', '')}{state}, {self._where(seen)}. {_ended(seen)}"

    def _where(self, told: Mapping[str, Any]) -> str:
        if told.get("everywhere"):
            return "tout le territoire"
        codes = told.get("communes", [])
        if not codes:
            return "lieu non dit par la source"
        return ", ".join(self.names.get(code, code) for code in codes)

    def _paroles(self, cited: Mapping[str, Any]) -> str:
        if not cited.get("chosen"):
            return self._one(cited, "Parole de terrain")
        filters = Filters.from_form(cited["chosen"])
        about = evidence.in_words(self.session, self.territory, filters)
        count = cited.get("seen", {}).get("count", 0)
        many = plural(count, "parole", "paroles") if self.exact else "Des paroles"
        return f"{many}{WIDE}: {about}. Paroles de terrain{self._invented()}, {_at(cited)}."

    def _besoins(self, cited: Mapping[str, Any]) -> str:
        if not cited.get("chosen"):
            return self._one(cited, "Besoin d’une association")
        filters = NeedFilters.from_form(cited["chosen"])
        about = evidence.needs_in_words(self.session, self.territory, filters)
        count, one = cited.get("seen", {}).get("count", 0), "besoin d’association"
        many = plural(count, one, "besoins d’associations") if self.exact else "Des besoins"
        return f"{many}{WIDE}: {about}. Besoins des associations{self._invented()}, {_at(cited)}."

    def _one(self, cited: Mapping[str, Any], what: str) -> str:
        text = self.quotes.get(cited.get("seen", {}).get("digest", ""), frozen.LOST)
        return f"{text} {what}{self._invented()}, {_at(cited)}."

    def _invented(self) -> str:
        return " synthétiques" if self.territory.is_sample else ""

    # Enjeux

    def _cells(self) -> list[Cell]:
        said = {}
        if self.version is None:
            said = matrix.voices(self.session, self.territory, self.known, exact=self.exact)
        ranked = {each["key"]: each.get("rank") for each in self.content["enjeux"]}
        standing = [(each, ranked.get(each.key)) for each in self.known.standing]
        standing.sort(key=lambda pair: (pair[1] or 9, pair[0].position))
        leads = [_lead(each) for each in self.kept]
        services = [each["domaines"] for each in self.content["services"]]
        return matrix.cells(standing, self.known, leads, services, said)

    def _how(self) -> Iterator[tuple[str, str]]:
        if self.version is not None:
            yield (
                "Paroles",
                "une version figée ne garde pas combien de personnes parlent de chaque enjeu.",
            )
        yield from (pair for pair in matrix.HOW if self.version is None or pair[0] != "Paroles")

    def _stake(self, cell: Cell) -> Stake:
        enjeu = cell.enjeu
        told = next(each for each in self.content["enjeux"] if each["key"] == enjeu.key)
        members = [each.label for each in self.known.members(enjeu.key)]
        mine = [each for each in self.kept if enjeu.key in self.known.roots(each["enjeux"])]
        both = {
            kind: tuple(self._constat(each) for each in mine if each["kind"] == kind)
            for kind in ("point_vigilance", "point_fort")
        }
        return Stake(
            label=enjeu.label,
            rank=RANKS[told["rank"]] if "rank" in told else "",
            decided=_decided(told),
            members=f"Réunit aussi{WIDE}: {listing(members)}." if members else "",
            said=self._said(enjeu, cell),
            warnings=both["point_vigilance"],
            strengths=both["point_fort"],
        )

    def _said(self, enjeu: Enjeu, cell: Cell) -> str:
        if self.version is not None:
            return ""
        if not enjeu.labels:
            return "Aucune parole n’y est classée : la machine ne connaît pas cet enjeu."
        if cell.share is None:
            return "Trop peu de personnes en ont parlé pour que ce soit publié."
        who = f"{percent(cell.share)} des personnes qui ont répondu en parlent"
        least = "Au moins " if cell.at_least else ""
        if not self.exact:
            return f"{least}{who}."
        asked = heard.asked(enjeu)
        voices = heard.voices(self.session, self.territory, asked) if asked else None
        publics = [f"{p.label.lower()} {number(p.count)}" for p in voices.publics] if voices else []
        total = plural(voices.total if voices else 0, "parole", "paroles")
        return f"{who}, en {total}{WIDE}: {listing(publics)}."

    def _history(self) -> Iterator[str]:
        for each in self.content.get("enjeux_history", ()):
            was, label = wording.quoted(each["was"]), wording.quoted(each["label"])
            on = day(date.fromisoformat(each["decided_on"]))
            told = {
                "added": f"{label} est ajouté",
                "renamed": f"{was} devient {label}",
                "merged": f"{was} est réuni dans {label}",
                "separated": f"{label} est séparé de {was}",
                "removed": f"{label} est retiré",
            }[each["act"]]
            yield f"{on}{WIDE}: {told}. {each['reason']}".strip()

    # Tables

    def _figures(self) -> Grid:
        rows = [("Indicateur", "Où", "Valeur", "Année", "Source")]
        for each in self.content["indicators"]:
            whole = [value for value in each["values"] if value["area"] == "territory"]
            for value in whole[:1]:
                seen = value | {"unit": each["unit"]}
                rows.append(
                    (
                        each["label"],
                        self.territory.short_name,
                        evidence.amount(seen) or UNTOLD,
                        str(value["year"] or "non dite"),
                        str(self._note(f"{value['source']}.")),
                    )
                )
        note = "La dernière colonne renvoie aux sources, en fin de document."
        return Grid("Portrait statistique", tuple(rows), note)

    def _services(self) -> Grid:
        rows = [("Service", "Genre", "Combien", "Où", "État", "Source")]
        for each in self.content["services"]:
            places = each.get("places", 1)
            rows.append(
                (
                    each["name"],
                    KINDS.get(each["kind"], ("Autre", ()))[0],
                    number(places) if places else "non dit",
                    self._where(each),
                    SERVICE_STATES.get(each.get("state", ""), "non dit"),
                    str(self._note(f"{each['source']}.")),
                )
            )
        note = "« Non dit » : la source ne le dit pas. Ce qui n’est pas noté peut exister."
        return Grid("Offre de services", tuple(rows), note)

    def _method(self) -> Iterator[str]:
        yield f"Document produit le {day(self.today)}. {self._state()}."
        yield (
            "Un constat est une phrase écrite par des personnes. Il cite ce sur quoi il s’appuie "
            "et n’est validé qu’en réunion."
        )
        yield (
            "Chaque source est citée telle qu’elle était le jour où elle l’a été. Les chiffres "
            "viennent des publications nommées en note, sans estimation."
        )
        yield matrix.DECIDES
        if self.exact:
            yield (
                "Nombres exacts, petits groupes compris. Ce document est réservé aux personnes "
                "habilitées : ne le diffusez pas."
            )
        else:
            yield (
                "Le nombre des paroles et des besoins cités n’est pas dit ici. Les parts viennent "
                "de la synthèse, où les groupes de moins de 11 personnes sont protégés."
            )
        if self.territory.is_sample:
            yield (
                "Territoire d’exemple : ses paroles et ses besoins sont inventés. Ils n’apprennent "
                "rien sur le territoire, et leur place dans la matrice non plus."
            )


def _ended(seen: Mapping[str, Any]) -> str:
    source = str(seen.get("source", "")).rstrip(".")
    return f"{source}." if source else ""


def _at(cited: Mapping[str, Any]) -> str:
    return f"au {day(date.fromisoformat(cited['cited_on']))}"


def _decided(told: Mapping[str, Any]) -> str:
    """« Prioritaire, décidé en « Copil » le 4 mai 2026. Parce que… »"""
    if "rank" not in told:
        return "Aucune réunion n’a encore décidé de son rang."
    on = day(date.fromisoformat(told["decided_on"]))
    rank = RANKS[told["rank"]].capitalize()
    why = told.get("reason", "")
    return f"{rank}, décidé en {wording.quoted(told['meeting'])} le {on}. {why}".strip()


def _enjeux(
    content: Mapping[str, Any],
    session: Session,
    territory: Territory,
    version: DiagnosticVersion | None,
) -> Enjeux:
    """As the content names them; today's, with the labels that they count."""
    if version is None:
        return enjeux.read(session, territory)
    return Enjeux(
        {
            each["key"]: Enjeu(each["key"], each["label"], place, into=each.get("into", ""))
            for place, each in enumerate(content["enjeux"])
        }
    )


def _lead(each: Mapping[str, Any]) -> Lead:
    figures = frozenset(
        (c["seen"].get("label"), c["area"], c["area_code"], c["year"])
        for c in each["citations"]
        if c["kind"] == "indicator" and c["seen"].get("value") is not None
    )
    return Lead(each["kind"], each["enjeux"], each["domaines"], figures)
