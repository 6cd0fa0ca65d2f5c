"""What every answer of the server carries, added where the answer leaves."""

from collections.abc import Iterable
from typing import Any

from werkzeug.wrappers import Response

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), browsing-topics=()",
}
_POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'{nonce}; img-src 'self'{data}; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def policy(nonce: str = "") -> str:
    """The Content-Security-Policy; with a nonce, for the pages of Flask-Security.

    Its passkey and TOTP pages hold one inline script and one inline picture.
    """
    return _POLICY.format(nonce=f" 'nonce-{nonce}'" if nonce else "", data=" data:" * bool(nonce))


_ALWAYS = [
    (name.lower(), (name, value))
    for name, value in (HEADERS | {"Content-Security-Policy": policy()}).items()
]
_SECURE = ("strict-transport-security", ("Strict-Transport-Security", "max-age=31536000"))
_AGAIN = {"cache-control", "content-location", "date", "etag", "expires", "set-cookie", "vary"}
_UNSTORED = ("cache-control", ("Cache-Control", "no-store"))


class Headers:
    """A WSGI application that adds what its answers do not say already.

    Around Flask rather than in it: a published form is asked for by everyone at once, and this
    costs a fifth of what the same loop costs on a response object.
    """

    def __init__(self, wsgi_app: Any, cookie: str) -> None:
        self.wsgi_app, self.cookie = wsgi_app, cookie

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        wanted = list(_ALWAYS)
        if environ["wsgi.url_scheme"] == "https":
            wanted.append(_SECURE)
        if environ["PATH_INFO"].startswith("/bureau") or self.cookie in environ.get(
            "HTTP_COOKIE", ""
        ):
            wanted.append(_UNSTORED)

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            said = {name.lower() for name, _value in headers}
            # « Not modified » changes nothing of what came with the answer that is kept: RFC 9110,
            # 15.4.5, names what it must say again, and RFC 9111, 3.2, keeps the rest.
            if status.startswith("304"):
                headers[:] = [(name, value) for name, value in headers if name.lower() in _AGAIN]
            else:
                headers += [pair for name, pair in wanted if name not in said]
            return start_response(status, headers, exc_info)

        answer: Iterable[bytes] = self.wsgi_app(environ, start)
        return answer


def framing(response: Response) -> Response:
    """Lets this page show another page of the house in a frame."""
    response.headers["Content-Security-Policy"] = f"{policy()}; frame-src 'self'"
    return response


def framed(response: Response) -> Response:
    """Lets a page of the house show this one in a frame; none of its forms can be sent."""
    shown = policy().replace("form-action 'self'", "form-action 'none'")
    shown = shown.replace("frame-ancestors 'none'", "frame-ancestors 'self'")
    response.headers["Content-Security-Policy"] = shown
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
