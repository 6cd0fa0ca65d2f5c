"""« Ask only if »: a small part of XLSForm's `relevant`, read into a tree and never executed.

Understood: `${column}`, texts in quotes, numbers, `=` `!=` `<` `<=` `>` `>=`,
`selected(${column}, 'choice')`, `and`, `or`, `not(…)` and parentheses. A column is a question's
key, or one of its export columns (`key_row` of a matrix, `key_autre` of « Autre, précisez »).

As in XLSForm, what was not answered, or not asked, is the empty text: `${a} = ''` is true of it,
so is `${a} != 'x'`; every other comparison and `selected` are false.
"""

from surveys.conditions.parser import MAX_DEPTH, MAX_LENGTH, BadCondition, parse
from surveys.conditions.tree import Answer, Compare, Condition, Junction, Not, Selected, to_text
from surveys.conditions.truth import holds
from surveys.conditions.words import in_words

__all__ = [
    "MAX_DEPTH",
    "MAX_LENGTH",
    "Answer",
    "BadCondition",
    "Compare",
    "Condition",
    "Junction",
    "Not",
    "Selected",
    "holds",
    "in_words",
    "parse",
    "to_text",
]
