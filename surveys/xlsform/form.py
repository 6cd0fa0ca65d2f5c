"""The survey sheet's rows as sections and questions, under names that fit here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from surveys.foreign import Asked, Part, key_of
from surveys.kinds.lists import OTHER
from surveys.outcome import Place, Remarks
from surveys.words import PUBLICS
from surveys.xlsform import constraints
from surveys.xlsform.lists import OTHERS, Offer
from surveys.xlsform.naming import Names, only_asks
from surveys.xlsform.table import Line
from surveys.xlsform.taking import Source, Taken, take
from surveys.xlsform.telling import (
    MARKED,
    is_required,
    tell_group,
    tell_question,
    tell_table_row,
)
from surveys.xlsform.tree import Node
from surveys.xlsform.writing import SPECIFY

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
        self.names = Names()
        self.waiting: list[_Waiting] = []
        self.opens: dict[str, str] = {}  # question → its choice that a text specifies
        self.specified: dict[str, str] = {}  # that text → the question

    def read(self, nodes: Sequence[Node]) -> list[Part]:
        """The sections, their conditions read."""
        every = list(_flat(nodes))
        self._pair_others(every)
        self.names.boxes = {node.word for node in every if node.kind == "acknowledge"}
        self._walk(nodes, None, ())
        for waiting in self.waiting:
            if condition := self.names.condition(waiting.rows, self.remarks):
                waiting.asked.data["only_if"] = condition
        return self.parts

    def _pair_others(self, nodes: Sequence[Node]) -> None:
        selects = {n.word: n for n in nodes if n.kind in ("select_one", "select_multiple")}
        for node in nodes:
            for other in OTHERS:
                base = node.word.removesuffix(f"_{other}")
                asked = selects.get(base) if node.kind == "text" and base != node.word else None
                offer = self.lists.get(asked.listed) if asked else None
                if offer and other in offer.keys and only_asks(node.line, base, other):
                    self.opens[base], self.specified[node.word] = other, base

    def _walk(self, nodes: Sequence[Node], group: Node | None, rows: _Conditions) -> None:
        part = None if group is None else self._part(group)
        for node in nodes:
            if node.is_group and not node.is_table:
                tell_group(node, self.remarks)
                self._walk(node.inside, node, (*rows, node.line))
                part = None
            elif part is not None and node.line.get("paroles_kind") == "intro":
                self._intro(node.line, part)
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

    def _intro(self, line: Line, part: Part) -> None:
        part.intro = line.get("label")
        for language in self.languages:
            part.texts.setdefault(language, {})["intro"] = line.get("label", language)

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
            self.names.add(node.word, key, taken.choices)
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
        if taken.data["kind"] not in ("note", "matrix") and is_required(line, self.remarks):
            data["required"] = True
        texts = {lang: dict(taken.texts.get(lang, {})) for lang in self.languages}
        self._wordings(line, data, texts)
        for language in self.languages:
            for name in ("label", "hint"):
                texts[language][name] = line.get(name, language)
        asked = Asked(line.place, data, self._bounds(line, taken), texts)
        tell_question(line, asked, self.remarks)
        return asked

    def _label(self, node: Node, key: str) -> str:
        label = node.line.get("label")
        if not label:
            said = f"cette question n’a pas de texte (label) : « {node.word or key} » se lira."
            self.remarks.adapted(node.line.place, said)
        elif not self.ours and MARKED.search(label):
            said = "un renvoi ${…} ou une mise en forme <…> se lira tel quel ; réécrivez le texte."
            self.remarks.adapted(node.line.place, said)
        return label or node.word or key

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
            self.names.add(inner.word, f"{key}_{row}", offer.keys)
            tell_table_row(inner.line, self.remarks)
            for language in self.languages:
                texts[language][f"rows.{row}"] = inner.line.get("label", language)
        data: dict[str, Any] = {"kind": "matrix", "rows": rows, "choices": offer.plain}
        if self._all_required(lines):
            data["required"] = True
        return Taken(data, texts, {})

    def _all_required(self, lines: Sequence[Node]) -> bool:
        asked = [is_required(inner.line, self.remarks) for inner in lines]
        if any(asked) and not all(asked):
            said = "une ligne obligatoire et d’autres non : aucune ne l’est ici."
            self.remarks.lost(lines[asked.index(True)].line.place, said)
        return all(asked)

    def _specify(self, node: Node) -> None:
        """The text of « Other »: our pages ask it in their own words."""
        base = self.specified[node.word]
        if base not in self.names.columns:
            said = "cette précision n’est pas reprise, sa question ne l’étant pas."
            self.remarks.lost(node.line.place, said)
            return
        self.names.add(node.word, f"{self.names.columns[base]}_{OTHER}")
        label = node.line.get("label")
        if label not in SPECIFY.values():
            said = f"« {label} » se dit ici « Précisez », à côté du choix « Autre »."
            self.remarks.adapted(node.line.place, said)


def _flat(nodes: Sequence[Node]) -> list[Node]:
    return [found for node in nodes for found in (node, *_flat(node.inside))]
