"""What one client does, again and again: look at the empty view, open the form, answer it."""

import re
from collections.abc import Iterator
from itertools import count
from urllib.parse import urlencode

from bench.load import Refused, Work

# Invented answers, of the length people write; none holds anything to mask but the second.
TEXTS = (
    "Le marché du dimanche, on y croise tout le monde, et la bibliothèque est bien tenue.",
    "Le dernier médecin part à la retraite, écrivez à contact@example.org si vous en savez plus.",
    "Un minibus deux fois par semaine jusqu’à la gare, avec un retour en fin d’après-midi.",
)
_numbers: Iterator[int] = count()


def _get(port: int, path: str, cookie: str = "") -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: identity\r\n"
        f"Accept: text/html\r\n{cookie}\r\n"
    ).encode()


def _post(port: int, path: str, inputs: list[tuple[str, str]], cookie: str = "") -> bytes:
    body = urlencode(inputs).encode()
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: identity\r\n"
        "Accept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n{cookie}\r\n"
    )
    return head.encode() + body


def _expect(answer: bytes, status: bytes) -> bytes:
    if answer[9:12] != status:
        raise Refused(f"{status.decode()} expected: {answer[:3000].decode(errors='replace')}")
    return answer


def look(port: int, path: str) -> Work:
    """One page, again and again."""
    request = _get(port, path)
    while True:
        _expect((yield request), b"200")
        yield None


def _inputs(
    open_names: tuple[str, str, str], closed: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    number = next(_numbers)
    return closed + [
        (name, f"{text} ({number})") for name, text in zip(open_names, TEXTS, strict=True)
    ]


def answer_ours(port: int, closed: list[tuple[str, str]], open_names: tuple[str, str, str]) -> Work:
    """The form, then its submission with the key that its page brought."""
    hidden = re.compile(rb'name="(idempotency_key|issued)" value="([^"]*)"')
    while True:
        page = _expect((yield _get(port, "/q/mesure")), b"200")
        brought = [(name.decode(), value.decode()) for name, value in hidden.findall(page)]
        form = brought + _inputs(open_names, closed)
        _expect((yield _post(port, "/q/mesure", form)), b"303")
        yield None


def answer_peer(port: int, closed: list[tuple[str, str]], open_names: tuple[str, str, str]) -> Work:
    """The same with the peer's CSRF token and cookie."""
    token = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]*)"')
    given = re.compile(rb"csrftoken=([^;]*)")
    while True:
        page = _expect((yield _get(port, "/1/")), b"200")
        found, kept = token.search(page), given.search(page)
        if not (found and kept):
            raise Refused("the peer's page holds no form")
        form = [("csrfmiddlewaretoken", found[1].decode()), *_inputs(open_names, closed)]
        cookie = f"Cookie: csrftoken={kept[1].decode()}\r\n"
        _expect((yield _post(port, "/1/", form, cookie)), b"302")
        yield None
