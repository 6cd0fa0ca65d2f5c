"""Receipt codes: made from the idempotency key, typed by people, stored only as a hash."""

import base64
import hashlib
import hmac
import secrets

# 32 signs: no 0, O, 1 or I, which people mistake for one another on paper.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 9  # 45 bits, then one check sign


class BadCode(ValueError):
    """What was typed cannot be a receipt code: a sign is missing, unknown or mistyped."""


def receipt_code(secret: bytes, key: str) -> str:
    """The receipt of an idempotency key: 9 signs of HMAC-SHA256 and one check sign, no separator.

    The same key gives the same code, so a replay shows the same receipt and none is stored.
    """
    digest = hmac.new(secret, b"receipt:" + key.encode(), hashlib.sha256).digest()
    number = int.from_bytes(digest[:8], "big")
    signs = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(LENGTH))
    return signs + _check_sign(signs)


def keyed_hash(secret: bytes, purpose: str, value: str) -> str:
    """HMAC-SHA256 as 64 hexadecimal digits: what the database holds in place of a key or a code."""
    return hmac.new(secret, f"{purpose}:{value}".encode(), hashlib.sha256).hexdigest()


def link_token(secret: bytes, key: str) -> str:
    """The private link that an idempotency key gives: 256 bits of HMAC-SHA256, 43 signs.

    As hard to guess as a random one, yet a replay after a lost acknowledgement shows the same link.
    """
    digest = hmac.new(secret, b"link:" + key.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def shown(code: str) -> str:
    """`K7QF2MDX3P` as people read it: `K7QF-2MDX-3P`."""
    return "-".join((code[:4], code[4:8], code[8:]))


def typed(text: str) -> str:
    """The code a person typed, whatever the case, spaces and dashes.

    Raises `BadCode` when a sign is missing, foreign to the alphabet, or mistyped.
    """
    signs = "".join(sign for sign in text.upper() if sign.isalnum())
    if len(signs) != LENGTH + 1 or any(sign not in ALPHABET for sign in signs):
        raise BadCode(text)
    if not secrets.compare_digest(_check_sign(signs[:-1]), signs[-1]):
        raise BadCode(text)
    return signs


def _check_sign(signs: str) -> str:
    """Luhn's algorithm modulo 32 (ISO/IEC 7812-1 generalised): one wrong sign is always seen."""
    total = 0
    for place, sign in enumerate(reversed(signs)):
        value = ALPHABET.index(sign) * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]
