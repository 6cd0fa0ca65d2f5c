"""A synthesis as every document tells it: the same titles, sentences, figures and tables."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from analysis.charts import Bar, bars
from analysis.clouds import draw
from analysis.disclosure import HIDDEN, Table
from analysis.french import NARROW, WIDE, number, percent
from analysis.summary import EnjeuSummary, Synthesis
from app.exports import wording

TITLE: Final = "Ce que dit le terrain"
SUBTITLE: Final = "Synthèse thématique des paroles de terrain"
SHORT_TITLE: Final = "Synthèse des paroles de terrain"
FEWEST_WORDS: Final = 5
COLUMNS: Final = {
    "public": "Public",
    "commune": "Commune",
    "channel": "Canal",
    "domaines": "Domaine",
}


@dataclass(frozen=True)
class Dress:
    """What a territory puts on its documents: words of its own, a picture, two colours.

    contact: whom readers may ask. accent: of titles and full bars; second: of smaller titles and
    of the rules beside quotations, "" to leave them as they are. template: its own Word document.
    """

    intro: str = ""
    contact: str = ""
    logo: bytes | None = None
    accent: str = "#175a63"
    second: str = ""
    template: bytes | None = None


PLAIN: Final = Dress()


@dataclass(frozen=True)
class Figure:
    """A picture, what it says in words and as a table, and the line under it."""

    png: bytes
    svg: str
    alt: str
    caption: str
    rows: tuple[tuple[str, str], ...]
    wide: bool = True


@dataclass(frozen=True)
class Shown:
    """A table of persons: no row where it tells nothing."""

    title: str
    column: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chapter:
    """One enjeu or domaine. quotes: what was said, and by whom as far as it may be told."""

    title: str
    sentence: str
    people: int
    share: str
    tones: Figure | None
    publics: Shown
    communes: Shown
    notes: str
    cloud: Figure | None
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Story:
    """The whole document, in reading order. mark: what each page says, or nothing."""

    territory: str
    period: str
    banner: str
    mark: str
    summary: str
    figures: tuple[tuple[str, str], ...]
    publics: Shown
    communes: Shown
    channels: Shown
    notes: str
    who: Figure | None
    overview: Figure | None
    overview_sentence: str
    domaines: Shown
    domaines_notes: str
    chapters: tuple[Chapter, ...]
    silent: tuple[str, ...]
    silent_sentence: str
    method: tuple[str, ...]
    technical: str
    people: int
    dress: Dress = PLAIN


class _Captions:
    """Numbers figures in order of appearance, says where each comes from, and its colour."""

    def __init__(self, synthesis: Synthesis, accent: str) -> None:
        self.count, self.accent = 0, accent
        self.source = (
            f"Source{WIDE}: paroles recueillies {wording.period(synthesis)}{NARROW}; "
            f"n = {number(synthesis.n_responses)}."
        )

    def __call__(self, said: str) -> str:
        self.count += 1
        return f"Figure {self.count}. {said} {self.source}"


def tell(synthesis: Synthesis, *, territory_name: str, today: date, dress: Dress = PLAIN) -> Story:
    """What every document about this synthesis says."""
    captions = _Captions(synthesis, dress.accent)
    taken = synthesis.by_public, synthesis.by_commune, synthesis.by_channel
    overview = _overview(captions, synthesis)
    return Story(
        territory=territory_name,
        period=f"Réponses reçues {wording.period(synthesis)}",
        banner=" ".join(wording.synthetic_banner(synthesis)),
        mark=wording.mark(synthesis),
        summary=wording.summary(synthesis),
        figures=tuple(_key_figures(synthesis)),
        publics=table(taken[0]),
        communes=table(taken[1]),
        channels=table(taken[2]),
        notes=wording.notes(synthesis, *taken),
        who=_who(captions, synthesis),
        overview=overview,
        overview_sentence=wording.overview(synthesis) if overview else "",
        domaines=table(synthesis.by_domaine),
        domaines_notes=wording.notes(synthesis, synthesis.by_domaine),
        chapters=tuple(
            _chapter(captions, one, synthesis)
            for one in synthesis.enjeux
            if one.n_people is not None
        ),
        silent=tuple(one.label for one in synthesis.enjeux if one.n_people is None),
        silent_sentence=wording.NO_ENJEU.format(k=synthesis.k),
        method=tuple(wording.method(synthesis, today)),
        technical=wording.technical(synthesis),
        people=synthesis.n_responses,
        dress=dress,
    )


def _key_figures(synthesis: Synthesis) -> Iterator[tuple[str, str]]:
    yield "Personnes qui ont répondu", number(synthesis.n_responses)
    yield "Réponses libres lues", number(synthesis.n_paroles)
    if synthesis.share_without is not None:
        yield "Réponses libres hors des enjeux suivis", percent(synthesis.share_without)
    yield "Réponses libres relues par une personne", percent(synthesis.share_checked)


def table(one: Table) -> Shown:
    """A table's lines; none when it tells nothing (`wording.notes` says so instead)."""
    lines = [
        (row.label, HIDDEN if row.people is None else number(row.people))
        for row in one.rows
        if row.people != 0
    ]
    title = f"{one.title}, en nombre de personnes"
    return Shown(title, COLUMNS[one.key], tuple(lines) if one.tells else ())


def _who(captions: _Captions, synthesis: Synthesis) -> Figure | None:
    """Who answered, for a slide; documents have the table, so it takes no number."""
    if not synthesis.by_public.tells:
        return None
    rows = synthesis.by_public.rows
    return _bars(
        captions.accent,
        f"{wording.WHO} {captions.source}",
        [Bar(row.key, row.label, row.people, _share(row.people, synthesis)) for row in rows],
        about="qui a répondu",
        label="Public",
    )


def _overview(captions: _Captions, synthesis: Synthesis) -> Figure | None:
    if len(synthesis.by_enjeu.rows) < 2:
        return None
    rows = sorted(synthesis.by_enjeu.rows, key=lambda row: -(row.people or 0))
    return _bars(
        captions.accent,
        captions(wording.OVERVIEW),
        [Bar(row.key, row.label, row.people, _share(row.people, synthesis)) for row in rows],
        about="les enjeux, du plus au moins cité",
        label="Enjeu",
    )


def _bars(
    accent: str,
    caption: str,
    shown: Sequence[Bar],
    *,
    about: str,
    label: str,
    out_of: int | None = None,
) -> Figure:
    chart = bars(shown, about=about, label=label, out_of=out_of, accent=accent)
    return Figure(chart.png, chart.svg, chart.alt, caption, (chart.header, *chart.table))


def _share(people: int | None, synthesis: Synthesis) -> str:
    return percent(people / synthesis.n_responses) if people else ""


def _chapter(captions: _Captions, one: EnjeuSummary, synthesis: Synthesis) -> Chapter:
    notes = (
        wording.notes(synthesis, one.by_polarity, one.by_public, one.by_commune),
        wording.unread(one, synthesis),
    )
    return Chapter(
        title=one.label,
        sentence=wording.chapter(one, synthesis),
        people=one.n_people or 0,
        share=percent(one.share or 0),
        tones=_tones(captions, one) if one.by_polarity.tells else None,
        publics=table(one.by_public),
        communes=table(one.by_commune),
        notes=" ".join(filter(None, notes)),
        cloud=_cloud(captions, one, synthesis),
        quotes=tuple(
            (wording.quoted(quote.text), wording.attribution(quote, synthesis))
            for quote in one.quotes
        ),
    )


def _tones(captions: _Captions, one: EnjeuSummary) -> Figure:
    people = one.n_people or 0
    return _bars(
        captions.accent,
        captions(wording.tones(people)),
        [
            Bar(row.key, row.label, row.people, percent(row.people / people) if row.people else "")
            for row in one.by_polarity.rows
        ],
        about=f"ce qui est dit {wording.OF[one.family]} {wording.quoted(one.label)}",
        label="Polarité",
        out_of=people,
    )


def _cloud(captions: _Captions, one: EnjeuSummary, synthesis: Synthesis) -> Figure | None:
    if len(one.words) < FEWEST_WORDS:
        return None
    cloud = draw(one.words, about=f"{one.family} {wording.quoted(one.label)}")
    if cloud is None:
        return None
    rows = tuple((word.text, number(word.people)) for word in cloud.words)
    header = ("Mot", "Personnes")
    caption = captions(wording.cloud(synthesis))
    return Figure(cloud.png, cloud.svg, cloud.alt, caption, (header, *rows), wide=False)
