"""The choices sheet: each list, with keys that fit here and what each choice was called there."""

from dataclasses import dataclass, field, replace

from surveys.foreign import key_of
from surveys.outcome import Remarks
from surveys.xlsform.table import Line, Table
from surveys.xlsform.words import TRUE

OTHERS = ("autre", "other")


@dataclass
class Offered:
    """A choice: its word there, its key here, its labels by language; `added`: by the software."""

    line: Line
    word: str
    key: str
    label: str
    added: bool


@dataclass
class Offer:
    """A list of choices."""

    choices: list[Offered] = field(default_factory=list)

    @property
    def keys(self) -> dict[str, str]:
        """Word there → key here."""
        return {choice.word: choice.key for choice in self.choices}

    @property
    def plain(self) -> list[dict[str, str]]:
        """The list as a question holds it, without what the software adds by itself."""
        return [{"key": c.key, "label": c.label} for c in self.choices if not c.added]

    def texts(self, languages: tuple[str, ...], name: str = "choices") -> dict[str, dict[str, str]]:
        """Language → path under the question → label."""
        return {
            language: {
                f"{name}.{c.key}": c.line.get("label", language)
                for c in self.choices
                if not c.added
            }
            for language in languages
        }

    def tell(self, remarks: Remarks) -> None:
        """What a question that asks this list says otherwise than the file."""
        for choice in self.choices:
            place, word, key = choice.line.place, choice.word, choice.key
            if key != word:
                remarks.adapted(place, f"le choix « {word} » s’appelle ici « {key} ».")
            if not choice.line.get("label"):
                remarks.adapted(place, f"ce choix n’a pas de texte (label) : « {word} » se lira.")

    def other(self, word: str) -> "Offer":
        """The same list where the choice of this word is the one that opens a text."""
        return Offer([replace(c, key="autre") if c.word == word else c for c in self.choices])


def read_lists(choices: Table, remarks: Remarks) -> dict[str, Offer]:
    """Every list of the sheet, by name."""
    lists: dict[str, Offer] = {}
    for line in choices.lines:
        name, word = line.get("list_name"), line.get("name")
        label = line.get("label")
        if not name and not word:
            continue
        if not name or not word:
            said = "list_name" if not name else "name"
            remarks.lost(line.place, f"ce choix n’est pas repris : la colonne {said} est vide.")
            continue
        offer = lists.setdefault(name, Offer())
        if word in offer.keys:
            remarks.lost(line.place, f"le choix « {word} » est déjà dans la liste « {name} ».")
            continue
        key = key_of(word, set(offer.keys.values()), digits=True)
        added = line.get("paroles_added").lower() in TRUE
        offer.choices.append(Offered(line, word, key, label or word, added))
    return lists


def unused(lists: dict[str, Offer], used: set[str], remarks: Remarks) -> None:
    """Lists that no question asks."""
    for name, offer in lists.items():
        if name not in used:
            place = offer.choices[0].line.place
            remarks.adapted(place, f"la liste « {name} » ne sert à aucune question.")
