"""The door of the desk: who is there, what they may do; and one-time sign-in links."""

from flask import abort, current_app, redirect, render_template, request, session, url_for
from flask_login import current_user
from flask_security.utils import login_user
from werkzeug.wrappers import Response

from app import web
from app.desk.accounts import people_doors
from app.desk.collection import invitation_doors
from app.desk.diagnostic import diagnostic_doors
from app.desk.paroles import learning_doors, reading_doors
from app.desk.questionnaires import writing_doors
from app.desk.reports import dress_doors
from app.exports import logo, own_template
from app.extensions import csrf, db, limiter
from app.models.staff import SignInLink
from app.security import ONLY
from app.services.accounts import staff
from surveys import csv_lines
from surveys.base import start_writing
from surveys.invitations import contacts
from surveys.models import Territory
from surveys.xlsform import workbook

# Each door names the right it asks for; a door without one here is refused to everybody.
RIGHTS = {
    "home": "desk",
    "weeks_picture": "read",
    "help": "desk",
    "account": "desk",
    "surveys": "read",
    "survey": "read",
    "qr": "read",
    "outreach": "read",
    "add_campaign": "collect",
    "change_campaign": "collect",
    "add_communes": "collect",
    "posters": "read",
    "campaign_qr": "read",
    "show_survey_file": "collect",
    "read_survey_file": "collect",
    "create_brought": "collect",
    "survey_file": "collect",
    "entry": "enter",
    "show_sheet": "enter",
    "store_sheet": "enter",
    "double": "enter",
    "show_second": "enter",
    "store_second": "enter",
    "two_entries": "collect",
    "settle_sheet": "collect",
    "doubts": "read",
    "vouch": "collect",
    "campaign_poster": "read",
    "paper_sheets": "read",
    "add_batch": "collect",
    "blank_sheet": "read",
    "batch_pdf": "collect",
    "show_import": "collect",
    "import_paroles": "collect",
    "paroles": "read",
    "tag": "code",
    "review": "code",
    "parole": "read",
    "settle": "code",
    "decide": "code",
    "reopen": "code",
    "correct_masking": "read_original",
    "needs": "read",
    "need": "read",
    "oldest_need": "answer",
    "answer_need": "answer",
    "merge_need": "answer",
    "split_need": "answer",
    "export_needs": "export",
    "numbers": "exact",
    "numbers_picture": "exact",
    "explore": "exact",
    "explore_picture": "exact",
    "choose_copies": "collect",
    "census": "exact",
    "import_census": "collect",
    "forget_census": "collect",
    "exports": "synthesis",
    "check_synthesis": "synthesis",
    "export_synthesis": "synthesis",
    "export_responses": "export",
    "order_export": "synthesis",
    "export_job": "synthesis",
    "export_file": "synthesis",
    "cancel_export": "synthesis",
    "export_paroles": "export",
    **diagnostic_doors.RIGHTS,
    **dress_doors.RIGHTS,
    **invitation_doors.RIGHTS,
    **learning_doors.RIGHTS,
    **people_doors.RIGHTS,
    **reading_doors.RIGHTS,
    **writing_doors.RIGHTS,
}
LARGER_FILES = {
    "bring_figures": csv_lines.MAX_BYTES,
    "bring_services": csv_lines.MAX_BYTES,
    "import_contacts": contacts.MAX_BYTES,
    "import_paroles": csv_lines.MAX_BYTES,
    "load_diagnostic_file": 5_000_000,
    "change_logo": logo.MAX_BYTES,
    "put_template": own_template.MAX_BYTES,
    "read_survey_file": workbook.MAX_BYTES,
}
OPEN_DOORS = ("link", "use_link")


def guard() -> Response | None:
    """Before each page: signed in, with the right that the page asks for."""
    door = (request.endpoint or "").removeprefix("desk.")
    if door in LARGER_FILES and may(RIGHTS[door]):
        # Before the token is looked for: that reads the whole body.
        request.max_content_length = LARGER_FILES[door] + 100_000
    if request.method == "POST":
        csrf.protect()
    if door in OPEN_DOORS:
        return None
    if not current_user.is_authenticated:
        # Coming back only makes sense for pages one can open again.
        back = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("security.login", next=back), 303)
    if RIGHTS.get(door) not in rights():
        abort(403)
    return None


def rights() -> frozenset[str]:
    """What the person signed in may do in this territory; any role opens the desk's first page."""
    if not current_user.is_authenticated:
        return frozenset()
    here = web.territory().id
    if session.get(ONLY, here) != here:  # came in by another territory's link
        return frozenset()
    held: frozenset[str] = current_user.rights(here)
    return held | {"desk"} if held else held


def may(right: str) -> bool:
    return right in rights()


def navigation() -> dict[str, object]:
    """What every page of the desk and of its accounts may show."""
    door = (request.endpoint or "").removeprefix("desk.")
    if door in writing_doors.RIGHTS or door in invitation_doors.RIGHTS:
        door = "surveys"  # everything about questionnaires is under « Collecte »
    return {
        "may": may,
        "door": door,
        "other_desks": other_desks,
        "diagnostic_doors": diagnostic_doors.RIGHTS,
    }


def other_desks() -> list[Territory]:
    """The other territories where the person signed in has a role, by name."""
    if not current_user.is_authenticated or ONLY in session:
        return []
    found = {membership.territory for membership in current_user.memberships}
    return sorted(found - {web.territory()}, key=lambda territory: territory.name)


def show_link(token: str) -> str | tuple[str, int]:
    """A button: mail scanners that open the address must not use it up."""
    if _opens_here(staff.find_link(db.session(), token, web.now())) is None:
        return render_template("desk/link_dead.html"), 404
    return render_template("desk/link.html", token=token)


@limiter.limit("20 per hour")
def use_link(token: str) -> Response | tuple[str, int]:
    """Signs in, once; into one territory where its desk made the link."""
    database = db.session()
    start_writing(database)
    link = _opens_here(staff.find_link(database, token, web.now()))
    if link is None or not link.user.active or not staff.use_up(database, link, web.now()):
        database.rollback()
        return render_template("desk/link_dead.html"), 404
    user, only = link.user, link.territory_id
    database.commit()
    login_user(user, authn_via=["link"])
    if only is not None:
        session[ONLY] = only
    current_app.logger.info("a one-time sign-in link was used")
    return redirect(url_for("desk.home"), 303)


def _opens_here(link: SignInLink | None) -> SignInLink | None:
    if link is None or link.territory_id in (None, web.territory().id):
        return link
    return None
