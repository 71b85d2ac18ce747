"""Outcomes for the report: what a coordinator is told, and the workbook that comes."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from handlers.files import names_mark
from handlers.outcomes import outcomes_file
from mentoring.messages import DeliveryKind, DeliveryState
from mentoring.notes import Visibility
from mentoring.records import ReportLine
from mentoring.services import notes
from mentoring.services.errands import OutcomesErrand
from tests.builders import NOW, a_change, a_delivery, a_person, a_programme, a_session
from tests.handlers.desk import CATALOGUES, Desk, command, texts

AWA, LUCA = a_person("Awa"), a_person("Luca", id=2)
MARK = "0123456789abcdef0123"


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    desk.speaks(desk.cohort.ines, "en")
    return desk


def agree_on_an_outcome(desk: Desk) -> None:
    cast, session = desk.cohort, desk.cohort.session()
    with (unit := desk.unit()):
        unit.sessions.add(session, a_change(session))
        unit.commit()
    desk.now = session.when.end
    begun = notes.begin_note(desk.unit(), session.id, actor=cast.awa, now=desk.now).draft
    filled = replace(begun, outcome="Three wholesalers visited", visibility=Visibility.REPORT)
    notes.keep_note_draft(desk.unit(), filled, actor=cast.awa, now=desk.now)
    note = notes.save_note(desk.unit(), begun.id, actor=cast.awa, now=desk.now).note
    notes.answer_report(desk.unit(), note.id, note.version, agreed=True, actor=cast.luca, now=desk.now)


def test_a_coordinator_is_told_what_comes_or_why_nothing_does(desk: Desk) -> None:
    assert "No outcome may be reported yet." in texts(desk.say(command("UINES", "programme outcomes")))
    agree_on_an_outcome(desk)
    assert "1 outcome that everybody agreed to is on its way" in texts(
        desk.say(command("UINES", "programme résultats"))
    )
    planned = [one for one in desk.store.deliveries.values() if one.kind is DeliveryKind.OUTCOMES]
    assert [one.recipient_id for one in planned] == [desk.cohort.ines.id]


def test_outcomes_are_not_for_those_who_do_not_coordinate(desk: Desk) -> None:
    agree_on_an_outcome(desk)
    for user in ("ULUCA", "UOMAR"):
        desk.say(command(user, "programme outcomes"))
    assert [one for one in desk.store.deliveries.values() if one.kind is DeliveryKind.OUTCOMES] == []


def test_the_workbook_has_a_line_for_each_outcome_and_what_was_typed_is_text() -> None:
    session = replace(a_session(), topic="=1+1")
    lines = (ReportLine(session, AWA, (AWA, LUCA), "+39 leads"),)
    delivery = a_delivery("outcomes:1:4", kind=DeliveryKind.OUTCOMES, state=DeliveryState.SENDING)
    errand = OutcomesErrand(delivery, AWA, NOW, a_programme(), lines)
    file = outcomes_file(CATALOGUES.translator("en"), errand, MARK)
    assert file.name == "outcomes-en-2027-01-18-0123456789abcdef.xlsx"
    assert names_mark(file.name, MARK)
    (sheet,) = load_workbook(io.BytesIO(file.content)).worksheets
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Day", "Session", "People", "Topic", "Outcome", "Written by"],
        ["2027-01-26", "Bilateral session", "Awa and Luca", "=1+1", "+39 leads", "Awa"],
    ]
    assert {sheet["D2"].data_type, sheet["E2"].data_type} == {"s"}


def test_days_of_the_workbook_are_those_of_the_programmes_clock_and_arabic_reads_from_the_right() -> None:
    at_night = a_session("2027-01-26 23:30", zone="Europe/Madrid")
    lines = (ReportLine(at_night, AWA, (AWA, LUCA), "Met"),)
    delivery = a_delivery("outcomes:1:4", kind=DeliveryKind.OUTCOMES, state=DeliveryState.SENDING)
    programme = a_programme(zone="Africa/Cairo")
    sent_at = datetime(2027, 1, 31, 22, 30, tzinfo=UTC)
    errand = OutcomesErrand(delivery, AWA, sent_at, programme, lines)
    file = outcomes_file(CATALOGUES.translator("ar"), errand, MARK)
    (sheet,) = load_workbook(io.BytesIO(file.content)).worksheets
    assert sheet["A2"].value == "2027-01-27"
    assert file.name.startswith("outcomes-ar-2027-02-01-")
    assert sheet.sheet_view.rightToLeft


def test_a_line_of_a_joint_meeting_names_some_and_counts_the_others() -> None:
    people = tuple(a_person(f"P{number}", id=number) for number in range(1, 13))
    delivery = a_delivery("outcomes:1:4", kind=DeliveryKind.OUTCOMES, state=DeliveryState.SENDING)
    errand = OutcomesErrand(delivery, AWA, NOW, a_programme(), (ReportLine(a_session(), AWA, people, "Met"),))
    (sheet,) = load_workbook(io.BytesIO(outcomes_file(CATALOGUES.translator("en"), errand, MARK).content)).worksheets
    assert sheet["C2"].value == "P1, P2, P3, P4, P5, P6, P7, P8, and 4 more"
