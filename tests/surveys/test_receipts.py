"""Receipt codes: the same for the same key, typed as people type, never taken for another."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.receipts import ALPHABET, LENGTH, BadCode, keyed_hash, receipt_code, shown, typed
from tests.storing import SECRET

CODES = [receipt_code(SECRET, f"key {number}") for number in range(200)]
UNSEEN_SWAP = {ALPHABET[0], ALPHABET[-1]}  # Luhn's known limit: 09 and 90, here 2Z and Z2


def test_the_same_key_gives_the_same_code() -> None:
    assert receipt_code(SECRET, "une clé") == receipt_code(SECRET, "une clé")


def test_another_key_gives_another_code() -> None:
    assert len(set(CODES)) == len(CODES)


def test_another_secret_gives_another_code() -> None:
    others = [receipt_code(b"another secret", f"key {number}") for number in range(200)]
    assert not set(CODES) & set(others)


def test_a_code_is_nine_signs_and_a_check_sign_that_nobody_mistakes() -> None:
    assert len(ALPHABET) == len(set(ALPHABET)) == 32
    assert not set("0O1I") & set(ALPHABET)
    for code in CODES:
        assert re.fullmatch(f"[{ALPHABET}]{{{LENGTH + 1}}}", code)


def test_every_sign_is_drawn_at_every_place() -> None:
    for place in range(LENGTH + 1):
        assert len({code[place] for code in CODES}) > 25


def test_a_code_is_shown_in_groups_and_read_back() -> None:
    assert shown("K7QF2MDX3P") == "K7QF-2MDX-3P"
    for code in CODES:
        assert typed(shown(code)) == code


@pytest.mark.parametrize(
    "as_typed",
    [
        str.lower,
        lambda code: f"  {code}\n",
        lambda code: " ".join(code),
        lambda code: shown(code).replace("-", " – "),
        lambda code: shown(code).replace("-", "\u00a0"),
        lambda code: f"{shown(code)}.",
    ],
)
def test_case_spaces_and_dashes_do_not_matter(as_typed: object) -> None:
    assert callable(as_typed)
    for code in CODES[:20]:
        assert typed(as_typed(code)) == code


@pytest.mark.parametrize("code", CODES[:20])
def test_every_single_wrong_sign_is_seen(code: str) -> None:
    for place in range(len(code)):
        for sign in set(ALPHABET) - {code[place]}:
            with pytest.raises(BadCode):
                typed(code[:place] + sign + code[place + 1 :])


def test_every_swap_of_neighbours_is_seen_but_the_known_one() -> None:
    swaps = 0
    for code in CODES:
        for place, (one, other) in enumerate(pairwise(code)):
            if one == other or {one, other} == UNSEEN_SWAP:
                continue
            swaps += 1
            with pytest.raises(BadCode):
                typed(code[:place] + other + one + code[place + 2 :])
    assert swaps > 1000


@pytest.mark.parametrize(
    "wrong", ["", "-", "K7QF", CODES[0][:-1], CODES[0] + "2", "0OI1-0OI1-0O", "é" * 10, "²" * 10]
)
def test_what_cannot_be_a_code_is_refused(wrong: str) -> None:
    with pytest.raises(BadCode):
        typed(wrong)


@given(st.text(max_size=30))
def test_whatever_is_typed_is_a_code_or_refused(text: str) -> None:
    try:
        code = typed(text)
    except BadCode:
        return
    assert len(code) == LENGTH + 1
    assert set(code) <= set(ALPHABET)


def test_a_hash_depends_on_the_secret_the_purpose_and_the_value() -> None:
    hashes = {
        keyed_hash(SECRET, "key", "abc"),
        keyed_hash(SECRET, "code", "abc"),
        keyed_hash(SECRET, "key", "abd"),
        keyed_hash(b"another secret", "key", "abc"),
    }
    assert len(hashes) == 4
    assert keyed_hash(SECRET, "key", "abc") in hashes
    assert all(re.fullmatch("[0-9a-f]{64}", digest) for digest in hashes)
