"""One row of the survey sheet as a question of ours: what each type becomes."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from surveys.kinds.lists import OTHER
from surveys.outcome import Place, Remarks
from surveys.words import AGE_BANDS
from surveys.xlsform.lists import Offer
from surveys.xlsform.tree import Node
from surveys.xlsform.words import NOT_TAKEN

Data = dict[str, Any]
Texts = dict[str, dict[str, str]]  # language → path under the question → text
_POINT = re.compile(r"([0-9]+)(?: \((.*)\))?", re.DOTALL)
_LOW, _HIGH = "le moins", "le plus"


@dataclass
class Taken:
    """What a row becomes: fields of its kind, translated texts, keys of its choices."""

    data: Data
    texts: Texts
    choices: dict[str, str]


@dataclass
class Source:
    """What a row is read with. `opens`: the choice that a following text specifies."""

    node: Node
    lists: dict[str, Offer]
    languages: tuple[str, ...]
    remarks: Remarks
    opens: str = ""

    @property
    def place(self) -> Place:
        return self.node.line.place

    @property
    def offer(self) -> Offer | None:
        """Its list; None, and said, when the choices sheet has none of that name."""
        found = self.lists.get(self.node.listed)
        if found is None:
            self.remarks.lost(
                self.place,
                f"cette question n’est pas reprise : la liste « {self.node.listed} » n’est pas "
                "dans la feuille choices ; ajoutez-la.",
            )
        return found


def take(source: Source) -> Taken | None:
    """The question, or None when its type is not one of ours: said in `remarks`."""
    kind = source.node.kind
    taker = _TAKERS.get(kind)
    if taker is None:
        why = NOT_TAKEN.get(kind, "ce type n’existe pas chez nous ; choisissez-en un autre.")
        source.remarks.lost(source.place, f"« {kind} » n’est pas repris : {why}")
        return None
    return taker(source)


def _select_one(source: Source) -> Taken | None:
    asked = source.node.line.get("paroles_kind")
    if asked in ("commune", "age_band"):
        words = {band: band for band in AGE_BANDS} if asked == "age_band" else {}
        return Taken({"kind": asked}, {}, words)
    offer = source.offer
    if offer is None:
        return None
    if asked == "scale":
        scale = _scale(offer, source)
        if scale is not None:
            return scale
    return _listed("single_choice", offer, source)


def _select_multiple(source: Source) -> Taken | None:
    offer = source.offer
    return None if offer is None else _listed("several_choices", offer, source)


def _listed(kind: str, offer: Offer, source: Source) -> Taken:
    data: Data = {"kind": kind}
    if source.opens:
        offer = offer.other(source.opens)
    if source.opens or source.node.or_other:
        data["other"] = True
    offer.tell(source.remarks)
    data["choices"] = offer.plain
    choices = offer.keys | ({"other": OTHER} if source.node.or_other else {})
    return Taken(data, offer.texts(source.languages), choices)


def _scale(offer: Offer, source: Source) -> Taken | None:
    """Points whose ends carry words in parentheses, as we write them."""
    points = [int(choice.word) for choice in offer.choices if choice.word.isdecimal()]
    texts: Texts = {language: {} for language in source.languages}
    ends = offer.choices[:1] + offer.choices[-1:]
    if len(points) != len(offer.choices) or points != list(range(points[0], points[-1] + 1)):
        source.remarks.adapted(
            source.place, "les points de l’échelle ne se suivent pas : un choix."
        )
        return None
    data: Data = {"kind": "scale", "low": points[0], "high": points[-1]}
    for name, choice, default in zip(("low_label", "high_label"), ends, (_LOW, _HIGH), strict=True):
        data[name] = _words(choice.label) or default
        for language in source.languages:
            texts[language][name] = _words(choice.line.get("label", language))
    return Taken(data, texts, offer.keys)


def _words(label: str) -> str:
    found = _POINT.fullmatch(label)
    return (found[2] or "") if found else label


def _rank(source: Source) -> Taken | None:
    offer = source.offer
    if offer is None:
        return None
    offer.tell(source.remarks)
    data: Data = {"kind": "ranking", "choices": offer.plain}
    most = source.node.line.get("paroles_max")
    if most.isdecimal():
        data["max"] = int(most)
    return Taken(data, offer.texts(source.languages), offer.keys)


def _number(source: Source) -> Taken:
    line = source.node.line
    data: Data = {"kind": "number"} | ({"unit": unit} if (unit := line.get("paroles_unit")) else {})
    if source.node.kind == "decimal":
        data["decimal"] = True
    texts = {lang: {"unit": line.get(f"paroles_unit_{lang}")} for lang in source.languages}
    return Taken(data, texts, {})


def _text(source: Source) -> Taken:
    line = source.node.line
    if line.get("paroles_kind") == "commune":
        return Taken({"kind": "commune"}, {}, {})
    if "multiline" not in line.get("appearance").split():
        return Taken({"kind": "short_text"}, {}, {})
    polarity = line.get("paroles_polarity")
    return Taken({"kind": "long_text"} | ({"polarity": polarity} if polarity else {}), {}, {})


def _range(source: Source) -> Taken | None:
    """A scale when it has few whole points, else a number between two bounds."""
    given = dict(re.findall(r"(\w+)\s*=\s*(-?[0-9.]+)", source.node.line.get("parameters")))
    low, high, step = (given.get(n, d) for n, d in (("start", "1"), ("end", "10"), ("step", "1")))
    if step == "1" and low.isdecimal() and high.isdecimal() and 0 < int(high) - int(low) <= 10:
        source.remarks.adapted(
            source.place,
            f"cette échelle n’a pas de mots à ses bouts : « {_LOW} » et « {_HIGH} » ; changez-les.",
        )
        data = {"low": int(low), "high": int(high), "low_label": _LOW, "high_label": _HIGH}
        return Taken({"kind": "scale"} | data, {}, {})
    source.remarks.adapted(source.place, "cette échelle devient un nombre entre deux bornes.")
    whole = all("." not in bound for bound in (low, high, step))
    number: Callable[[str], float] = int if whole else float
    try:
        bounds = {"min": number(low), "max": number(high)}
    except ValueError:
        bounds = {}
    return Taken({"kind": "number"} | bounds | ({} if whole else {"decimal": True}), {}, {})


def _kind(kind: str) -> Callable[[Source], Taken]:
    return lambda source: Taken({"kind": kind}, {}, {})


def _consent(source: Source) -> Taken:
    return Taken({"kind": "consent"}, {}, {"OK": "oui"})


_TAKERS: dict[str, Callable[[Source], Taken | None]] = {
    "select_one": _select_one,
    "select_multiple": _select_multiple,
    "rank": _rank,
    "integer": _number,
    "decimal": _number,
    "range": _range,
    "text": _text,
    "date": _kind("date"),
    "note": _kind("note"),
    "acknowledge": _consent,
}
