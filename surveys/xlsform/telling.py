"""What a row says that we do not take: each thing named, none dropped in silence."""

import re

from surveys import plain
from surveys.asking import InvalidSurvey, Question
from surveys.foreign import Asked
from surveys.outcome import Remarks
from surveys.xlsform import constraints
from surveys.xlsform.table import Line
from surveys.xlsform.tree import Node
from surveys.xlsform.words import COLUMNS, FALSE, LAYOUTS, NOT_TAKEN, TRUE

MARKED = re.compile(r"\$\{|</?[a-zA-Z][^>]*>")


def tell_columns(line: Line, remarks: Remarks) -> None:
    """Columns that ask for what we do not do."""
    for column, said in COLUMNS.items():
        if any(text for (name, _), text in line.cells.items() if name == column):
            remarks.lost(line.place, f"{said} (colonne {column}).")


def tell_question(line: Line, asked: Asked, remarks: Remarks) -> None:
    """Beside its columns, its layout, its parameters and its sentences of refusal."""
    tell_columns(line, remarks)
    odd = [word for word in line.get("appearance").split() if word.lower() not in LAYOUTS]
    if odd:
        remarks.adapted(line.place, f"la présentation « {' '.join(odd)} » n’est pas reprise.")
    parameters = line.get("parameters")
    if parameters and not line.get("type").startswith("range"):
        remarks.adapted(line.place, f"« {parameters} » (parameters) n’est pas repris.")
    message = line.get("constraint_message")
    if line.get("required_message") or (message and message != _our_message(asked)):
        said = "la phrase d’erreur n’est pas reprise : la nôtre dit quoi corriger."
        remarks.adapted(line.place, said)


def tell_table_row(line: Line, remarks: Remarks) -> None:
    """A row of a table has a label, and nothing of its own besides."""
    tell_columns(line, remarks)
    for column in ("relevant", "constraint", "hint"):
        if said := line.get(column):
            remarks.lost(
                line.place, f"« {said} » ({column}) d’une ligne de tableau n’est pas repris."
            )


def tell_group(node: Node, remarks: Remarks) -> None:
    """Groups that repeat, or of a kind that we lack."""
    place = node.line.place
    if node.kind == "begin_repeat":
        remarks.lost(
            place, "ce groupe ne se répète pas chez nous : ses questions sont posées une fois."
        )
    elif node.kind != "begin_group":
        remarks.lost(place, f"« {node.kind} » n’est pas repris : {NOT_TAKEN[node.kind]}")
    elif "table-list" in node.line.get("appearance").split():
        remarks.adapted(place, "ce tableau n’a pas une seule liste : ses questions se suivent.")
    tell_columns(node.line, remarks)


def is_required(line: Line, remarks: Remarks) -> bool:
    """Whether an answer is required; under a condition, it is not."""
    said = line.get("required").lower().replace(" ", "")
    if said not in TRUE | FALSE:
        written = line.get("required")
        remarks.lost(
            line.place, f"« {written} » : obligatoire sous condition n’existe pas ; facultative."
        )
    return said in TRUE


def _our_message(asked: Asked) -> str:
    data = {name: value for name, value in asked.data.items() if name != "only_if"}
    try:
        question = plain.build(Question, data | asked.bounds, "")
    except InvalidSurvey:
        return ""
    return constraints.message(question)
