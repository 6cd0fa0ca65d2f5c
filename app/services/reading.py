"""Paroles as coders read them: filtered, with their tags, evidence highlighted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from analysis import language
from app.models.coding import Coding, Tag
from app.services import deciding, questionnaires
from surveys.models import Commune, Parole, Response, Survey, SurveyVersion, Territory
from surveys.reading import clean_text

PAGE = 25
# How far the machine is to be believed, in words: the states of `analysis.tagging.bands`.
CONFIDENCES = {
    "sure": "Sûr",
    "to_check": "À vérifier",
    "none": "Aucun enjeu",
    "unknown": "Ne sait pas",
}
# What the list can be narrowed to. The codes of `analysis.language` are each a filter as well.
FOREIGN = "other"
UNREAD = (*language.NAMES, language.OTHER)
RANDOM_TURN = 10  # one parole in so many is drawn at random: what it tells is not biased


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to; "" narrows nothing. `checked`: yes, no. `confidence`: what
    the machine says of a parole that nobody checked. `language`: `FOREIGN` is all that it cannot
    read."""

    enjeu: str = ""
    domaine: str = ""
    polarity: str = ""
    public: str = ""
    commune: str = ""
    survey: str = ""
    checked: str = ""
    confidence: str = ""
    language: str = ""
    text: str = ""
    page: int = 1

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> "Filters":
        """From an address or a form; an unreadable page number is the first."""
        words = {f.name: clean_text(form.get(f.name, ""))[:100] for f in fields(cls)}
        page = words.pop("page")
        return cls(**words, page=max(1, int(page[:6])) if page.isascii() and page.isdigit() else 1)

    @classmethod
    def carried(cls, form: Mapping[str, str]) -> "Filters":
        """Those a decision's form carries, named apart from the tags it decides."""
        return cls.from_form({f.name: form.get(f"f_{f.name}", "") for f in fields(cls)})

    def as_query(self) -> dict[str, Any]:
        """What an address needs to say the same."""
        said = {f.name: getattr(self, f.name) for f in fields(self)}
        return {
            name: value for name, value in said.items() if value and (name, value) != ("page", 1)
        }

    def but(self, **changes: Any) -> "Filters":
        return (
            replace(self, page=1, **changes) if "page" not in changes else replace(self, **changes)
        )

    @property
    def narrowed(self) -> bool:
        return bool(self.but().as_query())


@dataclass(frozen=True)
class Piece:
    """A stretch of a parole, highlighted or not."""

    text: str
    marked: bool


@dataclass(frozen=True)
class Read:
    """One parole as a screen shows it."""

    parole: Parole
    response: Response
    coding: Coding | None
    tags: Sequence[Tag]
    commune: str
    question: str
    pieces: Sequence[Piece]

    def of(self, family: str) -> list[Tag]:
        """The tags of one family that stand."""
        return [tag for tag in self.tags if tag.family == family and tag.stands]

    def tag(self, family: str, key: str) -> Tag | None:
        return next((tag for tag in self.tags if (tag.family, tag.key) == (family, key)), None)

    @property
    def checked(self) -> bool:
        return self.coding is not None and self.coding.checked_at is not None

    @property
    def foreign(self) -> str:
        """The language the machine could not read, by its name; "" for French and English."""
        code = self.coding.language if self.coding else ""
        return "" if not code or language.is_read(code) else language.name(code)

    def quoted(self, tag: Tag) -> list[str]:
        """The words that weighed most for a tag, heaviest first."""
        spans = sorted(tag.spans, key=lambda span: -span[2])
        return [self.parole.text[start:end] for start, end, _ in spans]


def in_other_languages(session: Session) -> set[int]:
    """Paroles in a language that the machine does not read."""
    rows = select(Coding.parole_id).where(Coding.language.in_(UNREAD))
    return set(session.scalars(rows))


def count(session: Session, territory: Territory, filters: Filters, *, beside: int = 0) -> int:
    """How many match, without `beside`."""
    rows = _matching(territory, filters).where(Parole.id != beside)
    ids = rows.with_only_columns(Parole.id).subquery()
    return session.scalar(select(func.count()).select_from(ids)) or 0


def page(session: Session, territory: Territory, filters: Filters) -> list[Read]:
    """One page of paroles, newest first."""
    rows = (
        _matching(territory, filters)
        .order_by(Response.received_on.desc(), Parole.id)
        .offset((filters.page - 1) * PAGE)
        .limit(PAGE)
    )
    return _read(session, session.execute(rows).all())


def one(session: Session, territory: Territory, parole_id: int) -> Read | None:
    rows = _matching(territory, Filters()).where(Parole.id == parole_id)
    return next(iter(_read(session, session.execute(rows).all())), None)


def several(session: Session, territory: Territory, ids: Iterable[int]) -> dict[int, Read]:
    """Those paroles of the territory, by identifier."""
    rows = _matching(territory, Filters()).where(Parole.id.in_(ids))
    return {read.parole.id: read for read in _read(session, session.execute(rows).all())}


def next_to_check(
    session: Session, territory: Territory, filters: Filters, *, beside: int = 0
) -> int | None:
    """The unchecked parole to look at now, another than `beside`.

    By turns: the least sure of those with an enjeu, the likeliest to have one of those without;
    and one in `RANDOM_TURN` at random, identifiers being drawn at random.
    """
    rows = _matching(territory, filters.but(checked="no")).with_only_columns(Parole.id)
    rows = rows.where(Parole.id != beside)
    doubtful = Coding.doubt.desc().nulls_last(), Parole.id
    found = rows.where(Coding.confidence.in_(("to_check", "sure"))).order_by(*doubtful)
    bare = rows.where(Coding.confidence.in_(("unknown", "none"))).order_by(*doubtful)
    turn = decided(session, territory, beside=beside) % RANDOM_TURN
    order = [found, bare] if turn % 2 == 0 else [bare, found]
    if turn == RANDOM_TURN - 1:
        order = [rows.where(Coding.parole_id.is_not(None)).order_by(Parole.id)]
    for asked in (*order, rows.order_by(*doubtful)):
        if (parole_id := session.scalar(asked.limit(1))) is not None:
            return parole_id
    return None


def decided(session: Session, territory: Territory, *, beside: int = 0) -> int:
    """How many paroles people checked, twins once, `beside` counted as checked already."""
    rows = (
        select(func.count())
        .select_from(Coding)
        .join(Parole, Parole.id == Coding.parole_id)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id, Coding.twin_of_id.is_(None))
        .where(Coding.checked_at.is_not(None) | (Coding.parole_id == beside))
    )
    return session.scalar(rows) or 0


def _matching(territory: Territory, filters: Filters) -> Select[Any]:
    entities: list[Any] = [Parole, Response, Coding, Commune.name]
    rows: Select[Any] = (
        select(*entities)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .outerjoin(Coding, Coding.parole_id == Parole.id)
        .outerjoin(
            Commune,
            (Commune.code_insee == Response.commune) & (Commune.territory_id == territory.id),
        )
        .where(Survey.territory_id == territory.id)
    )
    columns = {"public": Response.public, "commune": Response.commune, "survey": Survey.slug}
    for name, column in columns.items():
        if value := getattr(filters, name):
            rows = rows.where(column == value)
    for family in ("enjeu", "domaine", "polarity"):
        if key := getattr(filters, family):
            rows = rows.where(_tagged(family, key))
    if filters.checked == "yes":
        rows = rows.where(Coding.checked_at.is_not(None))
    if filters.checked == "no":
        rows = rows.where(Coding.checked_at.is_(None))
    if filters.confidence:
        rows = rows.where(Coding.confidence == filters.confidence, Coding.checked_at.is_(None))
    if filters.language == FOREIGN:
        rows = rows.where(Coding.language.in_(UNREAD))
    elif filters.language:
        rows = rows.where(Coding.language == filters.language)
    if filters.text:
        rows = rows.where(Parole.text.icontains(filters.text, autoescape=True))
    return rows


def _tagged(family: str, key: str) -> Any:
    standing = (Tag.parole_id == Parole.id) & (Tag.family == family) & (Tag.state != "refused")
    if key == "none":
        return ~exists().where(standing)
    return exists().where(standing, Tag.key == key)


def _read(session: Session, rows: Iterable[Any]) -> list[Read]:
    rows = list(rows)
    tags = deciding.tags_of(session, [parole.id for parole, *_ in rows])
    versions = {response.version_id for _, response, *_ in rows}
    questions = {
        (version.id, question.key): question.label
        for version in session.scalars(select(SurveyVersion).where(SurveyVersion.id.in_(versions)))
        for question in questionnaires.definition(version).questions
    }
    return [
        Read(
            parole,
            response,
            coded,
            tags[parole.id],
            commune or "",
            # An imported text did not answer the question under which it is filed.
            questions.get((response.version_id, asked(parole)), "") if response.key_hash else "",
            highlight(parole.text, _spans(tags[parole.id])),
        )
        for parole, response, coded, commune in rows
    ]


def asked(parole: Parole) -> str:
    """The key of the question: `besoin-2` is a second answer to `besoin`."""
    return parole.question.partition("-")[0]


def _spans(tags: Iterable[Tag]) -> list[tuple[int, int]]:
    return [
        (start, end)
        for tag in tags
        if tag.family == "enjeu" and tag.stands
        for start, end, _ in tag.spans
    ]


def highlight(text: str, spans: Iterable[tuple[int, int]]) -> list[Piece]:
    """The text cut where evidence begins and ends; overlapping spans are one."""
    pieces: list[Piece] = []
    at = 0
    for start, end in sorted(spans):
        start, end = max(at, start), min(len(text), end)
        if end <= start:
            continue
        if start > at:
            pieces.append(Piece(text[at:start], marked=False))
        pieces.append(Piece(text[start:end], marked=True))
        at = end
    if at < len(text):
        pieces.append(Piece(text[at:], marked=False))
    return pieces
