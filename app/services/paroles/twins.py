"""Twins: paroles of the same words, in answer to the same question of the same territory."""

import hashlib
import hmac

from flask import has_app_context

from analysis.text import words
from app import web


def key(territory_id: int, question: str, text: str) -> str:
    """The same for twins: case, accents and punctuation do not count, nor a second answer's rank.

    The question counts: « le bus » says what goes well or what is missing, by what was asked.
    """
    said = "|".join([str(territory_id), question.partition("-")[0], " ".join(words(text))])
    return keyed(hashlib.sha256(said.encode()).hexdigest()[:32])


def keyed(digest: str) -> str:
    """Under the secret: by itself, a digest of a few words tells whoever tries them which they are.

    Without an application, in what only measures, there is no secret.
    """
    secret = web.secret() if has_app_context() else b""
    return hmac.new(secret, f"twin:{digest}".encode(), hashlib.sha256).hexdigest()[:32]
