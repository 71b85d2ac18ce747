"""How a session went, told in the page: two who differ and agree, two who do not, and a joint meeting's roll."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Locator, expect

from bot.database import open_database, unit_of_work_of
from mentoring.people import Role
from mentoring.services.changes import add_session
from mentoring.sessions import Attendee, Change, ChangeKind, Rsvp, SessionKind
from tests.builders import a_session
from tests.journeys.conftest import OpenScreen, OpenTown
from tests.journeys.screen import Screen
from tests.journeys.steps import agree
from tests.journeys.town import MONDAY, TEAM, Town

pytestmark = pytest.mark.chromium

HOUR, DAY = 3600, 86400
LINE = "2027-01-19 15:00 60 min Export plan"


def after_a_session(town: Town) -> None:
    """Luca and Awa met, or not, on Tuesday afternoon; both are asked how it went."""
    luca, awa = town.people("luca", "awa")
    agree(luca, awa, LINE)
    town.client.advance(DAY + 8 * HOUR)  # five o'clock in Rome and Marseille


def after_a_joint_meeting(town: Town) -> None:
    """Inès hosted everybody on Tuesday at noon."""
    engine = open_database(town.settings)
    with unit_of_work_of(engine)(TEAM) as uow:
        (programme,) = uow.people.programmes()
        people = [one.person for one in uow.people.participants(programme.id)]
        host = next(one.person for one in uow.people.participants(programme.id) if Role.COORDINATOR in one.roles)
        ordered = sorted(people, key=lambda one: (one.id != host.id, one.name))
        session = a_session(
            "2027-01-19 12:00",
            zone="Europe/Madrid",
            programme_id=programme.id,
            pair_id=None,
            kind=SessionKind.JOINT,
            people=[one.id for one in ordered],
            topic="Kick-off",
            created_at=MONDAY - timedelta(days=3),
        )
        session = type(session)(
            **{**vars(session), "attendees": tuple(Attendee(one.id, Rsvp.ACCEPTED) for one in ordered)}
        )
        change = Change(session.id, 1, ChangeKind.ACCEPTED, host.id, MONDAY, after=session.anchor)
        add_session(uow, session, change)
        uow.commit()
    engine.dispose()
    town.client.advance(DAY + 6 * HOUR)


def asked(screen: Screen) -> Locator:
    """The message that asks how it went."""
    return screen.answer_with("attendance.held")


def choose_presence(screen: Screen, name: str, presence: str) -> None:
    """How somebody attended, in the form on top."""
    line = screen.modal.locator(".field-block").filter(has_text=name)
    line.locator('[data-block-id^="presence."][data-action-id]').click()
    screen.page.locator(f'[data-testid="option"][data-value="{presence}"]').click()


def test_two_who_disagree_agree(open_town: OpenTown, open_screen: OpenScreen) -> None:
    town = open_town({"luca": "it", "awa": "es"})
    luca_types, awa_answers = town.people("luca", "awa")
    luca_types.types(f"/mentor prenota {LINE}")
    luca_types.presses(luca_types.finds("19 gennaio 2027"), "booking.confirm")
    awa_answers.presses(awa_answers.finds("19 de enero de 2027", "quiere"), "session.accept")
    town.settle()
    town.client.advance(DAY + 8 * HOUR)
    luca, awa = open_screen(town, "luca"), open_screen(town, "awa")

    luca.presses(asked(luca), "attendance.held")
    luca.finds("Annotato. Anche agli altri è stato chiesto")
    luca.picture("noted in italian")
    awa.presses(asked(awa), "attendance.not_held")
    awa.finds("No decís todos lo mismo", "Luca Bianchi: tuvo lugar", "Awa Diallo: no tuvo lugar")
    luca.finds("Guarda di nuovo la sessione con Awa Diallo", "Awa Diallo: non si è tenuta")
    luca.picture("they differ")

    awa.presses(awa.answer_with("attendance.agree.0"), "attendance.agree.0")
    awa.finds("Tuvo lugar.", "Lo dicen todos los que respondieron.", "Asistencia completa · 1 hora")
    luca.finds("Ora dite la stessa cosa della sessione con Awa Diallo. Grazie.", "Si è tenuta.")
    luca.picture("they agree")


def test_two_who_do_not_and_the_coordinator_settles(open_town: OpenTown, open_screen: OpenScreen) -> None:
    town = open_town({"luca": "en", "awa": "en", "ines": "en"})
    after_a_session(town)
    luca, awa = open_screen(town, "luca"), open_screen(town, "awa")
    luca.presses(asked(luca), "attendance.held")
    luca.finds("Noted. The others have been asked as well")
    awa.presses(asked(awa), "attendance.not_held")
    luca.finds("Please look again at your session with Awa Diallo.", "Awa Diallo: it did not take place")

    town.client.advance(3 * DAY)
    ines = open_screen(town, "ines")
    home = ines.goes_home()
    expect(home).to_contain_text("Attendance to settle")
    ines.picture("home of the coordinator")
    ines.presses(home, "attendance.settle")
    expect(ines.modal).to_contain_text("Luca Bianchi: it took place")
    ines.picture("settling")
    ines.modal.get_by_role("radio").first.check()
    ines.fills("comment", "Luca sent me the minutes of it.")
    ines.submits()
    expect(ines.modal).to_contain_text("Inès Ferrer settled it.")
    ines.picture("settled")
    luca.finds("It is settled how your session with Awa Diallo went.", "Luca sent me the minutes of it.")
    awa.finds("It is settled how your session with Luca Bianchi went.", "Awa Diallo: it did not take place")

    ines.page.get_by_test_id("modal-close").click()
    ines.page.get_by_test_id("tab-messages").click()
    ines.types("/mentor attendance")
    ines.presses(ines.answer_with("attendance.record.0"), "attendance.record.0")
    expect(ines.modal).to_contain_text("2 attendances, 2 hours in all.")
    expect(ines.modal).to_contain_text("Luca Bianchi · Present · 1 hour · settled by Inès Ferrer")
    ines.picture("the record")


def test_a_joint_meetings_roll_is_called_and_somebody_corrects_their_line(
    open_town: OpenTown, open_screen: OpenScreen
) -> None:
    town = open_town({"ines": "it", "fatima": "ar"})
    after_a_joint_meeting(town)
    ines, fatima = open_screen(town, "ines"), open_screen(town, "fatima")
    ines.presses(ines.answer_with("attendance.change"), "attendance.change")
    expect(ines.modal).to_contain_text("Com’è andata")
    ines.picture("the roll")
    choose_presence(ines, "Fatima Nasser", "absent")
    ines.submits()
    expect(ines.modal).to_contain_text("Fatima Nasser: Assenza")
    ines.picture("the roll is called")
    ines.page.get_by_test_id("modal-close").click()

    noted = fatima.finds("سُجّل حضور جلستك", "غياب")
    fatima.picture("noted as absent")
    fatima.presses(noted, "attendance.change")
    choose_presence(fatima, "Fatima Nasser", "came_late")
    fatima.modal.locator('[data-block-id^="minutes."][data-action-id]').fill("٤٥")
    fatima.fills("comment", "انقطعت الكهرباء")
    fatima.picture("correcting her line")
    fatima.submits()
    expect(fatima.modal).to_contain_text("أقوالكم مختلفة.")
    fatima.picture("they differ")

    differ = ines.finds("Guarda di nuovo la sessione", "Arrivo in ritardo · 45 minuti (secondo Fatima Nasser)")
    ines.picture("the host hears of it")
    ines.presses(differ, "attendance.agree.0")
    ines.finds("Si è tenuta.", "Fatima Nasser: Arrivo in ritardo · 45 minuti")
    fatima.finds("أقوالكم متفقة الآن", "وصول متأخر")
    fatima.picture("they agree")
