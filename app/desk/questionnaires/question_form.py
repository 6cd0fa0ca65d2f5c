"""A question's form on the desk: what was typed, read into the fields of its kind."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from werkzeug.datastructures import MultiDict

from surveys import editing
from surveys.loader import french_spacing
from surveys.reading import clean_text, parse_number
from surveys.words import POLARITIES, PUBLICS

Plain = dict[str, Any]
Form = MultiDict[str, str]
NOT_A_NUMBER = "Écrivez un nombre en chiffres, ou laissez vide."
NEEDED = "Écrivez un nombre entier."
BUTTONS = ("up", "down", "remove")


class Unreadable(ValueError):
    """Something typed that no draft can hold; `errors`: field → sentence."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__("unreadable")
        self.errors = errors


def values(kind: str, form: Form, *, language: str = "fr") -> Plain:
    """The fields of a question, as the draft keeps them. Raises `Unreadable`."""
    read = _Reader(form, language)
    found = {
        "label": read.text("label"),
        "hint": read.text("hint"),
        "required": read.ticked("required"),
        "wordings": read.wordings(),
    }
    for name in FIELDS.get(kind, ()):
        found[name] = READERS[name](read)
    if read.errors:
        raise Unreadable(read.errors)
    return found


class _Reader:
    """Reads one field after another, gathering what is wrong."""

    def __init__(self, form: Form, language: str) -> None:
        self.form, self.language = form, language
        self.errors: dict[str, str] = {}

    def text(self, name: str) -> str:
        return self.typeset(self.form.get(name, ""))

    def typeset(self, text: str) -> str:
        cleaned = clean_text(text)
        return french_spacing(cleaned) if self.language == "fr" else cleaned

    def ticked(self, name: str) -> bool:
        return self.form.get(name) == "1"

    def whole(self, name: str, *, needed: bool = False) -> int | None:
        number = self.number(name, NEEDED if needed else NOT_A_NUMBER)
        if number is None and needed and name not in self.errors:
            self.errors[name] = NEEDED
        if number is not None and number != int(number):
            self.errors[name] = NEEDED
        return None if number is None else int(number)

    def number(self, name: str, wrong: str = NOT_A_NUMBER) -> int | float | None:
        typed = clean_text(self.form.get(name, ""))
        if not typed:
            return None
        number = parse_number(typed)
        if number is None or abs(number) > 10**12:
            self.errors[name] = wrong
            return None
        return int(number) if number == int(number) else float(number)

    def day(self, name: str) -> str:
        return clean_text(self.form.get(name, ""))[:10]

    def items(self, name: str) -> list[Plain]:
        """The choices or rows: each with the key it had; those added have none yet."""
        known, labels = self.form.getlist(f"{name}_key"), self.form.getlist(name)
        pairs = [
            {"key": clean_text(key), "label": self.typeset(label)}
            for key, label in zip(known, labels, strict=False)
        ]
        lines = clean_text(self.form.get(f"{name}_lines", "")).split("\n")
        pairs += [{"key": "", "label": self.typeset(line)} for line in lines]
        kept = [item for item in pairs if item["label"]]
        return _arranged(kept, name, self.form.get("do", ""))

    def wordings(self) -> list[Plain]:
        found = []
        for public in PUBLICS:
            said = {
                "label": self.text(f"label_{public}"),
                "hint": self.text(f"hint_{public}"),
            }
            said = {name: text for name, text in said.items() if text}
            if said:
                found.append({"public": public, **said})
        return found

    def alone(self) -> list[str]:
        return [clean_text(key) for key in self.form.getlist("alone")]

    def polarity(self) -> str | None:
        said = self.form.get("polarity", "")
        return said if said in POLARITIES else None


def _arranged(items: list[Plain], name: str, gesture: str) -> list[Plain]:
    """The list after the button pressed beside one of its items: « up:choices:bus »."""
    verb, _, rest = gesture.partition(":")
    where, _, key = rest.partition(":")
    places = [place for place, item in enumerate(items) if item["key"] == key]
    if where != name or verb not in BUTTONS or not key or not places:
        return items
    place = places[0]
    taken = items.pop(place)
    if verb == "remove":
        return items
    items.insert(max(0, place + (-1 if verb == "up" else 1)), taken)
    return items


def alone_of(found: Plain) -> Plain:
    """« Exclut les autres » of a choice that is no longer there says nothing."""
    if "alone" in found:
        there = {item.get("key") for item in found.get("choices", [])}
        found["alone"] = [key for key in found["alone"] if key in there]
    return found


READERS: Mapping[str, Callable[[_Reader], Any]] = {
    "choices": lambda read: read.items("choices"),
    "rows": lambda read: read.items("rows"),
    "other": lambda read: read.ticked("other"),
    "alone": lambda read: read.alone(),
    "least": lambda read: read.whole("min"),
    "most": lambda read: read.whole("max"),
    "low": lambda read: read.whole("low", needed=True),
    "high": lambda read: read.whole("high", needed=True),
    "low_label": lambda read: read.text("low_label"),
    "high_label": lambda read: read.text("high_label"),
    "min": lambda read: read.number("min"),
    "max": lambda read: read.number("max"),
    "unit": lambda read: read.text("unit"),
    "decimal": lambda read: read.ticked("decimal"),
    "first": lambda read: read.day("min"),
    "last": lambda read: read.day("max"),
    "max_length": lambda read: read.whole("max_length"),
    "polarity": lambda read: read.polarity(),
}
FIELDS: Mapping[str, Sequence[str]] = {
    "single_choice": ("choices", "other"),
    "several_choices": ("choices", "other", "alone", "least", "most"),
    "ranking": ("choices", "most"),
    "matrix": ("rows", "choices"),
    "scale": ("low", "high", "low_label", "high_label"),
    "number": ("min", "max", "unit", "decimal"),
    "date": ("first", "last"),
    "short_text": ("max_length",),
    "long_text": ("max_length", "polarity"),
}
_NAMES = {"least": "min", "most": "max", "first": "min", "last": "max"}


def as_fields(found: Plain) -> Plain:
    """Under the names that the definition uses."""
    return alone_of({_NAMES.get(name, name): value for name, value in found.items()})


def changed(definition: Mapping[str, Any], key: str, form: Form) -> Plain:
    """The definition with the question as it was typed. Raises `Unreadable`, `NotThere`."""
    question = editing.question(definition, key)
    language = str(definition.get("language") or "fr")
    typed = values(str(question.get("kind")), form, language=language)
    return editing.change_question(definition, key, as_fields(typed))
