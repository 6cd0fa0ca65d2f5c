"""An enjeu's numbers are those of the lists that its page leads to."""

from sqlalchemy.orm import Session

from app.services.diagnostic import board, stakes
from app.services.paroles import reading
from app.services.paroles.reading import Filters
from surveys.models import Survey, Territory
from tests.storing import parole, tagged


def test_each_tone_and_public_counts_what_its_list_shows(
    either: Session, here: Territory, survey: Survey
) -> None:
    for number in range(6):
        one = parole(either, survey, f"Le car {number}").id
        tagged(either, one, "mobilite", state="refused" if number == 5 else "proposed")
        tagged(either, one, "jeunesse", family="domaine")
        if number < 4:
            tagged(either, one, "point_fort" if number < 3 else "proposition", family="polarity")
    shown = board.board(either, here, exact=True)
    sides = stakes.sides(either, here, shown, "mobilite", exact=True)
    assert sides is not None
    assert sides.voices is not None
    assert sides.voices.total == 5
    told = {key: count for key, _, count in sides.voices.tones}
    told |= {each.key: each.count for each in sides.voices.publics}
    assert told == {
        "point_fort": 3,
        "point_vigilance": 0,
        "proposition": 1,
        "neutre": 0,
        "habitant": 5,
        "association": 0,
        "elu": 0,
    }
    asked = Filters(enjeu="mobilite", polarity="point_fort")
    assert reading.count(either, here, asked) == told["point_fort"]
    blind = stakes.sides(either, here, shown, "mobilite", exact=False)
    assert blind is not None
    assert blind.voices is None
    assert [each.people for each in blind.shielded] == [None]
