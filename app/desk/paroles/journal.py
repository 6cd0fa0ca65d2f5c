"""The journal of decisions: read by whoever reads paroles, by person and by day."""

from datetime import date, datetime

from flask import render_template, request

from app import web
from app.desk.paroles import together
from app.extensions import db
from app.services import territories
from app.services.accounts import people
from app.services.paroles import batches
from app.services.paroles import journal as lines


def journal() -> str:
    """A page of decisions; above it, those taken on many paroles at once, with their undoing."""
    session, territory = db.session(), web.territory()
    who, page = request.args.get("qui", ""), request.args.get("page", "1")
    day = _day(request.args.get("jour", ""))
    place = max(1, int(page)) if page.isascii() and page.isdigit() and len(page) < 7 else 1
    start = datetime(day.year, day.month, day.day, tzinfo=web.PARIS) if day else None
    total = lines.count(session, territory, who, start)
    grid = territories.themes(session, territory)
    labels = {(t.family, t.key): t.label for themes in grid.values() for t in themes}
    done = request.args.get("fait", "")
    return render_template(
        "desk/paroles/journal.html",
        entries=lines.entries(session, territory, who, start, place),
        labels=labels,
        coders=people.coders(session, territory.id),
        who=who,
        day=day,
        page=place,
        pages=max(1, -(-total // lines.PAGE)),
        batches=[(b, together.said(b, labels)) for b in batches.recent(session, territory)],
        done=int(done) if done.isascii() and done.isdigit() and len(done) < 10 else 0,
    )


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None
