"""The rows of the survey sheet as a tree: questions, and groups that hold questions."""

from dataclasses import dataclass, field

from surveys.outcome import Remarks
from surveys.xlsform.columns import type_of
from surveys.xlsform.table import Line, Table
from surveys.xlsform.words import FALSE

MAX_DEPTH = 20
_OPEN = {"begin_group", "begin_repeat", "begin_kobomatrix", "begin_score", "begin_rank"}


@dataclass
class Node:
    """A row, its type, and for a group what it holds."""

    line: Line
    kind: str
    listed: str = ""
    or_other: bool = False
    inside: list["Node"] = field(default_factory=list)

    @property
    def word(self) -> str:
        """How the file calls it."""
        return self.line.get("name")

    @property
    def is_group(self) -> bool:
        return self.kind in _OPEN

    @property
    def is_table(self) -> bool:
        """One list asked of several things, line by line."""
        asked = [node for node in self.inside if node.line.get("appearance") != "label"]
        return (
            self.kind == "begin_group"
            and "table-list" in self.line.get("appearance").split()
            and bool(asked)
            and all(node.kind == "select_one" and not node.or_other for node in asked)
            and len({node.listed for node in asked}) == 1
        )


def tree(survey: Table, remarks: Remarks) -> list[Node]:
    """The rows in order, groups closed where the file closes them or at its end."""
    top: list[Node] = []
    open_groups: list[Node] = []
    for line in survey.lines:
        kind, listed, or_other = type_of(line.get("type"))
        if line.get("disabled").lower() not in FALSE:
            remarks.adapted(line.place, "cette ligne est désactivée (disabled) ; elle est laissée.")
        elif kind.startswith("end_"):
            if open_groups:
                open_groups.pop()
            else:
                remarks.adapted(line.place, "cette fin de groupe ne ferme rien ; elle est laissée.")
        elif kind:
            node = Node(line, kind, listed, or_other)
            (open_groups[-1].inside if open_groups else top).append(node)
            if node.is_group and len(open_groups) < MAX_DEPTH:
                open_groups.append(node)
        elif any(line.cells.values()):
            remarks.lost(line.place, "cette ligne n’a pas de type (colonne type) ; écrivez-le.")
    for node in open_groups:
        remarks.adapted(node.line.place, "ce groupe n’est pas fermé ; ajoutez « end_group ».")
    return top
