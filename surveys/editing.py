"""What an editor does to a definition: each function takes plain data and gives other plain data.

Nothing here needs a valid questionnaire; whether it can be asked is for `surveys.problems` to say.
Keys are made once, from labels, and stay.
"""

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from surveys import keys, plain_texts
from surveys.kinds.lists import OTHER

Plain = dict[str, Any]
LISTS = ("choices", "rows")
# What a new question of a kind begins with, so that its form is never empty.
BEGINNINGS: dict[str, Plain] = {
    "single_choice": {"choices": []},
    "several_choices": {"choices": []},
    "ranking": {"choices": []},
    "matrix": {"rows": [], "choices": []},
    "scale": {"low": 1, "high": 5, "low_label": "", "high_label": ""},
}


class NotThere(KeyError):
    """No question or section of that key: someone removed it meanwhile."""


def blank(slug: str, title: str, public: str, first_section: str) -> Plain:
    """A questionnaire with one empty section, and nothing said yet of who reads it."""
    return {
        "slug": slug,
        "title": title,
        "public": public,
        "purpose": [],
        "minutes": 1,
        "who_reads": [],
        "rights": "",
        "sections": [{"key": "partie_1", "title": first_section, "questions": []}],
    }


def sections(definition: Mapping[str, Any]) -> list[Plain]:
    """The sections that look like one."""
    found = definition.get("sections")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def asked(section: Mapping[str, Any]) -> list[Plain]:
    """The questions of a section that look like one."""
    found = section.get("questions")
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def questions(definition: Mapping[str, Any]) -> Iterator[Plain]:
    """All questions, in order."""
    for section in sections(definition):
        yield from asked(section)


def question(definition: Mapping[str, Any], key: str) -> Plain:
    """The question of that key. Raises `NotThere`."""
    for one in questions(definition):
        if one.get("key") == key:
            return one
    raise NotThere(key)


def section(definition: Mapping[str, Any], key: str) -> Plain:
    """The section of that key. Raises `NotThere`."""
    for one in sections(definition):
        if one.get("key") == key:
            return one
    raise NotThere(key)


def section_of(definition: Mapping[str, Any], key: str) -> Plain:
    """The section where that question is. Raises `NotThere`."""
    for one in sections(definition):
        if any(question.get("key") == key for question in asked(one)):
            return one
    raise NotThere(key)


def names(definition: Mapping[str, Any]) -> set[str]:
    """Every name that a new key must not take: keys, and what they are the beginning of."""
    taken: set[str] = set()
    for one in questions(definition):
        key = str(one.get("key"))
        taken |= {key, f"{key}_{OTHER}", f"{key}_jour", f"{key}_mois", f"{key}_annee"}
        for name in LISTS:
            taken |= {f"{key}_{item.get('key')}" for item in listed(one, name)}
    return taken


def listed(question: Mapping[str, Any], name: str) -> list[Plain]:
    """Its choices or rows."""
    found = question.get(name)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def change(definition: Mapping[str, Any], **values: Any) -> Plain:
    """The whole with other texts: title, public, purpose, who_reads, rights, minutes…"""
    made = copy.deepcopy(dict(definition)) | values
    return plain_texts.pruned({name: value for name, value in made.items() if value != ()})


def add_question(
    definition: Mapping[str, Any], kind: str, label: str, *, into: str = "", after: str = ""
) -> tuple[Plain, str]:
    """One more question, after that one, else at the end of that section, else of the last one.

    Gives the definition and the new question's key. Raises `NotThere` without any section.
    """
    made = copy.deepcopy(dict(definition))
    key = keys.key_from(label, names(made))
    new = {"kind": kind, "key": key, "label": label, **copy.deepcopy(BEGINNINGS.get(kind, {}))}
    _insert(made, new, into, after)
    return made, key


def _insert(made: Plain, new: Plain, into: str, after: str) -> None:
    if any(one.get("key") == after for one in questions(made)):
        home = section_of(made, after)
        there = home["questions"]
        there.insert(there.index(question(made, after)) + 1, new)
        return
    found = [one for one in sections(made) if one.get("key") == into] or sections(made)[-1:]
    if not found:
        raise NotThere(into)
    found[0].setdefault("questions", []).append(new)


def change_question(definition: Mapping[str, Any], key: str, values: Mapping[str, Any]) -> Plain:
    """A question with other fields; an empty one (None, False, "", empty list) is taken out.

    Its key and kind stay. Its choices may be given without keys: they get one from their label.
    Raises `NotThere`.
    """
    made = copy.deepcopy(dict(definition))
    found = question(made, key)
    kept = {"label", *BEGINNINGS.get(str(found.get("kind")), {})}
    for name, value in values.items():
        if name in LISTS:
            value = _keyed(value)
        if name in kept:
            found[name] = value
        else:
            set_field(found, name, value)
    return plain_texts.pruned(made)


def _keyed(items: Sequence[Mapping[str, Any]]) -> list[Plain]:
    taken = {str(item["key"]) for item in items if item.get("key")}
    made = []
    for item in items:
        label = str(item.get("label", ""))
        key = item.get("key") or keys.key_from(label, taken, else_="choix")
        taken.add(key)
        made.append({"key": key, "label": label})
    return made


def set_field(found: Plain, name: str, value: Any) -> None:
    """An empty field is left out, as `surveys.plain.dump` does: the same text, the same hash."""
    if value is None or value is False or value in ("", [], ()):
        found.pop(name, None)
    else:
        found[name] = value


def change_kind(definition: Mapping[str, Any], key: str, kind: str) -> Plain:
    """The same question answered in another way; what both kinds have stays. Raises `NotThere`."""
    made = copy.deepcopy(dict(definition))
    found = question(made, key)
    kept = {"key", "label", "hint", "required", "only_if", "wordings"}
    begun = copy.deepcopy(BEGINNINGS.get(kind, {}))
    same = {name: found[name] for name in found if name in kept or name in begun}
    if "choices" in found and kind in ("single_choice", "several_choices") and found.get(OTHER):
        same[OTHER] = True
    found.clear()
    found.update({"kind": kind, **begun, **same})
    return plain_texts.pruned(made)


def move_question(definition: Mapping[str, Any], key: str, step: int) -> Plain:
    """A question one place up (-1) or down (1), into the next section at an end. `NotThere`."""
    made = copy.deepcopy(dict(definition))
    home = section_of(made, key)
    there, all_sections = home["questions"], sections(made)
    place, number = there.index(question(made, key)), all_sections.index(home)
    if 0 <= place + step < len(there):
        shift(there, there[place], step)
    elif 0 <= number + step < len(all_sections):
        taken = there.pop(place)
        beyond = all_sections[number + step].setdefault("questions", [])
        beyond.insert(len(beyond) if step < 0 else 0, taken)
    return made


def place_question(definition: Mapping[str, Any], key: str, into: str, place: int) -> Plain:
    """A question dropped at a place (from 0) of a section. Raises `NotThere`."""
    made = copy.deepcopy(dict(definition))
    beyond = section(made, into)
    home, taken = section_of(made, key), question(made, key)
    home["questions"].remove(taken)
    there = beyond.setdefault("questions", [])
    there.insert(max(0, min(place, len(there))), taken)
    return made


def duplicate_question(definition: Mapping[str, Any], key: str) -> tuple[Plain, str]:
    """The same question once more, after itself, under a key of its own. Raises `NotThere`."""
    made = copy.deepcopy(dict(definition))
    new = copy.deepcopy(question(made, key))
    new["key"] = keys.key_from(key, names(made))
    _insert(made, new, "", key)
    return made, new["key"]


def remove_question(definition: Mapping[str, Any], key: str) -> Plain:
    """A question gone, and its translations. Raises `NotThere`."""
    made = copy.deepcopy(dict(definition))
    section_of(made, key)["questions"].remove(question(made, key))
    return plain_texts.pruned(made)


def shift(items: list[Any], item: Any, step: int) -> None:
    """One place up or down; at an end it stays."""
    place = items.index(item)
    if 0 <= place + step < len(items):
        items.insert(place + step, items.pop(place))
