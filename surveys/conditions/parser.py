"""The text of a condition, cut into signs and read into a tree, within bounds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from surveys.conditions.tree import Answer, Compare, Condition, Junction, Not, Operand, Selected

MAX_LENGTH = 1000  # characters
MAX_DEPTH = 8  # parentheses within parentheses

# A spreadsheet curls the quotes as one types: both shapes open and close a text.
_SIGN = re.compile(
    r"""\s*(?:
      \$\{\s*(?P<answer>[A-Za-z_][\w.-]*)\s*\}
    | (?P<text>'[^']*' | "[^"]*" | [‘’][^’]*’ | “[^”]*” | ”[^”]*”)
    | (?P<number>-?[0-9]{1,15}(?:\.[0-9]{1,15})?)
    | (?P<sign><=|>=|!=|=|<|>)
    | (?P<word>[A-Za-z_][\w-]*)
    | (?P<mark>[(),])
    )""",
    re.VERBOSE,
)
_SHAPE = "Écrivez par exemple ${question} = 'choix' ou selected(${question}, 'choix')."


class BadCondition(ValueError):
    """A condition outside the subset: says what was not understood and what to write, in French."""


def parse(text: str) -> Condition:
    """The tree of a condition. Raises `BadCondition`."""
    if len(text) > MAX_LENGTH:
        raise BadCondition(f"elle dépasse {MAX_LENGTH} signes ; partagez-la entre deux questions.")
    reader = _Reader([*_signs(text), ("end", "")])
    condition = reader.condition(0)
    if reader.kind != "end":
        raise BadCondition(f"après un tout complet vient « {reader.said} ». Reliez par and ou or.")
    return condition


def _signs(text: str) -> Iterator[tuple[str, str]]:
    place, end = 0, len(text.rstrip())
    while place < end:
        found = _SIGN.match(text, place)
        if found is None:
            odd = text[place:].split()[0][:20]
            raise BadCondition(f"« {odd} » ne se comprend pas. {_SHAPE}")
        kind = str(found.lastgroup)
        yield kind, found[kind]
        place = found.end()


@dataclass
class _Reader:
    """Recursive descent; `or` binds less than `and`, as in XPath."""

    signs: list[tuple[str, str]]
    place: int = field(default=0)

    @property
    def kind(self) -> str:
        return self.signs[self.place][0]

    @property
    def said(self) -> str:
        return self.signs[self.place][1]

    def condition(self, depth: int) -> Condition:
        if depth > MAX_DEPTH:
            raise BadCondition(f"plus de {MAX_DEPTH} parenthèses l’une dans l’autre ; simplifiez.")
        return self._joined("or", depth)

    def _joined(self, word: str, depth: int) -> Condition:
        parts = [self._inside(word, depth)]
        while (self.kind, self.said) == ("word", word):
            self.place += 1
            parts.append(self._inside(word, depth))
        return parts[0] if len(parts) == 1 else Junction(word, tuple(parts))

    def _inside(self, word: str, depth: int) -> Condition:
        return self._joined("and", depth) if word == "or" else self._single(depth)

    def _single(self, depth: int) -> Condition:
        if self.kind == "word":
            return self._function(depth)
        if self.said == "(" and self.kind == "mark":
            return self._enclosed(depth)
        return self._comparison()

    def _enclosed(self, depth: int) -> Condition:
        self._expect("(")
        condition = self.condition(depth + 1)
        self._expect(")")
        return condition

    def _function(self, depth: int) -> Condition:
        name = self._take("word")
        if name == "not":
            return Not(self._enclosed(depth))
        if name == "selected":
            return self._selected()
        raise BadCondition(
            f"« {name} » n’est pas pris en charge. Fonctions possibles : selected(), not()."
        )

    def _selected(self) -> Selected:
        self._expect("(")
        answer = self._operand()
        self._expect(",")
        choice = self._operand()
        self._expect(")")
        if not isinstance(answer, Answer) or isinstance(choice, Answer):
            raise BadCondition("selected() prend une question puis un choix. " + _SHAPE)
        return Selected(answer, str(choice))

    def _comparison(self) -> Compare:
        left = self._operand()
        if self.kind != "sign":
            raise BadCondition(f"il manque une comparaison (=, !=, <, <=, >, >=). {_SHAPE}")
        sign = self._take("sign")
        right = self._operand()
        if not isinstance(left, Answer) and not isinstance(right, Answer):
            raise BadCondition(f"une comparaison ne regarde aucune question. {_SHAPE}")
        return Compare(left, sign, right)

    def _operand(self) -> Operand:
        if self.kind == "answer":
            return Answer(self._take("answer"))
        if self.kind == "text":
            return self._text()
        if self.kind == "number":
            number = self._take("number")
            return float(number) if "." in number else int(number)
        where = f"« {self.said} »" if self.said else "la fin"
        raise BadCondition(f"une question, un texte ou un nombre manque devant {where}. {_SHAPE}")

    def _text(self) -> str:
        text = self._take("text")[1:-1]
        if "'" in text and '"' in text:
            raise BadCondition("un texte n’a pas à la fois ' et \" ; retirez l’un des deux.")
        return text

    def _expect(self, mark: str) -> None:
        if (self.kind, self.said) != ("mark", mark):
            raise BadCondition(f"il manque « {mark} ». {_SHAPE}")
        self.place += 1

    def _take(self, kind: str) -> str:
        taken, said = self.signs[self.place]
        assert taken == kind  # noqa: S101 -- the caller looked
        self.place += 1
        return said
