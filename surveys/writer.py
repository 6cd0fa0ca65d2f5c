"""A questionnaire as TOML that a person can go on writing: what `loader` reads back."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from surveys.schema import Survey, to_dict

_BARE = re.compile("[A-Za-z0-9_-]+")
_ESCAPED = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}
_TABLES = ("choices", "rows")
_SHORT = 60  # signs of a list written on one line


def to_toml(survey: Survey) -> str:
    """The questionnaire as TOML, in the order of `surveys/catalogue`; defaults are left out.

    `loader.parse_toml` gives the same questionnaire back, provided that its French texts have
    French spacing, as all that the loader reads has.
    """
    data = to_dict(survey)
    sections, translations = data.pop("sections"), data.pop("translations", ())
    blocks = ["\n".join(_fields(data))]
    for section in sections:
        blocks.extend(_section(section))
    for translation in translations:
        texts = {text["path"]: text["text"] for text in translation.get("texts", ())}
        blocks.append("\n".join([f"[translations.{translation['language']}]", *_fields(texts)]))
    return "\n\n".join(blocks) + "\n"


def _section(section: dict[str, Any]) -> Iterator[str]:
    questions = section.pop("questions")
    yield "\n".join(["[[sections]]", *_fields(section)])
    for question in questions:
        yield "\n".join(_question(question))


def _question(question: dict[str, Any]) -> Iterator[str]:
    tables = {name: question.pop(name) for name in _TABLES if name in question}
    wordings = question.pop("wordings", ())
    yield "[[sections.questions]]"
    yield from _fields(question)
    for name, items in tables.items():
        yield f"[sections.questions.{name}]"
        yield from _fields({item["key"]: item["label"] for item in items})
    for wording in wordings:
        public = wording.pop("public")
        yield f"[sections.questions.wordings.{public}]"
        yield from _fields(wording)


def _fields(fields: Mapping[str, Any]) -> Iterator[str]:
    for name, value in fields.items():
        yield f"{name if _BARE.fullmatch(name) else _text(name)} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list):
        return _list([_value(item) for item in value])
    return repr(value)


def _list(items: list[str]) -> str:
    line = ", ".join(items)
    if len(line) <= _SHORT:
        return f"[{line}]"
    return "[\n" + "".join(f"  {item},\n" for item in items) + "]"


def _text(text: str) -> str:
    escaped = "".join(_ESCAPED.get(sign, sign) for sign in text)
    return '"' + "".join(f"\\u{ord(s):04x}" if s == "\x7f" else s for s in escaped) + '"'
