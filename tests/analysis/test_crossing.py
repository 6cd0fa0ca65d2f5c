"""Crossings, against tables worked out by hand."""

import pandas as pd
import pytest

from analysis.columns import ColumnsMissing
from analysis.crossing import EVERYONE, FEWEST, Crossing, cross

ROWS = (("oui", "Oui"), ("non", "Non"))
GROUPS = (("papier", "Sur papier"), ("web", "En ligne"), ("entretien", "En entretien"))


def asked(*lines: tuple[int, str | None, tuple[str, ...]]) -> pd.DataFrame:
    """Lines of (how many, group, what they answered)."""
    rows = [(values, group) for n, group, values in lines for _ in range(n)]
    return pd.DataFrame(rows, columns=["values", "group"])


def paper_and_web() -> Crossing:
    frame = asked(
        (30, "web", ("oui",)), (10, "web", ("non",)), (5, "web", ()),
        (12, "papier", ("oui",)), (28, "papier", ("non",)), (2, None, ("oui",)),
    )  # fmt: skip
    return cross(frame, ROWS, GROUPS)


def test_counts_and_shares_side_by_side() -> None:
    found = paper_and_web()
    assert found.cell("oui", "web").people == 30
    assert found.cell("oui", "web").share == pytest.approx(0.75)
    assert found.cell("non", "papier").share == pytest.approx(0.70)
    assert found.cell("oui").people == 44
    assert found.cell("oui").share == pytest.approx(44 / 82)


def test_who_did_not_answer_is_counted_apart_from_the_shares() -> None:
    web = next(group for group in paper_and_web().groups if group.key == "web")
    assert (web.people, web.silent) == (40, 5)


def test_who_is_in_no_group_counts_among_everyone_and_is_told() -> None:
    found = paper_and_web()
    assert found.ungrouped == 2
    assert found.everyone.people == 82


def test_a_group_of_nobody_is_left_out_and_the_order_is_kept() -> None:
    assert [group.key for group in paper_and_web().groups] == [EVERYONE, "papier", "web"]


def test_too_few_answers_have_counts_and_no_percentage() -> None:
    frame = asked((FEWEST - 1, "web", ("oui",)), (40, "papier", ("non",)))
    found = cross(frame, ROWS, GROUPS)
    assert found.cell("oui", "web").people == FEWEST - 1
    assert found.cell("oui", "web").share is None
    assert found.cell("non", "papier").share == 1


def test_several_answers_of_one_person_count_once_each() -> None:
    frame = asked((40, "web", ("oui", "non")), (10, "web", ("oui",)))
    found = cross(frame, ROWS, GROUPS, several=True)
    assert found.several
    assert found.cell("oui", "web").share == 1
    assert found.cell("non", "web").share == pytest.approx(0.8)


def test_weights_move_shares_and_widen_intervals_but_never_the_counts() -> None:
    frame = asked((50, "web", ("oui",)), (50, "web", ("non",)))
    plain = cross(frame, ROWS, GROUPS).cell("oui")
    frame["weight"] = [1.5] * 50 + [0.5] * 50
    found = cross(frame, ROWS, GROUPS)
    weighted = found.cell("oui")
    assert weighted.people == plain.people == 50
    assert weighted.share == pytest.approx(0.75)
    # Kish: 100² / (50·1,5² + 50·0,5²) = 80
    assert found.everyone.effective == pytest.approx(80)
    assert None not in (plain.low, plain.high, weighted.low, weighted.high)


def test_a_frame_without_groups_is_refused() -> None:
    with pytest.raises(ColumnsMissing, match="group"):
        cross(pd.DataFrame({"values": []}), ROWS, GROUPS)
