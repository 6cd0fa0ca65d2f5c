"""How the application is served: waitress alone, or gunicorn behind nginx.

`python -m app.server` is the embedded default: waitress reads a whole request before it takes a
thread, so slow or half-open connections stop nobody. Behind nginx, which does the same,
`gunicorn --config python:app.server wsgi:app` uses several processes.
"""

import atexit
import logging
import re
import resource
import signal

from app.config import read_settings

THREADS = 8
CONNECTIONS = 4000  # a thousand slow ones leave room
MAX_BODY = 21_000_000  # an import of paroles, the largest thing sent


class Nameless(logging.Filter):
    """What waitress says of a connection or a request, without whose or where it went.

    A header that cannot be read makes it write the sender's network address; an error, the address
    asked for, which may hold a ticket or a personal link.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        said = re.sub(r"<[\w.]*[Cc]hannel [^>]*>", "<channel>", record.getMessage())
        record.msg, record.args = re.sub(r"(while serving) .*", r"\1 a request", said), ()
        return True


def main() -> None:
    """Serves until interrupted. Raises `BadSetting`."""
    import waitress

    from app import create_app
    from app.worker import Keeper

    settings = read_settings()
    logging.getLogger("waitress").addFilter(Nameless())
    signal.signal(signal.SIGTERM, _stop)
    _allow_files(2 * CONNECTIONS)
    app = create_app(settings)
    keeper = Keeper(app)
    keeper.start()
    atexit.register(keeper.stop)
    waitress.serve(
        app,
        listen=settings.bind,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,  # select() stops at 1,024 files
        channel_timeout=60,
        max_request_body_size=MAX_BODY,
        # Else waitress drops what the proxy says before ProxyFix reads it: everyone would be one
        # network, and share its sixty answers an hour.
        clear_untrusted_proxy_headers=not settings.proxies,
        ident=None,
    )


def _allow_files(wanted: int) -> None:
    """Each connection is an open file; most systems begin at 1,024 and allow more when asked."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def _stop(*_: object) -> None:
    """Lets waitress finish the requests it has begun, and the writer store what it was given."""
    raise SystemExit


if __name__ == "__main__":
    main()
else:  # gunicorn reads these names
    bind = read_settings().bind
    workers = 2
    threads = THREADS
    worker_class = "gthread"
    timeout = 30
    graceful_timeout = 10
    keepalive = 5
    preload_app = True
    # Addresses hold receipt tickets, and answers come in bodies: neither belongs in a log.
    accesslog = None
    errorlog = "-"
    loglevel = "warning"
    control_socket_disable = True

    def when_ready(_server: object) -> None:
        """What every process would otherwise compile for itself, at its first requests."""
        from app.extensions import db
        from app.services.questionnaires import standing
        from wsgi import app

        with app.app_context():
            standing.compile_for(db.engine)
