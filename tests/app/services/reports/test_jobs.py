"""Long exports: asked once, taken by one worker, taken again from a dead one, gone in a day."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.models.exports import ExportJob
from app.services.accounts import staff
from app.services.reports import jobs
from app.services.reports.jobs import Order
from surveys.models import Territory
from tests.storing import NOW, territory

ORDER = Order("synthese", {"format": ["pdf"], "enjeu": ["sante"]}, "synthesis", "Synthèse", "s.pdf")


@pytest.fixture
def here(either: Session) -> Territory:
    return territory(either, "ici")


@pytest.fixture
def user(either: Session, here: Territory) -> int:
    return staff.add(either, "chargee@example.org", "chargee", here).id


@pytest.fixture
def job(either: Session, here: Territory, user: int) -> ExportJob:
    return jobs.order(either, user, here, ORDER, NOW)


def fresh(session: Session, job: ExportJob) -> ExportJob:
    session.expire(job)
    return job


def test_asked_twice_it_is_the_same_one(
    either: Session, here: Territory, user: int, job: ExportJob
) -> None:
    assert jobs.order(either, user, here, ORDER, NOW).id == job.id
    other = Order("synthese", {"format": ["pdf"]}, "synthesis", "Synthèse", "s.pdf")
    assert jobs.order(either, user, here, other, NOW).id != job.id
    assert jobs.take(either, job.id, NOW)
    assert jobs.end(either, job.id, NOW)
    either.expire_all()
    assert jobs.order(either, user, here, ORDER, NOW).id != job.id


def test_one_worker_takes_it(either: Session, job: ExportJob) -> None:
    assert jobs.waiting(either, NOW) == [job.id]
    assert jobs.take(either, job.id, NOW)
    assert not jobs.take(either, job.id, NOW)
    assert jobs.waiting(either, NOW) == []
    assert jobs.beat(either, job.id, NOW + timedelta(seconds=20), 3, 10)
    shown = fresh(either, job)
    assert (shown.state, shown.done, shown.total) == ("running", 3, 10)


def test_a_worker_that_says_nothing_is_taken_for_dead_three_times(
    either: Session, job: ExportJob
) -> None:
    later = NOW
    for _ in range(jobs.MOST_TRIES):
        assert jobs.take(either, job.id, later)
        assert jobs.waiting(either, later + timedelta(seconds=29)) == []
        later += timedelta(seconds=31)
        assert jobs.waiting(either, later) == [job.id]
    assert not jobs.take(either, job.id, later)
    assert fresh(either, job).state == "refused"
    assert "trois essais" in job.refused
    assert jobs.waiting(either, later) == []


def test_cancelled_it_stays_so_and_nothing_remains(
    either: Session, job: ExportJob, tmp_path: Path
) -> None:
    jobs.take(either, job.id, NOW)
    jobs.place(tmp_path, job.id).with_suffix(".part").write_text("à moitié")
    jobs.cancel(either, job, tmp_path, NOW)
    assert not jobs.beat(either, job.id, NOW, 5, 10)
    assert not jobs.end(either, job.id, NOW)
    assert fresh(either, job).state == "cancelled"
    assert list((tmp_path / jobs.FOLDER).iterdir()) == []


def test_it_is_its_owner_s_in_its_territory_alone(
    either: Session, here: Territory, user: int, job: ExportJob
) -> None:
    other = staff.add(either, "autre@example.org", "chargee", here).id
    elsewhere = territory(either, "ailleurs")
    assert jobs.find(either, job.id, user, here) is job
    assert jobs.find(either, job.id, other, here) is None
    assert jobs.find(either, job.id, user, elsewhere) is None
    assert jobs.mine(either, other, here) == []


def test_a_day_later_file_and_line_are_gone_and_what_belongs_to_nothing_too(
    either: Session, job: ExportJob, tmp_path: Path
) -> None:
    file = jobs.place(tmp_path, job.id)
    for one in (file, file.with_name("123456"), file.with_name("7.part")):
        one.write_text("x")
    assert jobs.expire(either, tmp_path, NOW + timedelta(hours=23)) == 0
    assert [one.name for one in file.parent.iterdir()] == [str(job.id)]
    assert jobs.expire(either, tmp_path, NOW + timedelta(hours=25)) == 1
    assert list(file.parent.iterdir()) == []
    assert (tmp_path / jobs.FOLDER).stat().st_mode & 0o077 == 0
