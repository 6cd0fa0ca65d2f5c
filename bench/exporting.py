"""A hundred thousand responses to files: `python -m bench.exporting [N]`.

A database of N synthetic responses to the residents' questionnaire, then one process per file:
the plain writer (csv.writer; XlsxWriter in constant-memory mode), ours on the same rows, already
in memory, and ours from the database, by chunks. Ratios of processor time within the run, since
others may use the machine; memory is each process's peak.
"""

import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

N = 100_000
SENTENCES = (
    "Il n’y a plus de car le samedi, alors les jeunes restent à la maison.",
    "La bibliothèque nous rend service ; on y vient aussi pour les papiers.",
    "Trouver une nounou avant la rentrée a pris six mois, avec deux enfants.",
    "Le médecin part à la retraite, personne ne le remplace - on s’inquiète.",
)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else N
    with tempfile.TemporaryDirectory(prefix="paroles-bench-") as folder:
        home = Path(folder)
        _child(home, "fill", count)
        empty = _child(home, "nothing", count)
        print(f"{count} responses; an idle process, everything loaded: {empty['memory']:.0f} MB")
        for kind, limit in (("csv", 3.0), ("xlsx", 1.3)):
            plain, safe, ours = (
                _child(home, f"{side}_{kind}", count) for side in ("plain", "safe", "our")
            )
            print(
                f"{kind}: same rows in memory, {safe['cpu'] / plain['cpu']:.2f} × the plain writer "
                f"({safe['cpu']:.1f} s against {plain['cpu']:.1f} s of processor; target {limit}); "
                f"read from the database too, {ours['cpu'] / plain['cpu']:.2f} × "
                f"({ours['cpu']:.1f} s), peak {ours['memory']:.0f} MB (target 150)"
            )


def _child(home: Path, what: str, count: int) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.exporting", "--do", what, str(home), str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _work(what: str, home: Path, count: int) -> None:
    """One thing in a process of its own; the last line printed says what it took."""
    done = {"fill": _fill, "nothing": _nothing}.get(what)
    if done is None:
        side, kind = what.split("_")
        writer = {"csv": _csv, "xlsx": _xlsx}[kind]
        done = {"plain": _plain(writer), "safe": _plain(_safe(kind)), "our": _ours(kind)}[side]
    cpu, rows, size = done(home, count)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"cpu": cpu, "rows": rows, "size": size, "memory": memory}))


Work = Callable[[Path, int], tuple[float, int, int]]


def _session(home: Path):  # type: ignore[no-untyped-def]
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    import app.models
    from surveys.base import prepare_engine

    app.models.load_models()
    engine = create_engine(f"sqlite:///{home / 'bench.sqlite'}")
    prepare_engine(engine, lambda: True)
    return Session(engine, autoflush=False)


def _fill(home: Path, count: int) -> tuple[float, int, int]:
    """The same responses for the same number: every question answered, two texts each."""
    from sqlalchemy import insert

    from surveys import storage
    from surveys.base import Base
    from surveys.loader import catalogue
    from surveys.models import Parole, Response, Territory

    session = _session(home)
    Base.metadata.create_all(session.get_bind())
    territory = Territory(key="bench", name="Banc d’essai", short_name="Banc")
    session.add(territory)
    session.flush()
    definition = catalogue()["habitants"]
    version = storage.publish(session, territory, definition, today=date(2026, 9, 1))
    session.flush()
    chance = random.Random(7)  # answers, not secrets
    closed = {q.key: q for q in definition.questions if not q.is_parole}
    texts = [q.key for q in definition.questions if q.is_parole][:2]
    rows, said = [], []
    for number in range(1, count + 1):
        rows.append(_response(number, version, closed, chance))
        for key in texts:
            text = " ".join(chance.sample(SENTENCES, 2))
            place = len(said) + 1
            said.append({"id": place, "response_id": number, "question": key, "text": text})
    session.execute(insert(Response), rows)
    session.execute(insert(Parole), said)
    session.commit()
    return 0.0, count, 0


def _response(number, version, closed, chance):  # type: ignore[no-untyped-def]
    answers = {}
    for key, question in closed.items():
        choices = [choice.key for choice in getattr(question, "choices", ())]
        if question.kind == "several_choices" and choices:
            answers[key] = chance.sample(choices, min(3, len(choices)))
        elif choices:
            answers[key] = chance.choice(choices)
        elif question.kind == "scale":
            answers[key] = chance.randint(1, 5)
    return {
        "id": number,
        "survey_id": version.survey_id,
        "version_id": version.id,
        "received_on": date(2026, 9, 1) + timedelta(chance.randrange(60)),
        "public": "habitant",
        "channel": chance.choice(("web", "papier")),
        "commune": f"{46000 + chance.randrange(15)}",
        "age_band": chance.choice(("18-29", "30-44", "45-59")),
        "answers": answers,
    }


def _survey(session):  # type: ignore[no-untyped-def]
    from sqlalchemy import select

    from surveys.models import Survey

    return session.scalars(select(Survey)).one()


def _nothing(home: Path, _count: int) -> tuple[float, int, int]:
    from app.exports import rows_csv, rows_xlsx
    from app.services.reports import streaming

    assert rows_csv.table_csv is not rows_xlsx.raw  # both are loaded
    return 0.0, streaming.count(session := _session(home), _survey(session)), 0


def _ours(kind: str) -> Work:
    def work(home: Path, _count: int) -> tuple[float, int, int]:
        from app.exports.rows_csv import table_csv
        from app.exports.rows_xlsx import responses_xlsx
        from app.services.reports import answer_columns, streaming

        session, target = _session(home), home / f"ours.{kind}"
        survey = _survey(session)
        start = time.process_time()
        columns = answer_columns.responses_columns(survey)
        rows = streaming.responses(session, survey)
        if kind == "csv":
            table_csv([name for name, _ in columns], rows, target)
        else:
            responses_xlsx(rows, columns, target, about="essai", today=date(2026, 9, 1))
        used = time.process_time() - start
        return used, streaming.count(session, survey), target.stat().st_size

    return work


def _plain(write: Callable[[list[str], list[list[object]], Path], None]) -> Work:
    def work(home: Path, _count: int) -> tuple[float, int, int]:
        from app.services.reports import streaming

        session, target = _session(home), home / "plain"
        survey = _survey(session)
        names = streaming.names(survey)
        rows = [
            ["" if value is None else value for value in row]
            for row in streaming.responses(session, survey)
        ]
        start = time.process_time()
        write(names, rows, target)
        return time.process_time() - start, len(rows), target.stat().st_size

    return work


def _safe(kind: str) -> Callable[[list[str], list[list[object]], Path], None]:
    from app.exports.rows_csv import table_csv
    from app.exports.rows_xlsx import responses_xlsx

    def write(names: list[str], rows: list[list[object]], target: Path) -> None:
        if kind == "csv":
            table_csv(names, rows, target)
        else:
            columns = [(name, name) for name in names]
            responses_xlsx(rows, columns, target, about="essai", today=date(2026, 9, 1))

    return write


def _csv(names: list[str], rows: list[list[object]], target: Path) -> None:
    import csv

    with target.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        writer.writerows(rows)


def _xlsx(names: list[str], rows: list[list[object]], target: Path) -> None:
    import xlsxwriter

    book = xlsxwriter.Workbook(str(target), {"constant_memory": True})
    sheet = book.add_worksheet()
    for place, row in enumerate([names, *rows]):
        for column, value in enumerate(row):
            shown = value.isoformat() if isinstance(value, date) else value
            sheet.write(place, column, shown)
    book.close()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--do"]:
        _work(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]))
    else:
        main()
