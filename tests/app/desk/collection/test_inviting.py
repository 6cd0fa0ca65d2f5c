"""Inviting from the desk: lists, messages and letters; who answered is nobody's to see."""

import csv
import io
import re
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPServerDisconnected

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_mailman.backends.file import EmailBackend
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse

from surveys.invitations import tokens
from surveys.invitations.contacts import Contact
from surveys.invitations.models import Invitation, InvitationAnswered, Mailing, MailingRecipient
from tests.answering import answer, count, reading, writing
from tests.conftest import sign_in
from tests.desking import post, token
from tests.inviting import INVITE, LIST, access, guests, invite, web_settings

MESSAGE = f"{INVITE}/message"


def upload(desk: FlaskClient, text: str | bytes, **typed: str) -> TestResponse:
    data = text if isinstance(text, bytes) else text.encode()
    file = FileStorage(io.BytesIO(data), filename="contacts.csv", name="file")
    return desk.post(f"{INVITE}/importer", data={"csrf_token": token(desk), "file": file, **typed})


def prepare(desk: FlaskClient, kind: str = "invitation", **typed: str) -> str:
    """Makes a mailing with the words that are offered; gives its address."""
    page = desk.get(f"{MESSAGE}/{kind}")
    body = page.text.split('<textarea id="body"', 1)[1].split(">\n", 1)[1].split("</textarea>")[0]
    words = {"subject": "Votre avis", "body": body.replace("&#39;", "'"), **typed}
    preview = post(desk, f"{MESSAGE}/{kind}", **words)
    assert preview.status_code == 200, preview.text
    made = post(desk, f"{MESSAGE}/{kind}", make="1", **words)
    assert made.status_code == 303, made.text
    return str(made.location)


def mails(home: Path) -> list[Parsed]:
    """Every message written so far."""
    found = []
    for path in sorted((home / "mail").glob("*.log")):
        for part in path.read_bytes().split(b"-" * 79 + b"\n"):
            if part.strip():
                found.append(message_from_bytes(part, policy=policy.default))
    return found  # type: ignore[return-value]


def test_an_empty_page_teaches_its_first_step(desk: FlaskClient) -> None:
    page = desk.get(INVITE)
    assert "Importer une liste" in page.text
    assert "nom;structure;courriel" in desk.get(f"{INVITE}/modele.csv").text
    assert "Inviter par courriel" in desk.get("/bureau/collecte/habitants").text


def test_a_list_is_imported_once(app: Flask, desk: FlaskClient) -> None:
    assert "3 contacts ajoutés" in upload(desk, LIST).text
    again = upload(desk, LIST)
    assert "0 contact ajouté" in again.text
    assert "3 contacts étaient déjà là" in again.text
    assert count(app, Invitation) == 3
    page = desk.get(INVITE).text
    for shown in ("Amicale du lac", "jeanne@example.org", "12 rue du Four, Le Bourg, 46250 Cazals"):
        assert shown in page


def test_the_model_to_fill_in_is_a_list_that_imports(app: Flask, desk: FlaskClient) -> None:
    upload(desk, desk.get(f"{INVITE}/modele.csv").data)
    assert count(app, Invitation) == 3


def test_each_bad_line_is_named_and_nothing_is_kept(app: Flask, desk: FlaskClient) -> None:
    bad = (
        f"{LIST};Sans nom;x@example.org;;;;\nSans adresse;;;;;;\nFaux;;pas-un-courriel;;;;\n"
        f"Long;;;{'x' * 39};;;\nLangue;;a@example.org;;;;martien\n"
    )
    page = upload(desk, bad)
    assert page.status_code == 422
    for line in range(5, 10):
        assert f"Ligne {line} :" in page.text
    assert count(app, Invitation) == 0
    assert "3 contacts ajoutés" in upload(desk, bad, partial="1").text


def test_the_same_person_twice_in_a_list_is_told_and_counted_once(
    app: Flask, desk: FlaskClient
) -> None:
    page = upload(desk, "Nom,E-mail\nJeanne,jeanne@example.org\nJ.,JEANNE@example.org\n")
    assert "1 contact ajouté" in page.text
    assert "Ligne 3 : même personne qu’à la ligne 2" in page.text
    assert count(app, Invitation) == 1


@pytest.mark.parametrize(
    "data", [b"", b"x,y\n1,2\n", b"PK\x03\x04", b"nom\n", b"nom,nom\na,b\n", b'nom\n"a\n', b"\x00"]
)
def test_a_file_that_is_no_list_says_why(app: Flask, desk: FlaskClient, data: bytes) -> None:
    assert upload(desk, data).status_code == 422
    assert count(app, Invitation) == 0


def test_a_contact_is_added_mended_and_removed(app: Flask, desk: FlaskClient) -> None:
    typed = {"nom": "Jeanne <b>Modèle</b>", "courriel": "jeanne@example.org", "langue": "fr"}
    assert post(desk, f"{INVITE}/contact", **typed).status_code == 303
    assert post(desk, f"{INVITE}/contact", **typed).status_code == 422  # she is there
    assert "<b>Modèle" not in desk.get(INVITE).text
    with reading(app) as session:
        number = session.scalars(select(Invitation.id)).one()
    one = f"{INVITE}/contact/{number}"
    assert post(desk, one, **typed, unreachable="1", stopped="1").status_code == 303
    with reading(app) as session:
        found = session.scalars(select(Invitation)).one()
        assert (found.unreachable, found.stopped_on is not None) == (True, True)
    wrong = post(desk, one, nom="Jeanne", courriel="faux", langue="fr")
    assert wrong.status_code == 422
    assert "n’est pas une adresse de courriel" in wrong.text
    assert post(desk, f"{one}/retirer").status_code == 303
    assert count(app, Invitation) == 0
    assert desk.get(one).status_code == 404


def test_messages_go_once_to_each_with_their_own_link(
    app: Flask, desk: FlaskClient, home: Path
) -> None:
    links = invite(app, *guests(25))
    place = prepare(desk)
    assert mails(home) == []  # nothing leaves before « Envoyer »
    post(desk, place)
    post(desk, place)
    sent = mails(home)
    assert sorted(str(mail["To"]) for mail in sent) == sorted(g.email for g in guests(25))
    bodies = [mail.get_content() for mail in sent]
    assert sorted(re.findall(r"/i/(\S+)\n", "".join(bodies))) == sorted(
        [*links, *(f"{link}/ne-plus-ecrire" for link in links)]
    )
    one = sent[0]
    assert one["Subject"] == "Votre avis"
    assert one["Reply-To"] == "chargee@example.org"
    assert one["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "reste" not in one.get_content() or "{" not in one.get_content()
    assert "Envoi terminé" in desk.get(place).text
    assert "0 personne avec un courriel" in desk.get(f"{MESSAGE}/invitation").text
    again = post(desk, f"{MESSAGE}/invitation", subject="Encore", body="{lien}", make="1")
    assert again.status_code == 422  # nobody is left to invite


def test_reminders_leave_out_who_answered_and_nobody_can_see_whom(
    app: Flask, desk: FlaskClient, home: Path, client: FlaskClient
) -> None:
    links = invite(app, *guests(6))
    post(desk, prepare(desk))
    for path in (home / "mail").glob("*.log"):
        path.unlink()  # the invitations: files of one second have no order
    for link in links[:2]:
        answer(client, invitation=link)
    place = prepare(desk, "reminder")
    post(desk, place)
    reminded = {str(mail["To"]) for mail in mails(home)}
    assert reminded == {guest.email for guest in guests(6)[2:]}
    with reading(app) as session:  # the mailing holds the same of all
        rows = select(MailingRecipient.state).join(Mailing).where(Mailing.kind == "reminder")
        assert list(session.scalars(rows)) == ["done"] * 6
    page = desk.get(INVITE).text
    assert "2 réponses reçues par invitation" in page
    lines = page.split('<ul class="todo">')[-1].split("<li>")[1:]
    assert len(lines) == 6
    shapes = {re.sub(r"ersonne ?\d|/contact/\d+", "", line.split("</li>")[0]) for line in lines}
    assert len(shapes) == 1  # every line says the same


def test_removing_or_changing_a_contact_tells_nothing_of_who_answered(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    links = invite(app, *guests(3))
    answer(client, invitation=links[0])
    secret = web_settings(app)[1]
    with reading(app) as session:
        numbers = {tokens.link_token(secret, n): n for n in session.scalars(select(Invitation.id))}
    for link in links[:2]:
        post(desk, f"{INVITE}/contact/{numbers[link]}/retirer")
        assert "1 réponse reçue par invitation" in desk.get(INVITE).text


def test_a_named_survey_shows_who_answered_and_reminds_the_others(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    access(app, "named")
    links = invite(app, *guests(3))
    post(desk, prepare(desk))
    answer(client, invitation=links[0])
    page = desk.get(INVITE).text
    assert page.count("n’a pas répondu") == 2
    assert "2 personnes invitées n’ont pas encore répondu" in desk.get(f"{MESSAGE}/reminder").text


def test_an_export_of_a_named_survey_says_whose_each_response_is(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    access(app, "named")
    links = invite(app, *guests(2))
    answer(client, invitation=links[1])
    (line,) = csv.DictReader(
        io.StringIO(desk.get("/bureau/exports/reponses?survey=habitants&format=csv").text)
    )
    assert line["invite"].startswith("Personne 1")
    assert "personne1@" not in str(line)


def test_what_people_were_told_does_not_change_once_somebody_answered(
    app: Flask, desk: FlaskClient, client: FlaskClient
) -> None:
    assert post(desk, f"{INVITE}/acces", access="letter").status_code == 303
    assert post(desk, f"{INVITE}/acces", access="martien").status_code == 422
    (link,) = invite(app, *guests(1))
    answer(client, invitation=link)
    refused = post(desk, f"{INVITE}/acces", access="named")
    assert refused.status_code == 422
    assert "déjà répondu" in refused.text
    assert post(desk, f"{INVITE}/acces", access="open").status_code == 303
    assert post(desk, f"{INVITE}/acces", access="letter").status_code == 422


@pytest.mark.parametrize(
    ("subject", "body"),
    [("", "{lien}"), ("Objet", "sans lien"), ("x" * 151, "{lien}"), ("Objet", "{lien}" * 1000)],
)
def test_a_message_that_cannot_leave_says_why(
    app: Flask, desk: FlaskClient, subject: str, body: str
) -> None:
    invite(app, *guests(1))
    page = post(desk, f"{MESSAGE}/invitation", subject=subject, body=body, make="1")
    assert page.status_code == 422
    assert count(app, Mailing) == 0


def test_a_subject_cannot_forge_a_header(app: Flask, desk: FlaskClient, home: Path) -> None:
    invite(app, *guests(1))
    post(desk, prepare(desk, subject="Un objet\r\nBcc: autre@example.org"))
    (mail,) = mails(home)
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Un objet Bcc: autre@example.org"


def test_an_address_that_the_server_refuses_is_noted_and_the_others_leave(
    app: Flask, desk: FlaskClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(app, *guests(3))
    kept = EmailBackend.send_messages

    def some(self: EmailBackend, messages: list[object]) -> object:
        if "personne1@" in messages[0].to[0]:  # type: ignore[attr-defined]
            raise SMTPRecipientsRefused({"personne1@example.org": (550, b"no such user")})
        return kept(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", some)
    post(desk, prepare(desk))
    assert len(mails(home)) == 2
    assert desk.get(INVITE).text.count("adresse qui ne répond pas") == 1


def test_a_server_that_is_away_leaves_everything_to_send_later(
    app: Flask, desk: FlaskClient, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    invite(app, *guests(3))
    place = prepare(desk)
    with monkeypatch.context() as patched:

        def away(*_: object) -> None:
            raise SMTPServerDisconnected

        patched.setattr(EmailBackend, "send_messages", away)
        page = desk.get(post(desk, place).location)
        assert "ne répond pas" in page.text
    post(desk, place)
    assert len(mails(home)) == 3


def test_a_server_killed_while_sending_writes_to_nobody_twice(
    app: Flask, desk: FlaskClient, home: Path
) -> None:
    invite(app, *guests(2))
    place = prepare(desk)
    with writing(app) as session:  # as it stands when the process died in the middle
        session.scalars(select(MailingRecipient)).first().state = "sending"  # type: ignore[union-attr]
    post(desk, place)
    assert len(mails(home)) == 1
    assert "1 message est peut-être parti" in desk.get(place).text
    post(desk, place, interrupted="leave")
    post(desk, place)
    assert len(mails(home)) == 1
    assert "Envoi terminé" in desk.get(place).text


def test_who_wants_no_more_letters_gets_none(
    app: Flask, desk: FlaskClient, home: Path, client: FlaskClient
) -> None:
    links = invite(app, *guests(2))
    place = prepare(desk)
    client.post(f"/i/{links[0]}/ne-plus-ecrire")  # between « Préparer » and « Envoyer »
    post(desk, place)
    assert [str(mail["To"]) for mail in mails(home)] == ["personne1@example.org"]


def test_letters_are_for_those_without_an_address_of_mail(app: Flask, desk: FlaskClient) -> None:
    invite(app, Contact(name="Foyer rural", address="Le Bourg\n46250 Cazals"), *guests(2))
    place = prepare(desk, "letter")
    made = desk.get(f"{place}/lettres.pdf")
    assert made.status_code in (200, 503)  # without Pango it says what to install
    if made.status_code == 200:
        from pypdf import PdfReader

        pages = PdfReader(io.BytesIO(made.data)).pages
        assert len(pages) == 1
        assert "Foyer rural" in pages[0].extract_text()
    again = post(desk, f"{MESSAGE}/letter", subject="Encore", body="Bonjour.", make="1")
    assert again.status_code == 422
    assert prepare(desk, "letter", everyone="1")


@pytest.mark.parametrize("role", ["contributeur", "comite", "caf", "admin"])
def test_contacts_are_for_the_chargee_alone(app: Flask, role: str) -> None:
    from app.services import territories
    from app.services.accounts import staff

    invite(app, *guests(1))
    with writing(app) as session:
        staff.add(session, "autre@example.org", role, territories.by_key(session, None))
    other = sign_in(app, "autre@example.org")
    assert other.get(INVITE).status_code == 403
    for address in ("/bureau/", "/bureau/collecte/habitants"):
        assert "Inviter par courriel" not in other.get(address).text
        assert "personne0@" not in other.get(address).text


def test_exports_hold_no_contact(app: Flask, desk: FlaskClient, client: FlaskClient) -> None:
    (link,) = invite(app, *guests(1))
    answer(client, invitation=link)
    assert count(app, InvitationAnswered) == 1
    for what in ("reponses?survey=habitants&format=csv", "paroles?format=csv"):
        text = desk.get(f"/bureau/exports/{what}").text
        assert "personne0" not in text
        assert "Personne 0" not in text
