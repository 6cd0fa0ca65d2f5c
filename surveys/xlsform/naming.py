"""What the file calls questions and choices, and how they are called here: conditions follow."""

from collections.abc import Sequence

from surveys.conditions import BadCondition, Compare, Condition, Junction, Selected, parse, to_text
from surveys.conditions.renaming import renamed
from surveys.conditions.tree import Answer
from surveys.outcome import Remarks
from surveys.xlsform import relevant
from surveys.xlsform.table import Line


class Names:
    """`columns`: name there → column here. `choices`: name there → choice there → key here."""

    def __init__(self) -> None:
        self.columns: dict[str, str] = {}
        self.choices: dict[str, dict[str, str]] = {}
        self.boxes: set[str] = set()  # boxes to tick, whose « yes » is « OK » there

    def add(self, word: str, column: str, choices: dict[str, str] | None = None) -> None:
        """A question, or a part of one, now known here under a column."""
        self.columns[word] = column
        self.choices[word] = choices or {}

    def condition(self, rows: Sequence[Line], remarks: Remarks) -> str:
        """« Only if », from the `relevant` of a question's row and of the groups around it."""
        said = [line for line in rows if line.get("relevant")]
        parts = [part for line in said if (part := _parsed(line, remarks)) is not None]
        if not parts:
            return ""
        whole = parts[0] if len(parts) == 1 else Junction("and", tuple(parts))
        ours = renamed(whole, self._column, self._choice)
        if len(said) > 1:
            return to_text(ours)
        return self._as_written(said[0], whole, ours)

    def _as_written(self, line: Line, whole: Condition, ours: Condition) -> str:
        """The words of the file where they say the same; those first written here before all."""
        original = line.get("paroles_only_if")
        if original and self._there(original) == line.get("relevant"):
            return original
        return line.get("relevant") if ours == whole else to_text(ours)

    def _there(self, original: str) -> str:
        try:
            return relevant.write(original, self.boxes)
        except BadCondition:
            return ""

    def _column(self, word: str) -> str:
        return self.columns.get(word, word)

    def _choice(self, word: str, choice: str) -> str:
        return self.choices.get(word, {}).get(choice, choice)


def only_asks(line: Line, base: str, choice: str) -> bool:
    """Whether a row is asked exactly when that choice of `base` is ticked."""
    try:
        condition = parse(line.get("relevant"))
    except BadCondition:
        return False
    asked = Selected(Answer(base), choice), Compare(Answer(base), "=", choice)
    return condition in asked and not line.get("constraint")


def _parsed(line: Line, remarks: Remarks) -> Condition | None:
    said = line.get("relevant")
    try:
        return parse(said)
    except BadCondition as error:
        remarks.lost(
            line.place,
            f"la condition « {said[:80]} » n’est pas reprise, la question sera posée à tout le "
            f"monde : {error}",
        )
        return None
