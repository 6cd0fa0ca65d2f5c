"""What answering costs, as ratios to an empty Flask view served the same way in the same run.

`make bench`. 16 clients on loopback, identity encoding, a home of its own thrown away afterwards.
"""

import http.client
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from urllib.parse import urlencode

SECONDS, CLIENTS = 5.0, 16
EMPTY = """
import flask, waitress
empty = flask.Flask("empty")
empty.add_url_rule("/", view_func=lambda: "")
waitress.serve(empty, listen="127.0.0.1:{port}", threads=8)
"""
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        environ = {
            "PAROLES_HOME": home,
            "PAROLES_BIND": "127.0.0.1:8131",
            "PAROLES_RATELIMIT_ENABLED": "false",
            "PATH": "/usr/bin:/bin",
        }
        subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "--empty"],
            env=environ,
            check=True,
            capture_output=True,
        )
        servers = [
            subprocess.Popen([sys.executable, "-m", "app.server"], env=environ),
            subprocess.Popen([sys.executable, "-c", EMPTY.format(port=8132)]),
        ]
        try:
            time.sleep(6)
            report()
        finally:
            for server in servers:
                server.terminate()


def report() -> None:
    empty = rate(8132, lambda client: client("GET", "/"))
    form = rate(8131, lambda client: client("GET", "/q/habitants"))
    complete = rate(8131, answer)
    print(f"empty view          {empty[0]:8.0f} /s   p99 {empty[1] * 1000:6.1f} ms")
    for name, (per_second, p99) in (("GET form", form), ("GET + stored answer", complete)):
        ratio = per_second / empty[0]
        print(f"{name:<19} {per_second:8.0f} /s   p99 {p99 * 1000:6.1f} ms   x {ratio:.3f}")


Client = Callable[..., int]


def answer(client: Client) -> int:
    client("GET", "/q/habitants")
    body = urlencode(
        {
            "idempotency_key": uuid.uuid4().hex,
            "vivre_ici": "4",
            "deplacements": "conduit",
            "points_forts": "Le marché du dimanche, on y croise tout le monde.",
            "manques": "Le dernier médecin part à la retraite.",
            "propositions": "Un minibus deux fois par semaine.",
        }
    )
    status = client("POST", "/q/habitants", body, FORM)
    assert status == 303, status
    return status


def rate(port: int, work: Callable[[Client], int]) -> tuple[float, float]:
    """Units of work per second over all clients, and the 99th centile of their durations."""
    durations: list[float] = []
    until = time.monotonic() + SECONDS

    def run() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)

        def client(method: str, path: str, body: str = "", headers: dict[str, str] = FORM) -> int:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            response.read()
            return response.status

        while time.monotonic() < until:
            start = time.monotonic()
            work(client)
            durations.append(time.monotonic() - start)

    threads = [threading.Thread(target=run) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(durations) / SECONDS, statistics.quantiles(durations, n=100)[98]


if __name__ == "__main__":
    main()
