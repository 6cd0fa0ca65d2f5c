"""What questions owe one another: names that do not collide, conditions that only look back."""

from collections.abc import Iterator, Sequence

from surveys.asking import Context, Question
from surveys.conditions.tree import Answer, Compare, Condition, Selected, columns, leaves


def name_problems(questions: Sequence[Question]) -> Iterator[str]:
    """Two questions that would read or store under one name."""
    owners: dict[str, str] = {}
    for question in questions:
        for name in dict.fromkeys((question.key, *question.names(), *question.columns())):
            owner = owners.setdefault(name, question.key)
            if owner != question.key:
                yield (
                    f"question « {question.key} » : le nom « {name} » sert déjà à la question "
                    f"« {owner} » ; changez l’une des deux clés."
                )


def condition_problems(questions: Sequence[Question]) -> Iterator[str]:
    """Conditions on what does not exist, or comes later: no cycle passes."""
    everywhere = {column for question in questions for column in question.columns()}
    before: dict[str, Question] = {}
    for question in questions:
        condition = question.condition
        if condition is not None:
            for problem in _problems(condition, question, before, everywhere):
                yield f"question « {question.key} » : sa condition (only_if) {problem}"
        before.update(dict.fromkeys(question.columns(), question))


def _problems(
    condition: Condition, question: Question, before: dict[str, Question], everywhere: set[str]
) -> Iterator[str]:
    for column in columns(condition):
        if column in question.columns():
            yield "parle d’elle-même ; nommez une question posée avant."
        elif column not in before and column in everywhere:
            yield f"regarde « {column} », posée plus loin ; déplacez l’une des deux."
        elif column not in before:
            yield f"regarde « {column} », qui n’existe pas ; vérifiez le nom."
    for leaf in leaves(condition):
        yield from _choice_problems(leaf, before)


def _choice_problems(leaf: Compare | Selected, before: dict[str, Question]) -> Iterator[str]:
    column, choice = _looked_for(leaf)
    asked = before.get(column)
    if asked is None or column not in (asked.key, *_rows(asked)):
        return
    offered = [option.key for option in asked.options(Context())]
    if offered and choice and choice not in offered:
        yield (
            f"attend « {choice} », qui n’est pas un choix de « {column} ». "
            f"Choix : {', '.join(offered)}."
        )


def _rows(question: Question) -> tuple[str, ...]:
    return question.columns() if question.kind == "matrix" else ()


def _looked_for(leaf: Compare | Selected) -> tuple[str, str]:
    """The column and the choice that a leaf compares it with; empty texts where there is none."""
    if isinstance(leaf, Selected):
        return leaf.answer.column, leaf.choice
    sides = leaf.left, leaf.right
    named = [side.column for side in sides if isinstance(side, Answer)]
    said = [str(side) for side in sides if not isinstance(side, Answer)]
    if leaf.sign not in ("=", "!=") or not said:
        return "", ""
    return named[0], said[0]
