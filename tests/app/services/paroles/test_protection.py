"""Originals are readable with the keys and by nobody else; tickets for a quarter of an hour."""

import time

import pytest
from cryptography.fernet import Fernet

from app.services.paroles import protection

KEYS = (Fernet.generate_key().decode(),)
OTHERS = (Fernet.generate_key().decode(),)
NAMING = "Appelez Mme Durand au 06 39 98 12 34."


def test_what_names_nobody_is_kept_as_it_is_without_an_original() -> None:
    assert protection.protector(KEYS)("Le car passe trop tôt.") == ("Le car passe trop tôt.", None)


def test_what_names_someone_is_masked_and_its_original_unreadable() -> None:
    masked, original = protection.protector(KEYS)(NAMING)
    assert "06 39 98 12 34" not in masked
    assert original is not None
    assert b"06 39 98" not in original
    assert protection.original(KEYS, original, masked) == NAMING


def test_the_same_text_is_never_encrypted_twice_alike() -> None:
    protect = protection.protector(KEYS)
    assert protect(NAMING)[1] != protect(NAMING)[1]


def test_without_an_original_the_text_is_what_was_written() -> None:
    assert protection.original(KEYS, None, "Le car.") == "Le car."


def test_with_other_keys_only_the_masked_text_is_read() -> None:
    masked, original = protection.protector(KEYS)(NAMING)
    assert protection.original(OTHERS, original, masked) == masked


def test_a_rotated_key_still_opens_what_it_closed_and_the_newest_closes() -> None:
    masked, original = protection.protector(KEYS)(NAMING)
    assert protection.original(OTHERS + KEYS, original, masked) == NAMING
    _, newer = protection.protector(OTHERS + KEYS)(NAMING)
    assert protection.original(OTHERS, newer, masked) == NAMING


def test_a_ticket_opens_while_it_is_fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    token = protection.seal(KEYS, "K7QF2MDX3P é")
    assert "K7QF" not in token
    assert protection.unseal(KEYS, token, 900) == "K7QF2MDX3P é"
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 901)
    assert protection.unseal(KEYS, token, 900) is None


@pytest.mark.parametrize("token", ["", "x", "é", "gAAAAA" * 20])
def test_a_ticket_that_is_not_ours_opens_nothing(token: str) -> None:
    assert protection.unseal(KEYS, token, 900) is None
    assert protection.unseal(KEYS, protection.seal(OTHERS, "x"), 900) is None
