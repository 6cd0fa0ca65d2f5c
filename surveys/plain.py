"""Definitions as plain data and back: strict, so that nothing written is dropped in silence."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache
from typing import Any, get_args, get_origin, get_type_hints

from surveys.asking import InvalidSurvey, Question
from surveys.questions import KINDS

_TYPES = {str: "un texte", int: "un nombre entier", float: "un nombre", bool: "true ou false"}
_UNSTORABLE = {*map(chr, range(32)), "\x7f"} - {"\n", "\t"}


def dump(thing: Any) -> Any:
    """A definition as JSON-able data. A field at its default is left out.

    So a field added to the software later does not change the hash of what was published before.
    """
    if isinstance(thing, tuple):
        return [dump(item) for item in thing]
    if not is_dataclass(thing):
        return thing
    said = {"kind": thing.kind} if isinstance(thing, Question) else {}
    values = {field.name: getattr(thing, field.name) for field in fields(thing)}
    defaults = {field.name: field.default for field in fields(thing)}
    return said | {name: dump(v) for name, v in values.items() if v != defaults[name]}


def build(cls: Any, data: Any, where: str) -> Any:
    """The dataclass `cls` made from plain data; `where` names it in the error.

    Raises `InvalidSurvey` for an unknown field, a missing one, or one of another type.
    """
    made, values = parts(cls, data, where)
    return made(**values)


def parts(cls: Any, data: Any, where: str) -> tuple[Any, dict[str, Any]]:
    """The class to make and the values of its fields, before its own rules look at them.

    Raises `InvalidSurvey` as `build` does.
    """
    if not isinstance(data, Mapping):
        raise InvalidSurvey(f"{where} : écrivez ses champs sous la forme « nom = valeur ».")
    made, given = _pick_kind(cls, dict(data), where)
    known = _fields(made)
    for name in given.keys() - known.keys():
        raise InvalidSurvey(
            f"{where} : le champ « {name} » n’existe pas. Champs possibles : "
            f"{', '.join(sorted(known))}."
        )
    for name, field in known.items():
        if field.default is MISSING and name not in given:
            raise InvalidSurvey(f"{where} : il manque le champ « {name} » ; ajoutez-le.")
    hints = _hints(made)
    return made, {name: _value(hints[name], given[name], where, name) for name in given}


def _pick_kind(cls: Any, data: dict[str, Any], where: str) -> tuple[Any, dict[str, Any]]:
    """For a question, the class that its `kind` names."""
    if not issubclass(cls, Question):
        return cls, data
    kind = data.pop("kind", None)
    if not isinstance(kind, str) or kind not in KINDS:
        said = f"le genre « {kind} » n’existe pas" if kind else "il manque le genre (kind)"
        raise InvalidSurvey(f"{where} : {said}. Genres possibles : {', '.join(KINDS)}.")
    return KINDS[kind], data


def _value(expected: Any, value: Any, where: str, name: str) -> Any:
    if get_origin(expected) is tuple:
        return _items(get_args(expected)[0], value, where, name)
    if is_dataclass(expected) and isinstance(expected, type):
        return build(expected, value, where)
    allowed = [kind for kind in get_args(expected) or (expected,) if kind in _TYPES]
    if type(value) not in allowed:
        said = " ou ".join(_TYPES[kind] for kind in allowed)
        raise InvalidSurvey(f"{where} : « {name} » doit être {said}.")
    if isinstance(value, str):
        _check_storable(value, where, name)
    return value


def _items(item: Any, values: Any, where: str, name: str) -> tuple[Any, ...]:
    if not isinstance(values, list | tuple):
        raise InvalidSurvey(f"{where} : « {name} » doit être une liste, entre crochets.")
    return tuple(
        _value(item, value, _place(item, value, where, name, number), name)
        for number, value in enumerate(values, 1)
    )


def _place(item: Any, value: Any, where: str, name: str, number: int) -> str:
    """How an error names one item of a list: questions and sections by their key."""
    key = value.get("key") if isinstance(value, Mapping) else None
    if isinstance(item, type) and issubclass(item, Question):
        return f"question « {key} »" if key else f"{where}, question n° {number}"
    if name == "sections":
        return f"section « {key} »" if key else f"section n° {number}"
    if isinstance(value, Mapping) and isinstance(value.get("path"), str):
        return f"{where}, « {value['path']} »"
    return f"{where}, {name} n° {number}"


def _check_storable(text: str, where: str, name: str) -> None:
    if _UNSTORABLE & set(text) or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise InvalidSurvey(
            f"{where} : « {name} » contient un signe invisible ; réécrivez ce texte à la main."
        )


@cache
def _hints(cls: Any) -> dict[str, Any]:
    return get_type_hints(cls)


@cache
def _fields(cls: Any) -> dict[str, Field[Any]]:
    return {field.name: field for field in fields(cls)}
