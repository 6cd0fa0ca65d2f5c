"""What an editor does to the sections of a definition; like `surveys.editing`, on plain data."""

import copy
from collections.abc import Mapping
from typing import Any

from surveys import editing, keys, plain_texts
from surveys.editing import Plain


def add_section(definition: Mapping[str, Any], title: str, after: str = "") -> tuple[Plain, str]:
    """One more section, after that one or at the end; and its key."""
    made = copy.deepcopy(dict(definition))
    there = [str(one.get("key")) for one in editing.sections(made)]
    key = keys.key_from(title, there, else_="partie")
    place = there.index(after) + 1 if after in there else len(there)
    made.setdefault("sections", []).insert(place, {"key": key, "title": title, "questions": []})
    return made, key


def change_section(definition: Mapping[str, Any], key: str, title: str, intro: str) -> Plain:
    """A section's title and introduction. Raises `NotThere`."""
    made = copy.deepcopy(dict(definition))
    found = editing.section(made, key)
    found["title"] = title
    editing.set_field(found, "intro", intro)
    return plain_texts.pruned(made)


def remove_section(definition: Mapping[str, Any], key: str) -> Plain:
    """A section and its questions, gone. Raises `NotThere`."""
    made = copy.deepcopy(dict(definition))
    made["sections"].remove(editing.section(made, key))
    return plain_texts.pruned(made)


def move_section(definition: Mapping[str, Any], key: str, step: int) -> Plain:
    """A section one place up (-1) or down (1); at an end it stays. Raises `NotThere`."""
    made = copy.deepcopy(dict(definition))
    editing.shift(made["sections"], editing.section(made, key), step)
    return made
