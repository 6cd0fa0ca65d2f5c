"""Passwords that can be guessed are refused, in words: length alone lets « motdepasse123 » pass."""

import re
from typing import Any, Final

from flask_security.password_util import PasswordUtil
from zxcvbn import zxcvbn

LOWEST_SCORE: Final = 3  # of 0 to 4: safe against an offline attack on a slow hash
LONGEST_READ: Final = 72  # zxcvbn's time grows fast with length; more is not needed to judge
TOO_EASY: Final = (
    "Ce mot de passe se devine. Choisissez-en un autre : quatre ou cinq mots sans rapport entre "
    "eux, par exemple, faciles à retenir et longs à deviner."
)
# What people here would try first, besides the English lists that zxcvbn holds.
LOCAL_WORDS: Final = (
    "motdepasse", "mot", "de", "passe", "azerty", "azertyuiop", "bonjour", "soleil", "bienvenue",
    "paroles", "terrain", "bureau", "mairie", "commune", "communes", "communaute", "convention",
    "ctg", "caf", "questionnaire", "france", "janvier", "fevrier", "mars", "avril", "juin",
    "juillet", "septembre", "octobre", "novembre", "decembre",
)  # fmt: skip


def too_easy(password: str, *known: str) -> bool:
    """Whether someone who knows `known` (a name, an address, a place) would soon guess it."""
    own = [part for text in known for part in (text, *re.split(r"\W+", text.lower())) if part]
    judged = zxcvbn(password[:LONGEST_READ], user_inputs=[*LOCAL_WORDS, *own])
    return int(judged["score"]) < LOWEST_SCORE


class Passwords(PasswordUtil):
    """Flask-Security's checks, then ours."""

    def validate(
        self, password: str, is_register: bool, **kwargs: Any
    ) -> tuple[list[str] | None, str]:
        """What is wrong with it (None: nothing), and the password as it will be hashed."""
        problems, normal = super().validate(password, is_register, **kwargs)
        if not problems and too_easy(normal, getattr(kwargs.get("user"), "email", "")):
            problems = [TOO_EASY]
        return problems, normal
