"""The thematic synthesis: who said what, counted in persons, with small groups hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from analysis import counting, disclosure
from analysis.clouds import Word, words
from analysis.columns import check_frame
from analysis.counting import Label
from analysis.disclosure import Row, Table
from analysis.quotes import Quote, choose

# One row per free-text answer; text is masked; enjeux and domaines are tuples of keys; commune is
# an INSEE code or None; state is that of the tags as a whole (« proposed »: no one checked them).
PAROLES: Final = (
    "parole_id", "response_id", "source_id", "survey", "question", "text", "public", "commune",
    "age_band", "received_on", "channel", "language", "enjeux", "domaines", "polarity", "state",
    "source",
)  # fmt: skip
# One row per response; received_on is a date.
RESPONSES: Final = (
    "response_id", "survey", "public", "commune", "age_band", "received_on", "channel",
)  # fmt: skip

ENJEU: Final = "enjeu"
DOMAINE: Final = "domaine"
LIMITED: Final = (
    "Une synthèse limitée à une partie des réponses ne peut pas se remettre : retranchée de "
    "celle de tout le monde, elle dirait ce qu’ont répondu les autres. Demandez les chiffres "
    "exacts, pour votre seul usage, ou retirez les limites."
)


class LimitedAndProtected(ValueError):
    """Only exact figures may be limited to some answers; the message is a sentence to show."""


@dataclass(frozen=True)
class Origin:
    """What a document says of how its figures were made.

    surveys: titles; accesses: who could answer each, versions: which were answered, both in the
    same order, or nothing. tagger_quality: the measured figures; quality_words: the same for who
    reads no figures. n_needs: how many of those who are counted deposited a need, instead of
    answering a questionnaire.
    """

    tagger_version: str
    tagger_quality: str
    surveys: tuple[str, ...] = ()
    accesses: tuple[str, ...] = ()
    synthetic: bool = False
    versions: tuple[str, ...] = ()
    quality_words: str = ""
    n_needs: int = 0


@dataclass(frozen=True)
class EnjeuSummary:
    """One chapter, about an enjeu or a domaine (`family`).

    Counts are persons; None where hidden. share: of all who answered, 0 to 1.
    """

    key: str
    label: str
    n_people: int | None
    n_paroles: int | None
    share: float | None
    by_public: Table
    by_commune: Table
    by_polarity: Table
    together: tuple[Row, ...]
    quotes: tuple[Quote, ...]
    words: tuple[Word, ...]
    family: str = ENJEU


@dataclass(frozen=True)
class Synthesis:
    """The whole document, as plain data. k: the threshold, None where counts are exact.

    enjeux: its chapters, those about domaines after those about enjeux. limits: what the answers
    were limited to, in words; nothing where they are everyone's.

    Shares run from 0 to 1: of responses that speak of no enjeu (None when hidden), of paroles
    whose tags a person checked. n_foreign: paroles in a language that the machine does not read;
    copies: those that repeat a text counted once; each None where few people wrote them.
    names: labels of publics, communes, polarities, by key.
    """

    origin: Origin
    k: int | None
    n_responses: int
    n_paroles: int
    first: date | None
    last: date | None
    by_public: Table
    by_commune: Table
    by_channel: Table
    enjeux: tuple[EnjeuSummary, ...]
    by_enjeu: Table
    by_domaine: Table
    share_without: float | None
    share_checked: float
    names: Mapping[str, Mapping[str, str]]
    whole: bool
    waiting: int = 0
    limits: tuple[str, ...] = ()
    n_foreign: int | None = 0
    copies: int | None = 0


def synthesise(
    paroles: pd.DataFrame,
    responses: pd.DataFrame,
    *,
    enjeux: Sequence[Label],
    domaines: Sequence[Label],
    polarities: Sequence[Label],
    publics: Sequence[Label],
    channels: Sequence[Label],
    communes: Sequence[tuple[str, str, int]],
    origin: Origin,
    chosen: Sequence[str] | None = None,
    chosen_domaines: Sequence[str] | None = None,
    limits: Sequence[str] = (),
    k: int | None = disclosure.DEFAULT_K,
    waiting: int = 0,
    copies: int | None = 0,
    brief: bool = False,
) -> Synthesis:
    """The synthesis of these paroles and responses, about what is `chosen`.

    chosen, chosen_domaines: keys of enjeux and of domaines, a chapter each; neither: every enjeu.

    paroles: columns `PAROLES`. responses: columns `RESPONSES`; every parole's response is there.
    enjeux, domaines, polarities, publics, channels: (key, label), in the order to show.
    communes: (INSEE code, name, population). k: no fewer than 5; None for exact counts.
    waiting: how many responses are left out for now, said in the document. copies: how many paroles
    were left out because they repeat another. A column `foreign` of paroles, if any, says which are
    in a language that the machine does not read. brief: without `share_without`, which is slow.

    Where small groups are hidden, only paroles that a person checked are quoted, and only words
    that k persons said are shown.

    Each enjeu and each domaine is protected for itself, from everyone's answers: choosing some of
    them changes no cell, so two documents subtracted from each other tell no more than one. That
    does not hold of answers limited to some people: `limits` and `k` together are refused.

    Raises ColumnsMissing, BadThreshold, LimitedAndProtected, or ValueError for a key that is not
    in the grid.
    """
    check_frame(paroles, PAROLES, name="les paroles")
    check_frame(responses, RESPONSES, name="les réponses")
    if k is not None:
        disclosure.check_k(k)
        if limits:
            raise LimitedAndProtected(LIMITED)
    wanted = _wanted("Enjeu", enjeux, chosen, () if chosen_domaines else enjeux)
    areas = _wanted("Domaine", domaines, chosen_domaines, ())
    labels = {
        "public": tuple(publics),
        "channel": tuple(channels),
        "polarity": tuple(polarities),
        "commune": tuple((code, name) for code, name, _ in communes),
    }
    room = counting.Room(paroles, responses, labels, k)
    dates = sorted(responses["received_on"])
    return Synthesis(
        origin=origin,
        k=k,
        n_responses=room.n,
        n_paroles=len(paroles),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        by_public=room.took_part("public"),
        by_commune=room.took_part("commune"),
        by_channel=room.took_part("channel"),
        enjeux=_chapters(room, wanted, areas, enjeux),
        by_enjeu=room.by_label("enjeux", "Enjeux", wanted),
        by_domaine=room.by_label("domaines", "Domaines d’intervention", domaines),
        share_without=None if brief else room.share_without(enjeux),
        share_checked=float((paroles["state"] != "proposed").mean()) if len(paroles) else 0.0,
        names={column: dict(labels[column]) for column in ("public", "commune", "polarity")},
        whole=len(wanted) == len(enjeux) and not areas,
        waiting=waiting,
        limits=tuple(limits),
        n_foreign=_told(room, "foreign"),
        copies=copies,
    )


def _told(room: counting.Room, column: str) -> int | None:
    """How many paroles a column of flags marks, None when few people wrote them."""
    if column not in room.paroles.columns:
        return 0
    marked = room.paroles[room.paroles[column].astype(bool)]
    few = room.k is not None and marked["response_id"].nunique() < room.k
    return None if few else len(marked)


def _wanted(
    what: str, known: Sequence[Label], chosen: Sequence[str] | None, unless: Sequence[Label]
) -> tuple[Label, ...]:
    """Those chosen, in the grid's order; `unless` where none is."""
    unknown = sorted(set(chosen or ()) - {key for key, _ in known})
    if unknown:
        raise ValueError(
            f"{what} inconnu : {', '.join(unknown)}. "
            f"Choisissez parmi : {', '.join(key for key, _ in known)}."
        )
    return tuple(label for label in known if label[0] in chosen) if chosen else tuple(unless)


def _chapters(
    room: counting.Room,
    wanted: Sequence[Label],
    areas: Sequence[Label],
    enjeux: Sequence[Label],
) -> tuple[EnjeuSummary, ...]:
    """One chapter per enjeu, then per domaine; a verbatim is quoted once in a document."""
    chapters = list[EnjeuSummary]()
    for family, labels in ((ENJEU, wanted), (DOMAINE, areas)):
        for label in labels:
            used = frozenset(quote.parole_id for chapter in chapters for quote in chapter.quotes)
            chapters.append(_chapter(room, family, label, enjeux, used))
    return tuple(chapters)


def _chapter(
    room: counting.Room,
    family: str,
    label: Label,
    enjeux: Sequence[Label],
    used: frozenset[object],
) -> EnjeuSummary:
    key, name = label
    said = room.about(key) if family == ENJEU else room.within(key)
    people = room.told(said)
    by_public, by_commune = room.crossed(said, "public"), room.crossed(said, "commune")
    by_polarity = room.by_polarity(said)
    shown = people is not None
    return EnjeuSummary(
        key=key,
        label=name,
        n_people=people,
        n_paroles=len(said) if shown else None,
        share=people / room.n if people is not None and room.n else None,
        by_public=by_public,
        by_commune=by_commune,
        by_polarity=by_polarity,
        together=room.together(said, key, enjeux) if shown and family == ENJEU else (),
        quotes=_quotes(room, said, used, by_public, by_commune, by_polarity) if shown else (),
        words=_words(room, said) if shown else (),
        family=family,
    )


def _words(room: counting.Room, said: pd.DataFrame) -> tuple[Word, ...]:
    pairs = zip(said["response_id"], said["text"], strict=True)
    return words(pairs) if room.k is None else words(pairs, fewest=room.k)


def _quotes(
    room: counting.Room, said: pd.DataFrame, used: frozenset[object], *tables: Table
) -> tuple[Quote, ...]:
    """What may be quoted: only what a person read, where small groups are hidden.

    A verbatim carries its public or polarity only where that count is published, its commune
    only where the public of that commune has k persons on this enjeu.
    """
    public, commune, polarity = (
        {row.key for row in table.rows if row.people is not None and not row.members}
        for table in tables
    )
    k = room.k or disclosure.DEFAULT_K
    large = said.groupby(["public", "commune"])["response_id"].nunique()
    if room.k is not None:
        said = said[said["state"] != "proposed"]
    places = {place for place, people in large.items() if people >= k}

    def quoted(row: pd.Series) -> Quote:
        here = (row["public"], row["commune"]) in places and row["commune"] in commune
        return Quote(
            row["parole_id"],
            str(row["text"]),
            row["public"] if row["public"] in public else None,
            row["commune"] if here and row["public"] in public else None,
            row["polarity"] if row["polarity"] in polarity else None,
        )

    return tuple(quoted(said.iloc[place]) for place in choose(said, used=used))
