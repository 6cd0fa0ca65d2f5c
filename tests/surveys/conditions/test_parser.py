"""The text of a condition: what is understood, and the words for what is not."""

import random

import pytest

from surveys.conditions import (
    MAX_DEPTH,
    MAX_LENGTH,
    Answer,
    BadCondition,
    Compare,
    Condition,
    Junction,
    Not,
    Selected,
    parse,
    to_text,
)

A, B = Compare(Answer("a"), "=", "x"), Compare(Answer("b"), ">=", 3)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("${a} = 'x'", A),
        ('${ a }="x"', A),
        ("${a} = ’x’", A),
        ("${a} = ‘x’", A),
        ("${a}\u00a0= “x”", A),
        ("(${a} = 'x')", A),
        ("'x' != ${a}", Compare("x", "!=", Answer("a"))),
        ("${b} >= 3", B),
        ("${b} < -2.50", Compare(Answer("b"), "<", -2.5)),
        ("selected(${a}, 'x')", Selected(Answer("a"), "x")),
        ("selected ( ${a} , 3 )", Selected(Answer("a"), "3")),
        ("not(${a} = 'x')", Not(A)),
        ("${a} = 'x' and ${b} >= 3", Junction("and", (A, B))),
        ("${a}='x' or ${b}>=3 and ${a}='x'", Junction("or", (A, Junction("and", (B, A))))),
        ("(${a}='x' or ${b}>=3) and ${a}='x'", Junction("and", (Junction("or", (A, B)), A))),
        ("${a} = ''", Compare(Answer("a"), "=", "")),
        ("${a} = 'l\u2019eau'", Compare(Answer("a"), "=", "l\u2019eau")),
    ],
)
def test_the_subset_is_read_as_xpath_reads_it(text: str, tree: Condition) -> None:
    assert parse(text) == tree
    assert parse(to_text(tree)) == tree


def any_tree(chance: random.Random, depth: int) -> Condition:
    pick = chance.randint(0, 4 if depth else 1)
    if pick == 0:
        sign = chance.choice(["=", "!=", "<", "<=", ">", ">="])
        return Compare(Answer("a"), sign, chance.choice(["x", "it's", 'un "mot"', "", 3, 0.00001]))
    if pick == 1:
        return Selected(Answer("b_c"), chance.choice(["x", "moins de 15"]))
    if pick == 2:
        return Not(any_tree(chance, depth - 1))
    parts = [any_tree(chance, depth - 1) for _ in range(chance.randint(2, 3))]
    return Junction(chance.choice(["and", "or"]), tuple(parts))


def test_any_tree_is_the_same_after_being_written_and_read() -> None:
    chance = random.Random(4)  # noqa: S311 -- the same trees at each run
    trees = [any_tree(chance, 3) for _ in range(300)]
    assert [parse(to_text(tree)) for tree in trees if len(to_text(tree)) <= MAX_LENGTH] == [
        tree for tree in trees if len(to_text(tree)) <= MAX_LENGTH
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "devant la fin"),
        ("${a}", "il manque une comparaison"),
        ("${a} = ", "devant la fin"),
        ("${a} == 'x'", "devant « = »"),
        ("${a} = x", "devant « x »"),
        ("3 = 3", "ne regarde aucune question"),
        ("${a} = 'x' ${b} = 3", "Reliez par and ou or"),
        ("(${a} = 'x'", "il manque « ) »"),
        ("not ${a} = 'x'", "il manque « ( »"),
        ("selected('x', ${a})", "une question puis un choix"),
        ("selected(${a})", "il manque « , »"),
        ("count-selected(${a}) > 2", "« count-selected » n’est pas pris en charge"),
        ("__import__('os')", "« __import__ » n’est pas pris en charge"),
        ("${a} = 'x", "« 'x » ne se comprend pas"),
        ("${a} ; DROP", "« ; » ne se comprend pas"),
        (". > 3", "« . » ne se comprend pas"),
        ("${} = 'x'", "ne se comprend pas"),
        ("${a} = “l'un \" l'autre”", "retirez l’un des deux"),
    ],
)
def test_what_is_outside_the_subset_is_refused_with_a_remedy(text: str, said: str) -> None:
    with pytest.raises(BadCondition) as bad:
        parse(text)
    assert said in str(bad.value)


def nested(depth: int) -> str:
    return "(" * depth + "${a} = 'x'" + ")" * depth


def test_depth_and_length_are_bounded() -> None:
    assert parse(nested(MAX_DEPTH)) == A
    with pytest.raises(BadCondition, match="simplifiez"):
        parse(nested(MAX_DEPTH + 1))
    with pytest.raises(BadCondition, match="simplifiez"):
        parse("not(" * 100 + "${a} = 'x'" + ")" * 100)
    with pytest.raises(BadCondition, match="1000 signes"):
        parse(" or ".join(["${a} = 'x'"] * 200))


def test_noise_is_refused_and_never_fails_otherwise() -> None:
    chance = random.Random(7)  # noqa: S311 -- the same noise at each run
    pieces = ["${a}", "'x'", "(", ")", "and", "or", "not(", "selected(", ",", "=", "<", "3", "é"]
    for _ in range(3000):
        text = " ".join(chance.choices(pieces, k=chance.randint(1, 9)))
        try:
            assert parse(to_text(parse(text))) == parse(text)
        except BadCondition as bad:
            assert str(bad)  # noqa: PT017 -- either outcome is right, any other exception is not
