"""The sentences of a synthesis, gathered where a writer can correct them."""

from collections.abc import Sequence
from datetime import date
from itertools import zip_longest
from typing import Final

from analysis.clouds import FEWEST_PEOPLE
from analysis.disclosure import HIDDEN, Row, Table
from analysis.french import NARROW, WIDE, day, listing, number, percent, plural
from analysis.quotes import Quote
from analysis.summary import EnjeuSummary, Origin, Synthesis
from app.exports import PRIVATE

SYNTHETIC: Final = f"Données d’exemple, synthétiques{WIDE}: personnes et propos inventés"
WHO: Final = "Personnes qui ont répondu, et leur part."
OVERVIEW: Final = "Nombre de personnes qui parlent de chaque enjeu, et leur part."

THIS: Final = {"enjeu": "cet enjeu", "domaine": "ce domaine"}
OF: Final = {"enjeu": "de l’enjeu", "domaine": "du domaine"}
UNREAD: Final = (
    f"Aucune parole n’est citée ici{WIDE}: aucune de celles qui parlent de {{this}} n’a encore été "
    "relue par une personne."
)
READ: Final = "Chaque parole citée a été relue par une personne."
READ_AGAIN: Final = "Relisez les citations avant tout usage."
NO_ENJEU: Final = (
    f"Moins de {{k}} personnes en ont parlé, ou presque toutes{WIDE}: pour que personne ne puisse "
    "être reconnu, rien n’en est publié."
)


def synthetic_banner(synthesis: Synthesis) -> list[str]:
    return [f"{SYNTHETIC}."] if synthesis.origin.synthetic else []


def period(synthesis: Synthesis) -> str:
    """« du 1er septembre au 30 octobre 2026 »"""
    first, last = synthesis.first, synthesis.last
    if first is None or last is None:
        return "aucune à ce jour"
    if first == last:
        return f"le {day(first)}"
    start = day(first).removesuffix(f"{WIDE}{last.year}") if first.year == last.year else day(first)
    return f"du {start} au {day(last)}"


def quoted(text: str) -> str:
    return f"«{WIDE}{text}{WIDE}»"


def summary(synthesis: Synthesis) -> str:
    """The one paragraph that someone in a hurry reads."""
    if not synthesis.n_responses and synthesis.waiting:
        return (
            f"Moins de {synthesis.k} personnes ont répondu à ce jour{WIDE}: pour qu’aucune ne "
            "puisse être reconnue, rien n’en est encore montré."
        )
    if not synthesis.n_responses:
        return (
            "Personne n’a encore répondu : cette synthèse se remplira avec les premières réponses."
        )
    surveys = listing([quoted(name) for name in synthesis.origin.surveys])
    to = f" à {surveys}" if surveys else ""
    verb = "a répondu" if synthesis.n_responses < 2 else "ont répondu"
    sentences = [
        f"{period(synthesis).capitalize()}, "
        f"{plural(synthesis.n_responses, 'personne', 'personnes')} {verb}{to}{_who(synthesis)}.",
        needs(synthesis),
        _most_said(synthesis),
        _how_many_without(synthesis),
        *limited(synthesis),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def needs(synthesis: Synthesis) -> str:
    """That associations who deposited a need count among those who answered; how many, in an exact
    document. The desk's first page counts the same persons."""
    many = synthesis.origin.n_needs
    if not many:
        return ""
    if synthesis.k is not None:
        return (
            "Les associations qui ont déposé un besoin y comptent, comme celles et ceux qui ont "
            "rempli un questionnaire."
        )
    verb = "a déposé" if many < 2 else "ont déposé"
    asked = plural(synthesis.n_responses - many, "réponse", "réponses")
    return (
        f"C’est-à-dire {asked} aux questionnaires, et "
        f"{plural(many, 'association', 'associations')} qui {verb} un besoin."
    )


def _who(synthesis: Synthesis) -> str:
    told = [_counted(row) for row in synthesis.by_public.rows if row.people is not None]
    return f"{WIDE}: {listing(told)}" if told else ""


def _counted(row: Row) -> str:
    return f"{row.label[:1].lower()}{row.label[1:]} ({number(row.people or 0)})"


def _most_said(synthesis: Synthesis) -> str:
    told = [row for row in synthesis.by_enjeu.rows if row.people is not None]
    ranked = sorted(told, key=lambda row: -(row.people or 0))[:3]
    if not synthesis.by_enjeu.rows:
        return ""
    if not ranked:
        return "Aucun enjeu n’est porté par assez de personnes pour être publié."
    if len(synthesis.by_enjeu.rows) == 1:
        return ""
    names = [
        f"{quoted(row.label)} ({plural(row.people or 0, 'personne', 'personnes')}, "
        f"{percent((row.people or 0) / synthesis.n_responses)})"
        for row in ranked
    ]
    start = "Les enjeux dont elles parlent le plus" if len(names) > 1 else "L’enjeu publiable"
    return f"{start}{WIDE}: {listing(names)}."


def _how_many_without(synthesis: Synthesis) -> str:
    if synthesis.share_without is None:
        return ""
    return (
        f"{percent(synthesis.share_without)} des réponses libres ne relèvent d’aucun des enjeux "
        f"suivis."
    )


def overview(synthesis: Synthesis) -> str:
    return (
        f"Part des {plural(synthesis.n_responses, 'personne', 'personnes')} qui parlent de chaque "
        "enjeu. Une personne peut parler de plusieurs enjeux."
    )


def chapter(one: EnjeuSummary, synthesis: Synthesis) -> str:
    """What an enjeu's chapter says first."""
    if one.n_people is None or one.n_paroles is None or one.share is None:
        return NO_ENJEU.format(k=synthesis.k)
    of_all = f"sur {number(synthesis.n_responses)} ({percent(one.share)})"
    verb = "parle" if one.n_people < 2 else "parlent"
    sentences = [
        f"{plural(one.n_people, 'personne', 'personnes')} {of_all} {verb} de "
        f"{THIS[one.family]}, en {plural(one.n_paroles, 'réponse libre', 'réponses libres')}.",
        _ranked("Le plus souvent", one.by_polarity),
        _ranked("Parmi elles", one.by_public),
        _also(one),
    ]
    return " ".join(sentence for sentence in sentences if sentence)


def _ranked(start: str, table: Table) -> str:
    told = [row for row in table.rows if row.people and not row.members]
    if not told:
        return ""
    counted = [_counted(row) for row in sorted(told, key=lambda row: -(row.people or 0))]
    return f"{start}{WIDE}: {listing(counted)}."


def _also(one: EnjeuSummary) -> str:
    if not one.together:
        return ""
    told = [f"{quoted(row.label)} ({number(row.people or 0)})" for row in one.together]
    return f"Les mêmes personnes parlent aussi de {listing(told)}."


def attribution(quote: Quote, synthesis: Synthesis) -> str:
    """Who said it, as far as the group is large enough."""
    parts = [
        synthesis.names["public"].get(quote.public or "", ""),
        synthesis.names["commune"].get(quote.commune or "", ""),
        synthesis.names["polarity"].get(quote.polarity or "", "").lower(),
    ]
    told = ", ".join(part for part in parts if part)
    return told[:1].upper() + told[1:]


def notes(synthesis: Synthesis, *tables: Table) -> str:
    """What is missing from these tables, and what « – » means where one is shown."""
    silent = [table.title.lower() for table in tables if not table.tells and table.rows]
    dashes = any(row.people is None for table in tables if table.tells for row in table.rows)
    told = [
        f"Répartition {listing(silent)}{WIDE}: non publiée, trop de groupes comptent moins de "
        f"{synthesis.k} personnes."
        if silent
        else "",
        key_to_hidden(synthesis) if dashes else "",
    ]
    return " ".join(sentence for sentence in told if sentence)


def unread(one: EnjeuSummary, synthesis: Synthesis) -> str:
    """Why a chapter that has something to say quotes nobody."""
    silent = synthesis.k is not None and one.n_people is not None and not one.quotes
    return UNREAD.format(this=THIS[one.family]) if silent else ""


def cloud(synthesis: Synthesis) -> str:
    """The caption of a word cloud."""
    fewest = synthesis.k or FEWEST_PEOPLE
    return f"Mots dits par {fewest} personnes ou plus{NARROW}; les plus grands sont les plus cités."


def tones(people: int) -> str:
    return f"Ce qu’en disent {plural(people, 'personne', 'personnes')}, et leur part."


def key_to_hidden(synthesis: Synthesis) -> str:
    return (
        f"«{WIDE}{HIDDEN}{WIDE}»{WIDE}: moins de {synthesis.k} personnes, ou nombre retiré pour "
        "qu’on ne puisse pas retrouver les autres par soustraction."
    )


def _asked(origin: Origin) -> str:
    """The questionnaires, and who could answer each: open to all, by letter, named."""
    if not origin.surveys:
        return "."
    return f". Questionnaires{WIDE}: {listing(_told(origin.surveys, origin.accesses))}."


def _told(titles: Sequence[str], more: Sequence[str]) -> list[str]:
    """Each title, with what is said of it between brackets."""
    rows = zip_longest(titles, more[: len(titles)], fillvalue="")
    return [f"{quoted(title)} ({said})" if said else quoted(title) for title, said in rows]


def method(synthesis: Synthesis, today: date) -> list[str]:
    """How the figures were made and what they cannot say, one sentence or two per point."""
    origin = synthesis.origin
    return [
        f"Document produit le {day(today)}. Réponses reçues {period(synthesis)}"
        f"{WIDE}: {plural(synthesis.n_responses, 'personne', 'personnes')}, "
        f"{plural(synthesis.n_paroles, 'réponse libre', 'réponses libres')}" + _asked(origin),
        *limited(synthesis),
        "On compte des personnes, jamais des phrases. Une réponse compte pour une personne, même "
        "donnée au nom d’une association. Une personne peut parler de plusieurs enjeux, et dire "
        f"du même enjeu du bien et du mal{WIDE}: ces nombres-là ne s’additionnent pas.",
        "Ceux qui ont répondu l’ont choisi. Ils ne représentent pas toute la population, et une "
        "part ne se lit que parmi eux.",
        "Un programme propose de quoi parle chaque réponse libre, et sur quel ton. Des personnes "
        f"relisent ce qu’il propose{WIDE}: {percent(synthesis.share_checked)} des réponses libres "
        "l’ont été à ce jour.",
        *filter(None, [origin.quality_words]),
        *_unread(synthesis),
        "Les noms, téléphones, courriels et adresses sont masqués par un programme, qui peut en "
        f"oublier. {READ_AGAIN if synthesis.k is None else READ}",
        _protection(synthesis),
    ]


def technical(synthesis: Synthesis) -> str:
    """What lets somebody make the same figures again: exact names and measures, on one line."""
    origin = synthesis.origin
    versions = f"{NARROW}; ".join(_told(origin.surveys, origin.versions))
    parts = [
        f"questionnaires{WIDE}: {versions}" if versions else "",
        f"programme de classement{WIDE}: version {origin.tagger_version}",
        origin.tagger_quality,
        f"seuil de protection{WIDE}: {synthesis.k} personnes" if synthesis.k else "nombres exacts",
    ]
    return f"Repères techniques. {f'{NARROW}; '.join(part for part in parts if part)}.".replace(
        "..", "."
    )


def limited(synthesis: Synthesis) -> list[str]:
    """Whose answers are left out, where some are."""
    if not synthesis.limits:
        return []
    return [
        f"Cette synthèse ne compte pas tout le monde. Elle est limitée à{WIDE}: "
        f"{f'{NARROW}; '.join(synthesis.limits)}."
    ]


def mark(synthesis: Synthesis) -> str:
    """What stands on each page of a document that shows small groups."""
    return PRIVATE if synthesis.k is None else ""


def _unread(synthesis: Synthesis) -> list[str]:
    """What the machine did not read, or counted once."""
    found = []
    if synthesis.n_foreign is None:
        found.append(
            "La machine ne lit que le français et l’anglais. Les paroles écrites dans une autre "
            f"langue, par moins de {synthesis.k} personnes ou par aucune, ne comptent dans un "
            "enjeu que si quelqu’un les a lues."
        )
    elif synthesis.n_foreign:
        one, many = "réponse libre est écrite", "réponses libres sont écrites"
        found.append(
            f"{plural(synthesis.n_foreign, one, many)} dans une autre langue que le français ou "
            "l’anglais. La machine ne les lit pas : elles ne comptent dans un enjeu que si "
            "quelqu’un les a lues."
        )
    if synthesis.copies:
        one, many = "texte recopié n’a pas été compté", "textes recopiés n’ont pas été comptés"
        found.append(
            "À la demande de la chargée de coopération, un texte envoyé presque à l’identique par "
            "plusieurs personnes compte une seule fois dans ce que disent les paroles"
            f"{WIDE}: {plural(synthesis.copies, one, many)}."
        )
    return found


def _batches(synthesis: Synthesis) -> str:
    if not synthesis.waiting:
        return ""
    late = plural(synthesis.waiting, "réponse récente n’est", "réponses récentes ne sont")
    counted = "comptée" if synthesis.waiting < 2 else "comptées"
    return (
        f"{late} pas encore {counted}{WIDE}: les chiffres avancent par lots d’au moins "
        f"{synthesis.k}, pour que deux documents comparés ne disent rien d’une personne. "
    )


def _protection(synthesis: Synthesis) -> str:
    if synthesis.k is None:
        return (
            "Nombres exacts, petits groupes compris. Ce document est réservé aux personnes "
            "habilitées : ne le diffusez pas."
        )
    return (
        f"{_batches(synthesis)}"
        f"Aucun groupe de moins de {synthesis.k} personnes n’est montré{WIDE}: son nombre est "
        f"remplacé par «{WIDE}{HIDDEN}{WIDE}», avec d’autres quand une soustraction permettrait de "
        f"le retrouver, et aussi quand presque tout un groupe a dit la même chose{NARROW}; zéro "
        "est traité de même. Les communes concernées sont réunies en «"
        f"{WIDE}Autres communes{WIDE}». Une citation ne porte son public ou sa commune que si ce "
        "groupe est assez nombreux."
    )
