"""What an invitation's secret makes of its number: its link, its typed code, its « answered » key.

The database holds keyed hashes alone. A link is made again when a reminder or a letter needs it:
that takes the secret, which no backup of the database holds.
"""

import base64
import hashlib
import hmac

from surveys import receipts


def link_token(secret: bytes, invitation_id: int) -> str:
    """The token of a personal link: 256 bits of HMAC-SHA256, 43 signs."""
    digest = _digest(secret, "link", invitation_id)
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def typed_code(secret: bytes, invitation_id: int) -> str:
    """The code of a letter, ten signs as a receipt's: typed by who does not scan its square."""
    return receipts.receipt_code(secret, f"invitation:{invitation_id}")


def answered_key(secret: bytes, invitation_id: int) -> bytes:
    """Under which « has answered » is kept: 128 bits that tell nothing without the secret."""
    return _digest(secret, "answered", invitation_id)[:16]


def token_hash(secret: bytes, token: str) -> str:
    """What the database holds in place of a link."""
    return receipts.keyed_hash(secret, "invitation", token)


def code_hash(secret: bytes, code: str) -> str:
    """What the database holds in place of a typed code."""
    return receipts.keyed_hash(secret, "invitation code", code)


def _digest(secret: bytes, purpose: str, invitation_id: int) -> bytes:
    message = f"invitation {purpose}:{invitation_id}".encode()
    return hmac.new(secret, message, hashlib.sha256).digest()
