"""Whether people read a text easily: each remark gives a reason and a remedy, in French.

For the editor: `remarks(text, language)` for one text; `survey_remarks(survey, language)` for all
the texts of a questionnaire in one of its languages, path → remarks (paths: `surveys.translation`),
only where there is something to say. They advise and never refuse. FALC is held to more: shorter
sentences, commoner words, no passive at all. Word lists and jargon: `surveys/plain_words/`.
Limits: words and endings are looked at, not grammar; a remark may be wrong, silence proves nothing.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from surveys.schema import Survey
from surveys.translation import texts, translated
from surveys.words import is_french

FOLDER: Final = Path(__file__).parent / "plain_words"


@dataclass(frozen=True)
class Remark:
    """`kind`: phrase_longue, mot_rare, passif, double_negation, jargon, sigle; `excerpt`: where."""

    kind: str
    excerpt: str
    reason: str
    remedy: str


@dataclass(frozen=True)
class Bar:
    """How plain a language variant must be: words in a sentence, rank of its rarest word."""

    longest: int
    rarest: int
    no_passive: bool = False


BARS: Final = {"fr": Bar(25, 15_000), "en": Bar(25, 15_000), "falc": Bar(14, 6_000, True)}

_SENTENCE_END = re.compile(r"(?<=[.!?…])[\s\u00a0]+(?=[^\W\d_a-zà-ÿ]|«|\d)|\n+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_ACRONYM = re.compile(r"\b[A-ZÀ-Ý]{2,}\b")
_NEGATION = {
    "fr": re.compile(r"\b(?:ne|n[’'](?=\w))", re.I),
    "en": re.compile(r"\b(?:not|no|never|nothing|nobody|without|cannot)\b|n[’']t\b", re.I),
}
_TWICE = {
    "fr": re.compile(r"\b(?:sans|impossible|inutile|interdit|défendu|rien que)\b", re.I),
    "en": re.compile(r"\b(?:unless|impossible|useless|forbidden)\b", re.I),
}
_NEITHER = re.compile(r"\b(?:ni|neither|nor)\b", re.I)
_ANSWER_NO = re.compile(r"^No, ")
_PASSIVE = {
    "fr": re.compile(
        r"\b(?:est|sont|sera|seront|était|étaient|été|être|soit|soient)"
        r"(?: (?:aussi|bien|déjà|ensuite|souvent|toujours))? "
        r"([^\W\d_]+(?:é|i|u|is|it|ert))(?:e?s?)\b",
        re.I,
    ),
    "en": re.compile(
        r"\b(?:is|are|was|were|be|been|being)(?: (?:also|already|often))? "
        r"([a-z]+(?:ed|wn|en|ept|elt|aid)|made|read|told|sent|done|held)\b",
        re.I,
    ),
}
_AGENT = {"fr": re.compile(r"(?: \S+){0,2} par\b"), "en": re.compile(r"(?: \S+){0,2} by\b")}
# A form is common when one of its shorter or dictionary forms is: ending → endings to try instead.
_ENDINGS: Final[dict[str, tuple[tuple[str, tuple[str, ...]], ...]]] = {
    "fr": (
        ("s", ("",)), ("x", ("", "l")), ("aux", ("al", "ail")), ("e", ("",)), ("es", ("",)),
        ("ez", ("er", "ir", "re", "")), ("ons", ("er", "")), ("ent", ("er", "e")), ("ée", ("er",)),
        ("ées", ("er",)), ("é", ("er",)), ("és", ("er",)), ("ant", ("er", "ir")),
        ("ement", ("", "e")), ("elle", ("el",)), ("euse", ("eur", "eux")), ("trice", ("teur",)),
        ("issez", ("ir",)), ("erez", ("er",)), ("era", ("er",)), ("eront", ("er",)),
        ("iez", ("er", "ire", "oir")), ("eriez", ("er",)), ("is", ("ire",)), ("saient", ("re",)),
        ("aient", ("er", "ir")), ("ait", ("er", "ir")), ("qu", ("que",)),
        ("vez", ("re", "voir")), ("vons", ("re", "voir")), ("sent", ("re",)),
        ("issons", ("ître", "ir")),
        ("ées", ("é",)), ("és", ("é",)),
    ),
    "en": (
        ("s", ("",)), ("es", ("", "e")), ("ies", ("y",)), ("ed", ("", "e")), ("ing", ("", "e")),
        ("ly", ("",)), ("er", ("", "e")), ("est", ("", "e")), ("isation", ("ization",)),
        ("our", ("or",)), ("ise", ("ize",)), ("re", ("er",)),
    ),
}  # fmt: skip


def remarks(text: str, language: str) -> tuple[Remark, ...]:
    """What makes a text hard to read, in the order in which it is looked for.

    `language` is one of `words.LANGUAGES`. Raises `KeyError` for another.
    """
    bar, read_in = BARS[language], "fr" if is_french(language) else "en"
    sentences = [part for part in _SENTENCE_END.split(text) if part.strip()]
    found = [remark for sentence in sentences for remark in _of_sentence(sentence, read_in, bar)]
    for look in (_rare, _jargon, _acronyms):
        found += look(text, read_in, bar)
    return tuple(dict.fromkeys(found))


def survey_remarks(survey: Survey, language: str) -> dict[str, tuple[Remark, ...]]:
    """Path → remarks on the questionnaire in that language; an acronym explained once is enough."""
    explained: set[str] = set()
    found: dict[str, tuple[Remark, ...]] = {}
    for path, text in texts(translated(survey, language)).items():
        said = tuple(r for r in remarks(text, language) if r.excerpt not in explained)
        if said:
            found[path] = said
        explained.update(_explained(text, "fr" if is_french(language) else "en"))
    return found


def _of_sentence(sentence: str, language: str, bar: Bar) -> Iterator[Remark]:
    words = len([part for part in sentence.split() if any(map(str.isalnum, part))])
    if words > bar.longest:
        yield Remark(
            "phrase_longue",
            _short(sentence),
            f"Cette phrase a {words} mots ; au-delà de {bar.longest}, on perd le fil.",
            "Coupez-la en deux : une idée par phrase.",
        )
    if _says_no_twice(sentence, language):
        yield Remark(
            "double_negation",
            _short(sentence),
            "Deux négations dans une phrase se comprennent mal.",
            "Dites ce qui est vrai, ou ce qu’il faut faire.",
        )
    yield from _passive(sentence, language, bar)


def _says_no_twice(sentence: str, language: str) -> bool:
    if _NEITHER.search(sentence):
        return False  # « ni nom ni adresse » is one refusal of two things
    said = [word.lower() for word in _NEGATION[language].findall(_ANSWER_NO.sub("", sentence))]
    if said and set(said) == {"no"}:  # « no account, no name »: several things, each refused once
        return False
    return len(said) > 1 or bool(said and _TWICE[language].search(sentence))


def _passive(sentence: str, language: str, bar: Bar) -> Iterator[Remark]:
    for found in _PASSIVE[language].finditer(sentence):
        state = found[1].lower() in _lists(language)["not_passive"]
        by_whom = _AGENT[language].match(sentence, found.end())
        if not state and (by_whom or bar.no_passive):
            yield Remark(
                "passif",
                found[0],
                "Cette tournure cache qui agit.",
                "Commencez par la personne qui agit : « la mairie décide ».",
            )


def _rare(text: str, language: str, bar: Bar) -> Iterator[Remark]:
    jargon = " ".join(_lists(language)["jargon"])
    for found in _WORD.finditer(text):
        word = found[0]
        explained = text.startswith(" (", found.end())
        if explained or word.isupper() or word.lower() in jargon or _is_name(text, found):
            continue
        if any(not _common(part.lower(), language, bar.rarest) for part in word.split("-")):
            yield Remark(
                "mot_rare",
                word,
                "Ce mot est peu courant.",
                "Prenez un mot de tous les jours, ou expliquez-le entre parenthèses.",
            )


def _is_name(text: str, found: re.Match[str]) -> bool:
    """A capital inside a sentence: a name, which is as it is."""
    before = text[: found.start()].rstrip(" \u00a0«“(")
    return found[0][0].isupper() and bool(before) and before[-1] not in ".!?:…\n"


def _common(word: str, language: str, rarest: int) -> bool:
    ranks = _ranks(language)
    common = _lists(language)["common"]
    return any(
        form in common or ranks.get(form, rarest) < rarest for form in _forms(word, language)
    )


def _forms(word: str, language: str) -> Iterator[str]:
    yield word
    if len(word) < 3 and word not in _ranks(language):
        yield "a"  # a lone letter or « qu » before an apostrophe
    for ending, others in _ENDINGS[language]:
        if word.endswith(ending) and len(word) - len(ending) > 1:
            yield from (word.removesuffix(ending) + other for other in others)


def _jargon(text: str, language: str, bar: Bar) -> Iterator[Remark]:
    for word, instead in _lists(language)["jargon"].items():
        found = re.search(rf"\b{re.escape(word)}(?:e?s)?\b(?! \()", text, re.I)
        if found:
            reason = "Ce mot est celui d’un métier ; tout le monde ne le connaît pas."
            yield Remark("jargon", found[0], reason, f"Dites plutôt : {instead}.")


def _acronyms(text: str, language: str, bar: Bar) -> Iterator[Remark]:
    explained = _explained(text, language)
    for word in _acronyms_of(text, language):
        if word not in explained:
            reason = "Ce sigle n’est pas expliqué."
            yield Remark("sigle", word, reason, "Écrivez d’abord le nom entier, ou expliquez-le.")


def _acronyms_of(text: str, language: str) -> Sequence[str]:
    lists = _lists(language)
    spelled = [word for word in lists["acronyms"] if re.search(rf"\b{word}\b", text)]
    return [w for w in (*_ACRONYM.findall(text), *spelled) if w not in lists["known"]]


def _explained(text: str, language: str) -> set[str]:
    """Acronyms with brackets after them, or in brackets after their name."""
    marks: tuple[Callable[[str], str], ...] = (lambda w: f"{w} (", lambda w: f"({w})")
    return {w for w in _acronyms_of(text, language) if any(mark(w) in text for mark in marks)}


def _short(sentence: str) -> str:
    return sentence if len(sentence) <= 60 else f"{sentence[:59].rstrip()}…"


@cache
def _ranks(language: str) -> dict[str, int]:
    """Word → its place among the most frequent, from 0."""
    lines = (FOLDER / f"{language}.txt").read_text("utf-8").splitlines()
    return {word: rank for rank, word in enumerate(w for w in lines if not w.startswith("#"))}


@cache
def _lists(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text("utf-8"))
