"""Paroles as coders read them: filtered, with their tags, evidence highlighted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from analysis import language
from app.models.coding import Coding, Decision, Tag
from app.services.paroles import deciding
from app.services.questionnaires import questionnaires
from surveys import search
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
    """What the list is narrowed to; "" narrows nothing. `checked`: yes, no. `state`: of the enjeu
    asked for, or of any. `confidence`: what the machine says of a parole that nobody checked.
    `language`: `FOREIGN` is all that it cannot read. `coder`: the number of who decided something.
    `since`, `until`: days, both included."""

    enjeu: str = ""
    state: str = ""
    domaine: str = ""
    polarity: str = ""
    public: str = ""
    commune: str = ""
    age: str = ""
    channel: str = ""
    survey: str = ""
    question: str = ""
    language: str = ""
    checked: str = ""
    confidence: str = ""
    coder: str = ""
    since: str = ""
    until: str = ""
    text: str = ""
    page: int = 1

    @classmethod
    def from_form(cls, form: Mapping[str, str]) -> "Filters":
        """From an address or a form; an unreadable page number is the first."""
        words = {f.name: clean_text(form.get(f.name, ""))[: _most(f.name)] for f in fields(cls)}
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


def _most(name: str) -> int:
    """Signs of a filter: several enjeux may be asked for at once."""
    return 600 if name == "enjeu" else 100


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
    rows = _ids(session, territory, filters).where(Parole.id != beside)
    return session.scalar(rows.with_only_columns(func.count())) or 0


def ids(session: Session, territory: Territory, filters: Filters, most: int) -> list[int]:
    """The identifiers of those that match, `most` of them at most."""
    return list(session.scalars(_ids(session, territory, filters).order_by(Parole.id).limit(most)))


def page(session: Session, territory: Territory, filters: Filters) -> list[Read]:
    """One page of paroles, newest first."""
    return counted_page(session, territory, filters)[1]


def counted_page(
    session: Session, territory: Territory, filters: Filters
) -> tuple[int, list[Read]]:
    """How many match, and one page of them, newest first: in one walk rather than two."""
    matching = _ids(session, territory, filters).add_columns(Response.received_on)
    if session.get_bind().dialect.name == "postgresql":
        # A fence: its planner would else believe that the first page is enough for counting all.
        matching = matching.offset(0)
    found = matching.subquery()
    chosen = (
        select(found.c.id, func.count().over())
        .order_by(found.c.received_on.desc(), found.c.id)
        .offset((filters.page - 1) * PAGE)
        .limit(PAGE)
    )
    # First who, then their words: sorting is then light.
    rows = session.execute(chosen).all()
    if not rows:  # nobody, or beyond the last page
        return count(session, territory, filters) if filters.page > 1 else 0, []
    reads = several(session, territory, [parole_id for parole_id, _ in rows])
    return rows[0][1], [reads[parole_id] for parole_id, _ in rows]


def one(session: Session, territory: Territory, parole_id: int) -> Read | None:
    return several(session, territory, [parole_id]).get(parole_id)


def several(session: Session, territory: Territory, ids: Iterable[int]) -> dict[int, Read]:
    """Those paroles of the territory, by identifier."""
    rows = _whole(territory).where(Parole.id.in_(list(ids)))
    return {read.parole.id: read for read in _read(session, session.execute(rows).all())}


def texts(session: Session, territory: Territory, ids: Iterable[int]) -> dict[int, str]:
    """The words of those paroles of the territory, by identifier."""
    rows = (
        select(Parole.id, Parole.text)
        .join(Response, Response.id == Parole.response_id)
        .join(Survey, Survey.id == Response.survey_id)
        .where(Survey.territory_id == territory.id, Parole.id.in_(list(ids)))
    )
    return {row[0]: row[1] for row in session.execute(rows)}


def next_to_check(
    session: Session, territory: Territory, filters: Filters, *, beside: int = 0
) -> int | None:
    """The unchecked parole to look at now, another than `beside`.

    By turns: the least sure of those with an enjeu, the likeliest to have one of those without;
    and one in `RANDOM_TURN` at random, identifiers being drawn at random.
    """
    rows = _ids(session, territory, filters.but(checked="no"), coded=True)
    rows = rows.where(Parole.id != beside)
    turn = decided(session, territory, beside=beside) % RANDOM_TURN
    pair = [("to_check", "sure"), ("unknown", "none")]
    if turn == RANDOM_TURN - 1:
        drawn = rows.where(Coding.parole_id.is_not(None)).order_by(Parole.id)
        pair, first = [], session.scalar(drawn.limit(1))
        if first is not None:
            return first
    for states in pair if turn % 2 == 0 else reversed(pair):
        if (found := _most_doubtful(session, rows, states)) is not None:
            return found
    unread = rows.order_by(Coding.doubt.desc().nulls_last(), Parole.id)
    return session.scalar(unread.limit(1))


def _most_doubtful(session: Session, rows: Select[int], states: Iterable[str]) -> int | None:
    """Asked state by state: an index then gives the first one without sorting the others."""
    best: list[tuple[float, int]] = []
    for state in states:
        one = rows.where(Coding.confidence == state).add_columns(Coding.doubt)
        first = one.order_by(Coding.doubt.desc(), Coding.parole_id.desc()).limit(1)
        best += [(doubt, parole_id) for parole_id, doubt in session.execute(first)]
    return max(best)[1] if best else None


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


def _whole(territory: Territory) -> Select[Any]:
    entities: list[Any] = [Parole, Response, Coding, Commune.name]
    return (
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


def _ids(
    session: Session, territory: Territory, filters: Filters, *, coded: bool = False
) -> Select[int]:
    """Identifiers of those that match; `coded`: beside what is known of their coding."""
    mine = [
        survey_id
        for survey_id, slug in session.execute(
            select(Survey.id, Survey.slug).where(Survey.territory_id == territory.id)
        )
        if filters.survey in ("", slug)
    ]
    rows = select(Parole.id).join(Response, Response.id == Parole.response_id)
    rows = rows.where(Response.survey_id.in_(mine))
    if coded or filters.checked or filters.confidence or filters.language:
        rows = rows.outerjoin(Coding, Coding.parole_id == Parole.id)
    for condition in _who(filters) + _what(session, filters) + _how_sure(filters):
        rows = rows.where(condition)
    return rows


def _who(filters: Filters) -> list[Any]:
    """About who spoke, and when."""
    said: list[Any] = []
    columns = {
        "public": Response.public,
        "commune": Response.commune,
        "age": Response.age_band,
        "channel": Response.channel,
    }
    for name, column in columns.items():
        if value := getattr(filters, name):
            # « none »: who did not say.
            said.append(column.is_(None) if value == "none" else column == value)
    if day := _day(filters.since):
        said.append(Response.received_on >= day)
    if day := _day(filters.until):
        said.append(Response.received_on <= day)
    return said


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def _what(session: Session, filters: Filters) -> list[Any]:
    """About the words, and the labels on them."""
    said: list[Any] = []
    for family in ("enjeu", "domaine", "polarity"):
        key, state = getattr(filters, family), filters.state if family == "enjeu" else ""
        if key or state:
            said.append(_tagged(family, key, state))
    if filters.question:
        second = Parole.question.startswith(f"{filters.question}-", autoescape=True)
        said.append((Parole.question == filters.question) | second)
    if asked := search.words(filters.text):
        said.append(search.holds(session, asked))
    elif filters.text:  # signs alone: « % », « ! »
        said.append(Parole.text.icontains(filters.text, autoescape=True))
    return said


def _how_sure(filters: Filters) -> list[Any]:
    """About what was decided, by whom, and what the machine says of the rest."""
    said: list[Any] = []
    if filters.checked in ("yes", "no"):
        checked = Coding.checked_at.is_not(None)
        said.append(checked if filters.checked == "yes" else Coding.checked_at.is_(None))
    if filters.confidence:
        said += [Coding.confidence == filters.confidence, Coding.checked_at.is_(None)]
    if filters.language:
        known = UNREAD if filters.language == FOREIGN else (filters.language,)
        said.append(Coding.language.in_(known))
    if filters.coder:
        who = int(filters.coder) if _number(filters.coder) else 0
        decided = select(Decision.parole_id).where(Decision.by_id == who, Decision.act != "reopen")
        said.append(Parole.id.in_(decided))
    return said


def _number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 10


def _tagged(family: str, key: str, state: str = "") -> Any:
    """A list of identifiers rather than a question for each parole: one walk of one index."""
    mine = select(Tag.parole_id).where(Tag.family == family)
    if key == "none":
        return Parole.id.not_in(mine.where(Tag.state != "refused"))
    if key:
        mine = mine.where(Tag.key.in_(key.split(",")))
    return Parole.id.in_(mine.where(Tag.state == state if state else Tag.state != "refused"))


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
