"""The words of XLSForm: sheets, columns and types, the other ways to spell them, and our own.

Ours begin with `paroles_`: XLSForm has no word for what they say, and its tools leave them alone
(`paroles::…` would be taken for a language).
"""

import re
from typing import Final

from surveys.words import LANGUAGES

OURS: Final = "paroles_"
TRANSLATABLE: Final = (
    "label", "hint", "constraint_message", "required_message", "guidance_hint",
    "image", "audio", "video", "media",
)  # fmt: skip
_HEADER: Final = re.compile(
    r"(?:media\s*::\s*)?(label|hint|constraint[ _]message|required[ _]message|guidance[ _]hint"
    r"|image|audio|video)\s*::?\s*(.+)",
    re.IGNORECASE | re.DOTALL,
)
_ALIASES: Final = {
    "relevance": "relevant",
    "caption": "label",
    "command": "type",
    "list": "list_name",
    "value": "name",
    "read_only": "readonly",
    "calculate": "calculation",
    "title": "form_title",
    "id_string": "form_id",
    "skippable": "required",
    "media::image": "image",
    "media::audio": "audio",
    "media::video": "video",
}
_LANGUAGE: Final = re.compile(r".*\(\s*([A-Za-z-]+)\s*\)\s*", re.DOTALL)
_LANGUAGE_NAMES: Final = {
    "français": "fr",
    "francais": "fr",
    "french": "fr",
    "english": "en",
    "anglais": "en",
    "facile à lire": "falc",
}

TYPE_ALIASES: Final = {
    "select one": "select_one",
    "select one from": "select_one",
    "select1": "select_one",
    "select multiple": "select_multiple",
    "select multiple from": "select_multiple",
    "select all that apply": "select_multiple",
    "select all that apply from": "select_multiple",
    "begin group": "begin_group",
    "end group": "end_group",
    "begin repeat": "begin_repeat",
    "end repeat": "end_repeat",
    "int": "integer",
    "string": "text",
    "trigger": "acknowledge",
}


def language_name(language: str) -> str:
    """« Français (fr) », as `label::Français (fr)` wants it."""
    return f"{LANGUAGES.get(language, language)} ({language})"


def language_code(name: str) -> str:
    """« fr » from « Français (fr) », « French », « fr »; the name itself when it has no code."""
    found = _LANGUAGE.fullmatch(name)
    code = (found[1] if found else name).strip().casefold()
    return _LANGUAGE_NAMES.get(code, code.split("-")[0] if found else code)


def column_of(header: str) -> tuple[str, str]:
    """A heading as the column it names and its language, empty for none."""
    found = _HEADER.fullmatch(header.strip())
    if found:
        return re.sub("[ ]", "_", found[1].lower()), language_code(found[2])
    name = header.strip().lower().replace(" ", "_")
    return _ALIASES.get(name, name), ""


def type_of(cell: str) -> tuple[str, str, bool]:
    """A type as its first word, the list it names, and whether « or_other » follows."""
    words = cell.split()
    other = bool(words) and words[-1].lower() in ("or_other", "or_specify")
    if len(words) > 2 and [word.lower() for word in words[-2:]] == ["or", "other"]:
        other, words = True, words[:-1]
    words = words[:-1] if other else words
    for length in range(len(words), 0, -1):
        start = " ".join(words[:length]).lower()
        spaced = start.replace("_", " ")
        if spaced in TYPE_ALIASES:
            return TYPE_ALIASES[spaced], " ".join(words[length:]), other
    return (words[0].lower() if words else ""), " ".join(words[1:]), other
