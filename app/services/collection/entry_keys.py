"""The key that picks each answer: the same on the paper, for who types, and on the entry screen."""

from surveys.asking import Context, Question

# Digits by their place on the keyboard, then letters; L, O and I look like digits.
KEYS = "1234567890ABCDEFGHJKMNPQRSTUVWXYZ"


def keys_of(question: Question, context: Context) -> list[str]:
    """One key per answer offered, in order; a point of a scale has its own digit.

    "" for an answer beyond the last key: it is picked with the arrows.
    """
    offered = question.options(context)
    if question.kind == "scale":
        return [option.key if len(option.key) == 1 else KEYS[10] for option in offered]
    return [KEYS[place] if place < len(KEYS) else "" for place in range(len(offered))]
