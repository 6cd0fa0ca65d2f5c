"""Another meaning under a new key: what was answered before stays apart, what pointed follows."""

import copy
from collections.abc import Mapping
from typing import Any

from surveys import editing, keys, plain_texts
from surveys.conditions import BadCondition, parse, to_text
from surveys.conditions.renaming import Choice, Column, renamed
from surveys.conditions.tree import columns
from surveys.editing import Plain
from surveys.kinds.lists import OTHER


def renew_key(definition: Mapping[str, Any], key: str) -> tuple[Plain, str]:
    """The question under a new key: another question, whose answers go apart. `NotThere`.

    Conditions that looked at it, and its translations, follow.
    """
    made = copy.deepcopy(dict(definition))
    found = editing.question(made, key)
    new = keys.key_from(str(found.get("label")), editing.names(made))
    looked = _columns(found)

    def column(name: str) -> str:
        return new + name.removeprefix(key) if name in looked else name

    _follow(made, looked, column, lambda _column, choice: choice)
    found["key"] = new
    plain_texts.rename(made, f"question.{key}", f"question.{new}")
    return made, new


def _columns(question: Mapping[str, Any]) -> set[str]:
    """The names under which conditions may look at a question."""
    key = str(question.get("key"))
    rows = {f"{key}_{row.get('key')}" for row in editing.listed(question, "rows")}
    return {key, *rows} | ({f"{key}_{OTHER}"} if question.get("other") else set())


def _follow(made: Plain, looked: set[str], column: Column, choice: Choice) -> None:
    """Has every condition that looks at these columns say the new names; in place."""
    for one in editing.questions(made):
        try:
            condition = parse(str(one.get("only_if") or ""))
        except BadCondition:
            continue
        if looked & set(columns(condition)):
            one["only_if"] = to_text(renamed(condition, column, choice))


def renew_choice(definition: Mapping[str, Any], key: str, choice: str) -> Plain:
    """A choice under a new key: its answers are no longer counted with the old one's."""
    made = copy.deepcopy(dict(definition))
    found = editing.question(made, key)
    taken = {str(item.get("key")) for item in editing.listed(found, "choices")}
    for item in editing.listed(found, "choices"):
        if item.get("key") == choice:
            item["key"] = keys.key_from(str(item.get("label")), taken, else_="choix")
            _choice_followed(made, found, choice, item["key"])
    return made


def _choice_followed(made: Plain, question: Plain, old: str, new: str) -> None:
    """Translations, conditions and « exclut les autres » say the new key."""
    base = f"question.{question.get('key')}.choices"
    plain_texts.rename(made, f"{base}.{old}", f"{base}.{new}")
    if old in question.get("alone", ()):
        question["alone"] = [new if key == old else key for key in question["alone"]]
    looked = _columns(question)

    def choice(column: str, key: str) -> str:
        return new if column in looked and key == old else key

    _follow(made, looked, lambda column: column, choice)
