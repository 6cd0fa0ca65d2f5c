"""Masks what could name someone in a free text, and keeps the original encrypted."""

from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from analysis.privacy import mask
from surveys.storage import Protect

# A Fernet token says in clear when it was made, to the second: ours all say the same. Only a
# receipt's ticket, which goes to its author and is stored nowhere, keeps its time.
_NO_TIME = 0


@lru_cache(maxsize=4)
def _box(keys: Sequence[str]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def protector(keys: tuple[str, ...]) -> Protect:
    """A function from a text to its masked form and its encrypted original (None if unchanged)."""
    box = _box(keys)

    def protect(text: str) -> tuple[str, bytes | None]:
        masked = mask(text).text
        return masked, None if masked == text else box.encrypt_at_time(text.encode(), _NO_TIME)

    return protect


def original(keys: tuple[str, ...], encrypted: bytes | None, masked: str) -> str:
    """The text as it was written, for whoever has the right `read_original`."""
    if encrypted is None:
        return masked
    try:
        return _box(keys).decrypt(encrypted).decode()
    except InvalidToken:
        return masked


def encrypted(keys: tuple[str, ...], text: str) -> bytes:
    """What is kept of a text that few may read; `original` reads it back."""
    return _box(keys).encrypt_at_time(text.encode(), _NO_TIME)


def seal(keys: tuple[str, ...], text: str) -> str:
    """An encrypted, dated token that fits in an address: a receipt's ticket."""
    return _box(keys).encrypt(text.encode()).decode()


def unseal(keys: tuple[str, ...], token: str, max_age: int) -> str | None:
    """What `seal` closed, or None when it is older than `max_age` seconds or not ours."""
    try:
        return _box(keys).decrypt(token.encode(), ttl=max_age).decode()
    except (InvalidToken, UnicodeError):
        return None
