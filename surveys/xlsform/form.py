"""The survey sheet's rows as sections and questions, under names that fit here."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys import plain
from surveys.asking import InvalidSurvey, Question
from surveys.conditions import BadCondition, Compare, Condition, Junction, Selected, parse, to_text
from surveys.conditions.renaming import renamed
from surveys.conditions.tree import Answer
from surveys.foreign import Asked, Part, key_of
from surveys.kinds.lists import OTHER
from surveys.outcome import Place, Remarks
from surveys.words import PUBLICS
from surveys.xlsform import constraints, relevant
from surveys.xlsform.lists import OTHERS, Offer
from surveys.xlsform.table import Line
from surveys.xlsform.taking import Source, Taken, take
from surveys.xlsform.tree import Node
from surveys.xlsform.words import COLUMNS, FALSE, LAYOUTS, NOT_TAKEN, TRUE
from surveys.xlsform.writing import SPECIFY

_MARKED = re.compile(r"\$\{|</?[a-zA-Z][^>]*>")
_Conditions = tuple[Line, ...]  # the rows whose `relevant` a question must meet


@dataclass
class _Waiting:
    """A question whose condition is read once every name is known."""

    asked: Asked
    rows: _Conditions


class Form:
    """Reads the tree of rows; what cannot be taken is said in `remarks`."""

    def __init__(
        self,
        lists: dict[str, Offer],
        languages: tuple[str, ...],
        remarks: Remarks,
        *,
        ours: bool = False,
    ) -> None:
        self.ours = ours  # written here: its texts are as they were
        self.lists, self.languages, self.remarks = lists, languages, remarks
        self.used_lists: set[str] = set()
        self.parts: list[Part] = []
        self.taken: set[str] = set()  # keys of questions
        self.columns: dict[str, str] = {}  # name there → column here
        self.choices: dict[str, dict[str, str]] = {}  # name there → choice there → key here
        self.waiting: list[_Waiting] = []
        self.opens: dict[str, str] = {}  # question → its choice that a text specifies
        self.specified: dict[str, str] = {}  # that text → the question

    def read(self, nodes: Sequence[Node]) -> list[Part]:
        """The sections, their conditions read."""
        every = list(_flat(nodes))
        self._pair_others(every)
        self.boxes = {node.word for node in every if node.kind == "acknowledge"}
        self._walk(nodes, None, ())
        for waiting in self.waiting:
            self._condition(waiting)
        return self.parts

    def _pair_others(self, nodes: Sequence[Node]) -> None:
        selects = {n.word: n for n in nodes if n.kind in ("select_one", "select_multiple")}
        for node in nodes:
            for other in OTHERS:
                base = node.word.removesuffix(f"_{other}")
                asked = selects.get(base) if node.kind == "text" and base != node.word else None
                offer = self.lists.get(asked.listed) if asked else None
                if offer and other in offer.keys and _only_asks(node.line, base, other):
                    self.opens[base], self.specified[node.word] = other, base

    def _walk(self, nodes: Sequence[Node], group: Node | None, rows: _Conditions) -> None:
        part = None if group is None else self._part(group)
        for node in nodes:
            if node.is_group and not node.is_table:
                self._tell_group(node)
                self._walk(node.inside, node, (*rows, node.line))
                part = None
            elif self._is_intro(node, part):
                self._intro(node, part)
            else:
                part = part or self._part(group, more=True)
                self._question(node, part, rows)

    def _part(self, group: Node | None, *, more: bool = False) -> Part:
        """A new section: a group's, what is left of it after an inner one, or none's."""
        keys = {part.key for part in self.parts}
        if group is None:
            part = Part(Place("survey", 1), key_of("questions", keys), "Questions")
        else:
            line = group.line
            title = line.get("label")
            if not title:
                self.remarks.adapted(line.place, "ce groupe n’a pas de titre (label) ; écrivez-le.")
            title = (title or group.word or "Questions") + (" (suite)" if more else "")
            word = line.get("paroles_key") or group.word or "questions"
            part = Part(line.place, key_of(word, keys), title)
            part.texts = {lang: {"title": line.get("label", lang)} for lang in self.languages}
        self.parts.append(part)
        return part

    def _tell_group(self, node: Node) -> None:
        place = node.line.place
        if node.kind == "begin_repeat":
            self.remarks.lost(
                place, "ce groupe ne se répète pas chez nous : ses questions sont posées une fois."
            )
        elif node.kind != "begin_group":
            self.remarks.lost(place, f"« {node.kind} » n’est pas repris : {NOT_TAKEN[node.kind]}")
        elif "table-list" in node.line.get("appearance").split():
            self.remarks.adapted(
                place, "ce tableau n’a pas une seule liste : ses questions se suivent."
            )
        self._tell_columns(node.line)

    def _is_intro(self, node: Node, part: Part | None) -> bool:
        return part is not None and node.line.get("paroles_kind") == "intro"

    def _intro(self, node: Node, part: Part | None) -> None:
        assert part is not None  # noqa: S101 -- `_is_intro` looked
        part.intro = node.line.get("label")
        for language in self.languages:
            part.texts.setdefault(language, {})["intro"] = node.line.get("label", language)

    def _question(self, node: Node, part: Part, rows: _Conditions) -> None:
        if node.word in self.specified:
            self._specify(node)
            return
        self.used_lists |= {node.listed, *(inner.listed for inner in node.inside)}
        key = key_of(self._word(node), self.taken)
        taken = self._table(node, key) if node.is_table else self._take(node)
        if taken is None:
            return
        self.taken.add(key)
        if not node.is_table:
            self.columns[node.word] = key
            self.choices[node.word] = taken.choices
        asked = self._asked(node, key, taken)
        part.questions.append(asked)
        self.waiting.append(_Waiting(asked, (*rows, node.line)))

    def _take(self, node: Node) -> Taken | None:
        opens = self.opens.get(node.word, "")
        return take(Source(node, self.lists, self.languages, self.remarks, opens))

    def _word(self, node: Node) -> str:
        if node.word:
            return node.word
        said = "cette ligne n’a pas de nom (name) : il est fait à partir de son texte."
        self.remarks.adapted(node.line.place, said)
        return node.line.get("label")[:30] or f"q{node.line.place.line}"

    def _asked(self, node: Node, key: str, taken: Taken) -> Asked:
        line = node.line
        if node.word and key != node.word:
            self.remarks.adapted(line.place, f"« {node.word} » s’appelle ici « {key} ».")
        data: dict[str, Any] = dict(taken.data) | {"key": key, "label": self._label(node, key)}
        if hint := line.get("hint"):
            data["hint"] = hint
        if taken.data["kind"] not in ("note", "matrix") and self._required(line):
            data["required"] = True
        texts = {lang: dict(taken.texts.get(lang, {})) for lang in self.languages}
        self._wordings(line, data, texts)
        for language in self.languages:
            for name in ("label", "hint"):
                texts[language][name] = line.get(name, language)
        asked = Asked(line.place, data, self._bounds(line, taken), texts)
        self._tell(line, asked)
        return asked

    def _label(self, node: Node, key: str) -> str:
        label = node.line.get("label")
        if not label:
            said = f"cette question n’a pas de texte (label) : « {node.word or key} » se lira."
            self.remarks.adapted(node.line.place, said)
        elif not self.ours and _MARKED.search(label):
            said = "un renvoi ${…} ou une mise en forme <…> se lira tel quel ; réécrivez le texte."
            self.remarks.adapted(node.line.place, said)
        return label or node.word or key

    def _required(self, line: Line) -> bool:
        said = line.get("required").lower().replace(" ", "")
        if said not in TRUE | FALSE:
            said = line.get("required")
            self.remarks.lost(
                line.place, f"« {said} » : obligatoire sous condition n’existe pas ; facultative."
            )
            return False
        return said in TRUE

    def _wordings(self, line: Line, data: dict[str, Any], texts: dict[str, dict[str, str]]) -> None:
        named = line.get("paroles_wordings").split()
        written = [p for p in PUBLICS if line.get(f"paroles_label_{p}")]
        wordings = []
        for public in dict.fromkeys((*named, *written)):
            said = {n: line.get(f"paroles_{n}_{public}") for n in ("label", "hint")}
            wordings.append({"public": public} | {n: t for n, t in said.items() if t})
            for language in self.languages:
                for name in said:
                    text = line.get(f"paroles_{name}_{public}_{language}")
                    texts[language][f"wordings.{public}.{name}"] = text
        if wordings:
            data["wordings"] = wordings

    def _bounds(self, line: Line, taken: Taken) -> dict[str, Any]:
        said = line.get("constraint")
        if not said:
            return {}
        decimal = bool(taken.data.get("decimal"))
        bounds, left = constraints.read(said, taken.data["kind"], decimal=decimal)
        for part in left:
            self.remarks.lost(line.place, f"la contrainte « {part} » n’est pas reprise.")
        if "alone" in bounds:
            bounds["alone"] = [taken.choices.get(word, word) for word in bounds["alone"]]
        return bounds

    def _tell(self, line: Line, asked: Asked) -> None:
        """What is said of the row that we do not take."""
        self._tell_columns(line)
        odd = [word for word in line.get("appearance").split() if word.lower() not in LAYOUTS]
        if odd:
            said = f"la présentation « {' '.join(odd)} » n’est pas reprise."
            self.remarks.adapted(line.place, said)
        if line.get("parameters") and not line.get("type").startswith("range"):
            said = f"« {line.get('parameters')} » (parameters) n’est pas repris."
            self.remarks.adapted(line.place, said)
        message = line.get("constraint_message")
        if line.get("required_message") or (message and message != _our_message(asked)):
            said = "la phrase d’erreur n’est pas reprise : la nôtre dit quoi corriger."
            self.remarks.adapted(line.place, said)

    def _tell_columns(self, line: Line) -> None:
        for column, said in COLUMNS.items():
            if any(text for (name, _), text in line.cells.items() if name == column):
                self.remarks.lost(line.place, f"{said} (colonne {column}).")

    def _table(self, node: Node, key: str) -> Taken | None:
        """A group « table-list »: one list asked of several things."""
        lines = [inner for inner in node.inside if inner.line.get("appearance") != "label"]
        source = Source(lines[0], self.lists, self.languages, self.remarks)
        offer = source.offer
        if offer is None:
            return None
        offer.tell(self.remarks)
        texts = offer.texts(self.languages)
        rows: list[dict[str, str]] = []
        keys: set[str] = set()
        for inner in lines:
            word = inner.word.removeprefix(f"{node.word}_") if node.word else inner.word
            row = key_of(word or inner.line.get("label"), keys, digits=True)
            keys.add(row)
            rows.append({"key": row, "label": inner.line.get("label") or inner.word})
            self.columns[inner.word] = f"{key}_{row}"
            self.choices[inner.word] = offer.keys
            self._tell_row(inner.line)
            for language in self.languages:
                texts[language][f"rows.{row}"] = inner.line.get("label", language)
        data: dict[str, Any] = {"kind": "matrix", "rows": rows, "choices": offer.plain}
        if self._all_required(lines):
            data["required"] = True
        return Taken(data, texts, {})

    def _all_required(self, lines: Sequence[Node]) -> bool:
        asked = [self._required(inner.line) for inner in lines]
        if any(asked) and not all(asked):
            said = "une ligne obligatoire et d’autres non : aucune ne l’est ici."
            self.remarks.lost(lines[asked.index(True)].line.place, said)
        return all(asked)

    def _tell_row(self, line: Line) -> None:
        self._tell_columns(line)
        for column in ("relevant", "constraint", "hint"):
            if said := line.get(column):
                self.remarks.lost(
                    line.place, f"« {said} » ({column}) d’une ligne de tableau n’est pas repris."
                )

    def _specify(self, node: Node) -> None:
        """The text of « Other »: our pages ask it in their own words."""
        base = self.specified[node.word]
        if base not in self.columns:
            said = "cette précision n’est pas reprise, sa question ne l’étant pas."
            self.remarks.lost(node.line.place, said)
            return
        self.columns[node.word] = f"{self.columns[base]}_{OTHER}"
        label = node.line.get("label")
        if label not in SPECIFY.values():
            said = f"« {label} » se dit ici « Précisez », à côté du choix « Autre »."
            self.remarks.adapted(node.line.place, said)

    def _condition(self, waiting: _Waiting) -> None:
        parts: list[Condition] = []
        for line in waiting.rows:
            said = line.get("relevant")
            if not said:
                continue
            try:
                parts.append(parse(said))
            except BadCondition as error:
                self.remarks.lost(
                    line.place,
                    f"la condition « {said[:80]} » n’est pas reprise, la question sera posée à "
                    f"tout le monde : {error}",
                )
        if not parts:
            return
        whole = parts[0] if len(parts) == 1 else Junction("and", tuple(parts))
        ours = renamed(whole, self._column, self._choice)
        waiting.asked.data["only_if"] = self._as_written(waiting.rows, whole, ours)

    def _as_written(self, rows: _Conditions, whole: Condition, ours: Condition) -> str:
        """The words of the file where they say the same, those first written here before all."""
        said = [line for line in rows if line.get("relevant")]
        original = said[-1].get("paroles_only_if")
        if len(said) > 1:
            return to_text(ours)
        if original and _written(original, self.boxes) == said[0].get("relevant"):
            return original
        return said[0].get("relevant") if ours == whole else to_text(ours)

    def _column(self, word: str) -> str:
        return self.columns.get(word, word)

    def _choice(self, word: str, choice: str) -> str:
        return self.choices.get(word, {}).get(choice, choice)


def _flat(nodes: Sequence[Node]) -> list[Node]:
    return [found for node in nodes for found in (node, *_flat(node.inside))]


def _only_asks(line: Line, base: str, choice: str) -> bool:
    """Whether a row is asked exactly when that choice is ticked."""
    try:
        condition = parse(line.get("relevant"))
    except BadCondition:
        return False
    asked = Selected(Answer(base), choice), Compare(Answer(base), "=", choice)
    return condition in asked and not line.get("constraint")


def _written(original: str, boxes: set[str]) -> str:
    try:
        return relevant.write(original, boxes)
    except BadCondition:
        return ""


def _our_message(asked: Asked) -> str:
    data = {name: value for name, value in asked.data.items() if name != "only_if"}
    try:
        question = plain.build(Question, data | asked.bounds, "")
    except InvalidSurvey:
        return ""
    return constraints.message(question)
