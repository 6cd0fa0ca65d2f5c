"""The cycle of a convention that a survey belongs to: said by the chargée, else by its dates."""

import re

from surveys.models import Survey, Territory

FORM = re.compile(r"(\d{4})-(\d{4})")


def current(territory: Territory) -> str:
    """The years in the convention's name, as « 2022-2026 »; "" where it names none."""
    found = FORM.search(territory.convention)
    return found.group() if found else ""


def of(survey: Survey, territory: Territory) -> str:
    """The cycle said on the survey; else the convention's where the survey opened in its years,
    « avant 2022 » or « après 2026 » elsewhere; "" where nothing tells."""
    if survey.cycle:
        return survey.cycle
    years = FORM.search(territory.convention)
    day = survey.opens_on or (survey.versions[0].published_on if survey.versions else None)
    if years is None or day is None:
        return ""
    first, last = int(years[1]), int(years[2])
    if day.year < first:
        return f"avant {first}"
    return f"après {last}" if day.year > last else years.group()


def wrong(typed: str) -> str:
    """What is wrong with a cycle as it was typed, in words; "" where nothing is."""
    found = FORM.fullmatch(typed)
    if not typed or (found and int(found[1]) <= int(found[2])):
        return ""
    return "Écrivez le cycle comme 2022-2026, ou laissez-le vide."
