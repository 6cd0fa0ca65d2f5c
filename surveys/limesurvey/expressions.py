"""LimeSurvey's relevance equations as our conditions: comparisons, and, or, not, is_empty()."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from surveys.conditions import MAX_DEPTH, MAX_LENGTH, BadCondition, parse

_SIGN = re.compile(
    r"""\s*(?:
      (?P<text>"[^"]*"|'[^']*')
    | (?P<number>-?[0-9]+(?:\.[0-9]+)?)
    | (?P<sign>===?|!==?|<=|>=|<|>)
    | (?P<joint>&&|\|\|)
    | (?P<mark>[()!])
    | (?P<word>[A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z]+)?)
    )""",
    re.VERBOSE,
)
_WORDS = {"eq": "=", "ne": "!=", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}
_SIGNS = {"==": "=", "===": "=", "!=": "!=", "!==": "!="}
_JOINTS = {"&&": "and", "||": "or", "and": "and", "or": "or"}


@dataclass(frozen=True)
class Named:
    """What a code stands for here: a column, or one choice of it ticked (`choice`).

    `choices`: answer codes there → keys here.
    """

    column: str
    choices: dict[str, str]
    choice: str = ""


def convert(equation: str, names: dict[str, Named]) -> str:
    """The equation as a condition of ours, empty when it always holds. Raises `BadCondition`."""
    if equation.strip() in ("", "1"):
        return ""
    if len(equation) > MAX_LENGTH:
        raise BadCondition(f"elle dépasse {MAX_LENGTH} signes ; simplifiez-la.")
    said = _Converter(list(_signs(equation)), names).condition(0)
    parse(said)
    return said


def _signs(equation: str) -> Iterator[tuple[str, str]]:
    place, end = 0, len(equation.rstrip())
    while place < end:
        found = _SIGN.match(equation, place)
        if found is None:
            raise BadCondition(f"« {equation[place:].split()[0][:20]} » ne se comprend pas.")
        kind = str(found.lastgroup)
        yield kind, found[kind]
        place = found.end()
    yield "end", ""


class _Converter:
    def __init__(self, signs: list[tuple[str, str]], names: dict[str, Named]) -> None:
        self.signs, self.names, self.place = signs, names, 0

    def condition(self, depth: int) -> str:
        """Parts joined by and, or, in the order in which they stand."""
        if depth > MAX_DEPTH:
            raise BadCondition("trop de parenthèses l’une dans l’autre ; simplifiez.")
        said = self._part(depth)
        while (joint := self._joint()) is not None:
            said = f"{said} {joint} {self._part(depth)}"
        if depth == 0 and self.signs[self.place][0] != "end":
            raise BadCondition(f"« {self.signs[self.place][1]} » n’est pas attendu.")
        return said

    def _joint(self) -> str | None:
        kind, said = self.signs[self.place]
        joint = _JOINTS.get(said.lower()) if kind in ("joint", "word") else None
        self.place += joint is not None
        return joint

    def _part(self, depth: int) -> str:
        kind, said = self._take()
        if said == "(" and kind == "mark":
            inside = self.condition(depth + 1)
            self._expect(")")
            return f"({inside})"
        if said.lower() in ("!", "not") and kind in ("mark", "word"):
            return f"not({self._part(depth + 1)})"
        if said.lower() == "is_empty" and kind == "word":
            self._expect("(")
            named = self._named(*self._take())
            self._expect(")")
            return self._equal(named, "=", "''")
        return self._comparison(kind, said)

    def _comparison(self, kind: str, said: str) -> str:
        """Of a question and a text or a number, in this order or the other."""
        sign, other = self._sign(), self._take()
        if kind == "word":
            return self._equal(self._named(kind, said), sign, self._literal(*other))
        mirror = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(sign, sign)
        return self._equal(self._named(*other), mirror, self._literal(kind, said))

    def _equal(self, named: Named, sign: str, literal: str) -> str:
        text = literal.strip("'\"")
        if named.choice:  # one box of a list: « Y » is ticked, the empty text is not
            if sign not in ("=", "!=") or text not in ("", "Y", "N"):
                raise BadCondition(f'« {named.choice} » est cochée ou non : comparez-la à "Y".')
            ticked = f"selected(${{{named.column}}}, '{named.choice}')"
            return ticked if (text == "Y") is (sign == "=") else f"not({ticked})"
        if text in named.choices and sign in ("=", "!="):
            literal = f"'{named.choices[text]}'"
        return f"${{{named.column}}} {sign} {literal}"

    def _named(self, kind: str, said: str) -> Named:
        code = said.split(".")[0]
        if kind != "word" or code not in self.names:
            raise BadCondition(f"« {said} » n’est pas une question reprise avant celle-ci.")
        return self.names[code]

    def _literal(self, kind: str, said: str) -> str:
        if kind not in ("text", "number"):
            raise BadCondition(f"« {said} » : comparez une question à un texte ou à un nombre.")
        return said

    def _sign(self) -> str:
        kind, said = self._take()
        if kind == "sign":
            return _SIGNS.get(said, said)
        if kind == "word" and said.lower() in _WORDS:
            return _WORDS[said.lower()]
        raise BadCondition(
            f"une comparaison manque devant « {said} »." if said else "elle est coupée."
        )

    def _expect(self, mark: str) -> None:
        if self._take() != ("mark", mark):
            raise BadCondition(f"il manque « {mark} ».")

    def _take(self) -> tuple[str, str]:
        sign = self.signs[self.place]
        self.place += sign[0] != "end"
        return sign
