"""A file of 200,000 lines read into a plan and imported: seconds of processor, memory, the load.

`python -m bench.importing [LINES]`. Twice: a national file, of which fifteen communes are kept, and
a file all of whose lines are kept. The database is SQLite, in a folder that goes away. Each in a
process of its own, so that the peak of memory is its own.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

LINES = 200_000
COMMUNES = 15


def national(lines: int) -> bytes:
    """The long layout of INSEE's catalogue; invented values of 0 to 2."""
    rows = ["GEO;GEO_OBJECT;AGE;SEX;RP_MEASURE;OBS_STATUS;TIME_PERIOD;OBS_VALUE"]
    ages = ("_T", "Y_LT15", "Y_GE80")
    for n in range(lines):
        place, year = n // 9, 2011 + 5 * (n % 3)
        rows.append(f"{98001 + place:05};COM;{ages[n // 3 % 3]};_T;POP;A;{year};{n % 3}")
    return "\n".join(rows).encode()


def kept(lines: int) -> bytes:
    """One column says what is measured: 300 indicators by commune and year, all of them ours."""
    rows = ["Commune;Indicateur;Année;Valeur"]
    for n in range(lines):
        commune, what, year = n % COMMUNES, n // COMMUNES % 300, 1900 + n // (COMMUNES * 300)
        rows.append(f"{98001 + commune:05};Essai {what};{year};{n % 3}")
    return "\n".join(rows).encode()


FILES = {"national": national, "kept": kept}


def measure(name: str, lines: int) -> None:
    """In this process: one import, and what it took."""
    home = Path(os.environ["PAROLES_HOME"])
    from sqlalchemy import create_engine
    from sqlalchemy.orm import Session

    from app.models import load_models
    from app.models.portrait import INDICATORS
    from app.services.imports import keeping, understanding
    from surveys.base import Base, prepare_engine
    from surveys.models import Commune, Territory

    load_models()
    engine = create_engine(f"sqlite:///{home / 'bench.sqlite'}")
    prepare_engine(engine, lambda: True)
    Base.metadata.create_all(engine)
    data = FILES[name](lines)
    with Session(engine) as session:
        communes = [
            Commune(code_insee=f"{98001 + n}", name=f"Commune {n}", population=1)
            for n in range(COMMUNES)
        ]
        here = Territory(key="bench", name="Bench", short_name="Bench", communes=communes)
        session.add(here)
        session.flush()
        today = datetime.now(UTC).date()
        began, cpu = time.perf_counter(), time.process_time()
        file = keeping.bring(session, here, INDICATORS, "f.csv", data, "", today)
        it = understanding.understood(session, here, file)
        file.reading = it.reading.as_plain() | {"source": "bench", "unit": "essai"}
        it = understanding.understood(session, here, file)
        plan = understanding.figures_plan(session, here, it)
        previewed = time.process_time() - cpu
        for series in plan.series.values():
            series.keep = True
        keeping.carry_out(session, here, file, it.reading, plan, today)
        session.commit()
    took, cpu = time.perf_counter() - began, time.process_time() - cpu
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{name}: {lines:,} lines, {len(data) / 1e6:.1f} MB, {plan.figures:,} figures kept; "
        f"read {previewed:.1f} s, in all {cpu:.1f} s of processor ({took:.1f} s elapsed), "
        f"peak {peak:.0f} MB, load {os.getloadavg()[0]:.1f}"
    )


def main() -> None:
    if len(sys.argv) == 3:
        measure(sys.argv[1], int(sys.argv[2]))
        return
    lines = int(sys.argv[1]) if len(sys.argv) == 2 else LINES
    for name in FILES:
        with tempfile.TemporaryDirectory() as home:
            command = [sys.executable, "-m", "bench.importing", name, str(lines)]
            subprocess.run(command, check=True, env=os.environ | {"PAROLES_HOME": home})


if __name__ == "__main__":
    main()
