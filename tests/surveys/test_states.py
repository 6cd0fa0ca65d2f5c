"""A questionnaire's dates, and the gestures that change them."""

from datetime import timedelta

from surveys import states
from surveys.models import Survey, SurveyVersion
from tests.storing import DAY

YESTERDAY, TOMORROW = DAY - timedelta(1), DAY + timedelta(1)


def survey(**dates: object) -> Survey:
    return Survey(slug="essai", versions=[SurveyVersion(number=1)], **dates)


def test_closing_is_at_once_and_reopening_undoes_it() -> None:
    made = survey()
    states.close(made, DAY)
    assert states.state(made, DAY) == "closed"
    states.reopen(made, DAY)
    assert states.state(made, DAY) == "open"


def test_reopening_forgets_dates_that_would_keep_it_closed_and_no_other() -> None:
    past = survey(opens_on=YESTERDAY - timedelta(9), closes_on=YESTERDAY, closed_on=YESTERDAY)
    states.reopen(past, DAY)
    assert (past.closes_on, states.state(past, DAY)) == (None, "open")
    coming = survey(opens_on=TOMORROW, closes_on=TOMORROW, closed_on=DAY)
    states.reopen(coming, DAY)
    assert (coming.opens_on, coming.closes_on) == (DAY, TOMORROW)


def test_archiving_closes_and_taking_it_back_does_not_reopen() -> None:
    made = survey()
    states.archive(made, DAY)
    assert (made.archived_on, states.state(made, DAY)) == (DAY, "closed")
    states.unarchive(made)
    assert (made.archived_on, states.state(made, DAY)) == (None, "closed")


def test_archiving_keeps_the_day_it_was_closed() -> None:
    made = survey(closed_on=YESTERDAY)
    states.archive(made, DAY)
    assert made.closed_on == YESTERDAY


def test_dates_set_by_hand_do_not_reopen_what_was_closed() -> None:
    made = survey(closed_on=DAY)
    states.set_dates(made, YESTERDAY, TOMORROW)
    assert states.state(made, DAY) == "closed"
