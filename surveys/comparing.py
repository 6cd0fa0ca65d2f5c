"""What changed between two definitions, in words; and what may not mean the same any more.

On plain data, published or being written. Questions are the same when their keys are.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from surveys import editing, plain_texts

SAME_LETTERS = 0.75  # share of common letters, in order: above it, a slip was mended
SAME_WORDS = 0.5  # share of common words: under it, the texts may not mean the same
_NOT_WORD = re.compile(r"[^a-z0-9]+")
_KINDS_SAID = "sorte de réponse"
_RULES = ("min", "max", "low", "high", "decimal", "max_length", "alone", "other", "polarity")
_SENTENCES = {
    "title": "Titre du questionnaire",
    "public": "Public",
    "minutes": "Durée annoncée",
    "purpose": "Pourquoi ces questions",
    "who_reads": "Qui lit les réponses",
    "rights": "Droits",
    "next_steps": "Ce qui se passe ensuite",
}


@dataclass(frozen=True)
class Change:
    """One difference: `what` in French, on `about` (a title or a question's text).

    `key`: the question's, or empty. `before`, `after`: the texts, empty where there is none.
    """

    what: str
    about: str
    key: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Doubt:
    """A key that stays while its text is much different: a correction, or another question?

    `choice`: the key of the choice in doubt, empty when it is the question itself.
    """

    key: str
    choice: str
    before: str
    after: str

    @property
    def name(self) -> str:
        """A name for the form that asks."""
        return f"sens.{self.key}.{self.choice}" if self.choice else f"sens.{self.key}"


def changes(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Every difference, the whole first, then the questions in the new order."""
    found = [
        *_of_whole(old, new),
        *_of_sections(old, new),
        *_of_questions(old, new),
        *_of_translations(old, new),
    ]
    return found if found or old == new else [Change("Réglages : changés", "")]


def doubts(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Doubt]:
    """The keys kept under texts so different that they may ask something else."""
    before = {str(one.get("key")): one for one in editing.questions(old)}
    found: list[Doubt] = []
    for question in editing.questions(new):
        key = str(question.get("key"))
        if key in before:
            found += _doubts_of(key, before[key], question)
    return found


def _doubts_of(key: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Doubt]:
    if not alike(_label(was), _label(now)):
        yield Doubt(key, "", _label(was), _label(now))
    for name in editing.LISTS:
        labels = {str(item.get("key")): _label(item) for item in editing.listed(was, name)}
        for item in editing.listed(now, name):
            choice = str(item.get("key"))
            if choice in labels and not alike(labels[choice], _label(item)):
                yield Doubt(key, choice, labels[choice], _label(item))


def alike(one: str, other: str) -> bool:
    """Whether two texts look like the same said otherwise: most of their letters, or words.

    Letters by `difflib`'s ratio, words by Dice's, without accents, capitals or little words;
    « non » in one of them alone, or another number, is never alike. A guess: it decides whether
    to ask, no more.
    """
    first, second = _bare(one), _bare(other)
    if first == second:
        return True
    if _turning(first) != _turning(second):
        return False
    letters = SequenceMatcher(None, first, second, autojunk=False).ratio()
    return letters >= SAME_LETTERS or _same_words(first, second) >= SAME_WORDS


def _same_words(one: str, other: str) -> float:
    words = [{word for word in text.split() if len(word) > 3} - {"vous"} for text in (one, other)]
    many = len(words[0]) + len(words[1])
    return 2 * len(words[0] & words[1]) / many if many else 0.0


def _turning(text: str) -> set[str]:
    """The words that turn a meaning round, and the numbers."""
    turning = ("non", "pas", "jamais", "aucun", "aucune", "sans", "no", "not", "never", "without")
    return {word for word in text.split() if word in turning or word.isdigit()}


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return _NOT_WORD.sub(" ", plain).strip()


def _of_whole(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for name, said in _SENTENCES.items():
        before, after = _said(old.get(name)), _said(new.get(name))
        if before != after:
            yield Change(f"{said} : changé", "", "", before, after)


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return "" if value is None else str(value)


def _of_sections(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    was = {str(one.get("key")): one for one in editing.sections(old)}
    now = {str(one.get("key")): one for one in editing.sections(new)}
    for key, section in now.items():
        title = str(section.get("title", ""))
        if key not in was:
            yield Change("Partie ajoutée", title)
            continue
        for name, said in (("title", "Titre de partie"), ("intro", "Introduction de partie")):
            before, after = _said(was[key].get(name)), _said(section.get(name))
            if before != after:
                yield Change(f"{said} : changé", title, "", before, after)
    for key in was.keys() - now.keys():
        yield Change("Partie retirée", str(was[key].get("title", "")))
    if _order(was, now) != _order(now, was):
        yield Change("Parties dans un autre ordre", "")


def _order(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    return [key for key in one if key in other]


def _of_questions(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    was = {str(one.get("key")): one for one in editing.questions(old)}
    now = {str(one.get("key")): one for one in editing.questions(new)}
    moved = _moved(old, new, _order(was, now), _order(now, was))
    for key, question in now.items():
        if key not in was:
            yield Change("Question ajoutée", _label(question), key, "", _label(question))
            continue
        if key in moved:
            yield Change("Question déplacée", _label(question), key)
        yield from _of_question(key, was[key], question)
    for key, question in was.items():
        if key not in now:
            yield Change("Question retirée", _label(question), key, _label(question), "")


def _moved(
    old: Mapping[str, Any], new: Mapping[str, Any], before: Sequence[str], after: Sequence[str]
) -> set[str]:
    """The fewest questions that, taken out, leave the others in the same order and section."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    still = {key for block in blocks for key in before[block.a : block.a + block.size]}
    homes = [
        {
            str(q.get("key")): str(s.get("key"))
            for s in editing.sections(d)
            for q in editing.asked(s)
        }
        for d in (old, new)
    ]
    stayed = {key for key in still if homes[0][key] == homes[1][key]}
    return set(after) - stayed


def _of_question(key: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Change]:
    about = _label(now)
    for name, said in (("label", "Texte"), ("hint", "Aide"), ("only_if", "Condition")):
        before, after = _said(was.get(name)), _said(now.get(name))
        if before != after:
            yield Change(f"{said} : {_verb(before, after)}", about, key, before, after)
    if was.get("kind") != now.get("kind"):
        kinds = str(was.get("kind")), str(now.get("kind"))
        yield Change(f"{_KINDS_SAID.capitalize()} : changée", about, key, *kinds)
    if bool(was.get("required")) != bool(now.get("required")):
        yield Change("Obligatoire" if now.get("required") else "Plus obligatoire", about, key)
    for name, said in (("choices", "Réponse"), ("rows", "Ligne")):
        yield from _of_list(key, about, said, editing.listed(was, name), editing.listed(now, name))
    if any(was.get(name) != now.get(name) for name in (*_RULES, "wordings", *_ENDS)):
        yield Change("Réglages de la réponse : changés", about, key)


_ENDS = ("unit", "low_label", "high_label")


def _verb(before: str, after: str) -> str:
    if not before:
        return "ajout"
    return "changement" if after else "retrait"


def _of_list(
    key: str,
    about: str,
    said: str,
    was: Sequence[Mapping[str, Any]],
    now: Sequence[Mapping[str, Any]],
) -> Iterator[Change]:
    before = {str(item.get("key")): _label(item) for item in was}
    after = {str(item.get("key")): _label(item) for item in now}
    for choice, label in after.items():
        if choice not in before:
            yield Change(f"{said} ajoutée", about, key, "", label)
        elif before[choice] != label:
            yield Change(f"{said} : texte changé", about, key, before[choice], label)
    for choice, label in before.items():
        if choice not in after:
            yield Change(f"{said} retirée", about, key, label, "")
    if _order(before, after) != _order(after, before):
        yield Change(f"{said}s dans un autre ordre", about, key)


def _of_translations(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for language in sorted({*plain_texts.languages(old), *plain_texts.languages(new)}):
        before, after = plain_texts.said(old, language), plain_texts.said(new, language)
        count = sum(before.get(path) != after.get(path) for path in {*before, *after})
        if count:
            texts = "1 texte" if count == 1 else f"{count} textes"
            yield Change(f"Traduction ({language}) : {texts}", "")


def _label(thing: Mapping[str, Any]) -> str:
    return _said(thing.get("label"))
