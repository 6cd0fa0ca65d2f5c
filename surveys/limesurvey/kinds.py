"""What each type of LimeSurvey's questions becomes here; those that we lack, with a sentence."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from surveys.foreign import key_of
from surveys.kinds.lists import OTHER
from surveys.limesurvey.rows import Row
from surveys.outcome import Remarks

Texts = dict[str, Row]  # path under the question → the row that says it, in the file's language
NOT_TAKEN: Final = {
    "1": "une double échelle n’existe pas chez nous ; écrivez deux tableaux.",
    ":": "un tableau de nombres n’existe pas chez nous ; posez une question par nombre.",
    ";": "un tableau de textes n’existe pas chez nous ; posez une question par texte.",
    "*": "nous ne calculons rien pendant la réponse ; retirez-la.",
    "|": "nous ne recevons pas de fichier ; demandez quelques mots.",
    "I": "le choix de la langue est déjà sur chaque page ; retirez-la.",
}
_YES_NO = (("Y", "oui", "Oui"), ("N", "non", "Non"))
_FIXED: Final = {
    "Y": _YES_NO,
    "C": (*_YES_NO, ("U", "incertain", "Incertain")),
    "E": (("I", "plus", "Plus"), ("S", "pareil", "Pareil"), ("D", "moins", "Moins")),
    "G": (("F", "femme", "Femme"), ("M", "homme", "Homme")),
    "A": tuple((str(n), str(n), str(n)) for n in range(1, 6)),
    "B": tuple((str(n), str(n), str(n)) for n in range(1, 11)),
}
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass
class Taken:
    """Fields of one question; codes of its answers → keys; codes of its lines → keys."""

    data: dict[str, Any]
    bounds: dict[str, Any] = field(default_factory=dict)
    choices: dict[str, str] = field(default_factory=dict)
    lines: dict[str, str] = field(default_factory=dict)
    used: set[str] = field(default_factory=set)  # attributes that it took
    paths: dict[tuple[str, str], str] = field(default_factory=dict)  # class, code → path


Taker = Callable[[Row, Remarks], Taken | None]


def take(row: Row, remarks: Remarks) -> Taken | None:
    """The question of a row, or None, said in `remarks`."""
    kind = row.get("type/scale")
    taker = _TAKERS.get(kind)
    if taker is None:
        why = NOT_TAKEN.get(kind, "ce type n’existe pas chez nous ; choisissez-en un autre.")
        remarks.lost(row.place, f"question « {row.get('name')} » de type {kind} : {why}")
        return None
    return taker(row, remarks)


def _listed(rows: list[Row], kind: str, name: str) -> Taken:
    """Choices, or lines, that rows of one class say."""
    taken = Taken({name: []})
    codes = taken.choices if name == "choices" else taken.lines
    for row in rows:
        code = row.get("name")
        key = codes[code] = key_of(code, set(codes.values()), digits=True)
        taken.data[name].append({"key": key, "label": row.text() or code})
        taken.paths[kind, code] = f"{name}.{key}"
    return taken


def _fixed(kind: str) -> Taken:
    """The answers that LimeSurvey adds by itself."""
    offered = [{"key": key, "label": label} for _, key, label in _FIXED[kind]]
    return Taken({"choices": offered}, choices={code: key for code, key, _ in _FIXED[kind]})


def _single(row: Row, remarks: Remarks) -> Taken:
    taken = _listed(row.of("A"), "A", "choices")
    taken.data["kind"] = "single_choice"
    _other(row, taken)
    if row.get("type/scale") == "O":
        remarks.lost(row.place, "le commentaire sous la liste n’est pas repris ; posez-le à part.")
    return taken


def _several(row: Row, remarks: Remarks) -> Taken:
    taken = _listed(row.of("SQ"), "SQ", "choices")
    taken.data["kind"] = "several_choices"
    _other(row, taken)
    for name, column in (("min", "min_answers"), ("max", "max_answers")):
        if row.get(column).isdecimal():
            taken.bounds[name] = int(row.get(column))
    alone = [code for code in row.get("exclude_all_others").split(";") if code in taken.choices]
    if alone:
        taken.bounds["alone"] = [taken.choices[code] for code in alone]
    taken.used |= {"min_answers", "max_answers", "exclude_all_others"}
    if row.get("type/scale") == "P":
        remarks.lost(row.place, "les commentaires de chaque choix ne sont pas repris.")
    return taken


def _other(row: Row, taken: Taken) -> None:
    if row.get("other").upper() != "Y":
        return
    taken.data["other"] = True
    taken.used |= {"other", "other_replace_text"}
    taken.choices["-oth-"] = OTHER
    label = row.text("other_replace_text")
    if label and all(choice["key"] != OTHER for choice in taken.data["choices"]):
        taken.data["choices"].append({"key": OTHER, "label": label})


def _ranking(row: Row, remarks: Remarks) -> Taken:
    taken = _listed(row.of("A") or row.of("SQ"), "A" if row.of("A") else "SQ", "choices")
    taken.data["kind"] = "ranking"
    if row.get("max_answers").isdecimal():
        taken.bounds["max"] = int(row.get("max_answers"))
    taken.used.add("max_answers")
    return taken


def _array(row: Row, remarks: Remarks) -> Taken:
    kind = row.get("type/scale")
    offered = _fixed(kind) if kind in _FIXED else _listed(row.of("A"), "A", "choices")
    lines = _listed(row.of("SQ"), "SQ", "rows")
    data = {"kind": "matrix"} | lines.data | offered.data
    paths = lines.paths | offered.paths
    return Taken(data, choices=offered.choices, lines=lines.lines, paths=paths)


def _fixed_single(row: Row, remarks: Remarks) -> Taken:
    taken = _fixed(row.get("type/scale"))
    taken.data["kind"] = "single_choice"
    return taken


def _five(row: Row, remarks: Remarks) -> Taken:
    remarks.adapted(
        row.place, "cette échelle n’a pas de mots à ses bouts : « le moins » et « le plus »."
    )
    words = {"low_label": "le moins", "high_label": "le plus"}
    return Taken({"kind": "scale", "low": 1, "high": 5} | words)


def _number(row: Row, remarks: Remarks) -> Taken:
    whole = row.get("num_value_int_only") == "1"
    taken = Taken({"kind": "number"} | ({} if whole else {"decimal": True}))
    if unit := row.text("suffix"):
        taken.data["unit"] = unit
    for name in ("min", "max"):
        said = row.get(f"{name}_num_value_n")
        if re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,10})?", said):
            taken.bounds[name] = float(said) if "." in said else int(said)
            taken.used.add(f"{name}_num_value_n")
    taken.used |= {"num_value_int_only", "suffix"}
    return taken


def _date(row: Row, remarks: Remarks) -> Taken:
    taken = Taken({"kind": "date"})
    for name in ("min", "max"):
        said = row.get(f"date_{name}")
        if _DAY.fullmatch(said):
            taken.bounds[name] = said
            taken.used.add(f"date_{name}")
    return taken


def _text(kind: str) -> Taker:
    def taker(row: Row, remarks: Remarks) -> Taken:
        taken = Taken({"kind": kind}, used={"maximum_chars"})
        if row.get("maximum_chars").isdecimal():
            taken.bounds["max_length"] = int(row.get("maximum_chars"))
        return taken

    return taker


def _note(row: Row, remarks: Remarks) -> Taken:
    return Taken({"kind": "note"})


_TAKERS: Final[dict[str, Taker]] = (
    dict.fromkeys("L!O", _single)
    | dict.fromkeys("MP", _several)
    | dict.fromkeys("FHABCE", _array)
    | dict.fromkeys("YG", _fixed_single)
    | {
        "R": _ranking,
        "5": _five,
        "N": _number,
        "K": _number,  # one for each of its lines
        "S": _text("short_text"),
        "Q": _text("short_text"),
        "T": _text("long_text"),
        "U": _text("long_text"),
        "D": _date,
        "X": _note,
    }
)
