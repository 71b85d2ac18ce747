"""A session from the first line to its end, told by both its people."""

from __future__ import annotations

from tests.journeys.somebody import Somebody, actions_of, shown_in
from tests.journeys.steps import agree, move, propose
from tests.journeys.town import Town

CAIRO_AND_BARCELONA = {
    "en": "Thursday 25 March 2027 · 15:00 in Cairo · 14:00 in Barcelona",
    "fr": "jeudi 25 mars 2027 · 15:00 (Le Caire) · 14:00 (Barcelona)",
}
BARCELONA_AND_CAIRO = {
    "en": "Thursday 25 March 2027 · 14:00 in Barcelona · 15:00 in Cairo",
    "fr": "jeudi 25 mars 2027 · 14:00 (Barcelona) · 15:00 (Le Caire)",
}
FORTY_FIVE_MINUTES = "45 minutes · Export plan"


def test_a_line_is_read_back_and_nothing_is_sent_before_confirm(town: Town, fatima: Somebody, ines: Somebody) -> None:
    fatima.types("/mentor book 2027-03-25 15:00 45 min Export plan")
    shown = fatima.reads("asked", CAIRO_AND_BARCELONA[fatima.language], FORTY_FIVE_MINUTES, name=ines.name)
    assert shown["ephemeral"]
    assert actions_of(shown) == ["booking.confirm", "booking.change", "booking.discard"]
    town.settle()
    assert ines.all_read() == []

    fatima.presses(shown, "booking.discard")
    fatima.reads("discarded")
    town.settle()
    assert ines.all_read() == []


def test_confirm_asks_the_partner_in_her_language_and_on_her_clock(
    town: Town, fatima: Somebody, ines: Somebody
) -> None:
    invitation = propose(fatima, ines)
    read = invitation["plain"]
    assert ines.says("session", name=fatima.name) in read
    ines.reads("invited", BARCELONA_AND_CAIRO[ines.language], FORTY_FIVE_MINUTES, name=fatima.name)
    ines.reads("awaits me")
    assert actions_of(invitation) == ["session.accept", "session.move", "session.decline"]
    assert actions_of(fatima.reads("booked", CAIRO_AND_BARCELONA[fatima.language], name=ines.name)) == []
    fatima.reads("proposed", CAIRO_AND_BARCELONA[fatima.language], name=ines.name)
    town.settle()
    assert ines.counts("invited", name=fatima.name) == 1
    assert fatima.counts("proposed", name=ines.name) == 1


def test_accepting_confirms_and_both_messages_and_homes_follow(town: Town, fatima: Somebody, ines: Somebody) -> None:
    invitation = propose(fatima, ines)
    mine = fatima.reads("proposed", name=ines.name)
    ines.presses(invitation, "session.accept")

    fatima.reads("accepted", CAIRO_AND_BARCELONA[fatima.language], name=ines.name)
    town.settle()
    for person, message in ((ines, invitation), (fatima, mine)):
        now = person.again(message)
        assert person.says("confirmed") in now["plain"]
        assert actions_of(now)[-3:] == ["session.move", "session.link", "session.cancel"]
    assert len(ines.all_read()) == 1
    fatima.home(fatima.says("home"), fatima.says("next session"), CAIRO_AND_BARCELONA[fatima.language])
    ines.home(ines.says("home"), ines.says("next session"), BARCELONA_AND_CAIRO[ines.language])


def test_another_time_is_proposed_and_the_first_asker_answers(town: Town, fatima: Somebody, ines: Somebody) -> None:
    invitation = propose(fatima, ines)
    ines.presses(invitation, "session.move")
    form = ines.form("title another time")
    assert shown_in(form, "duration") == "45"
    assert ines.fills(form, date="2027-03-26", time="10:00")["ok"]
    read_back = ines.form("title read back")
    assert "10:00" in ines.read_view(read_back)
    assert "11:00" in ines.read_view(read_back)
    assert ines.fills(read_back)["ok"]

    counter = fatima.reads("countered", "11:00", "10:00", name=ines.name)
    assert actions_of(counter) == ["session.accept", "session.move", "session.decline"]
    fatima.presses(counter, "session.accept")
    ines.reads("accepted", "10:00", name=fatima.name)
    town.settle()
    assert ines.says("confirmed") in ines.again(invitation)["plain"]


def test_declining_gives_the_reason_to_the_asker_as_it_was_typed(town: Town, fatima: Somebody, ines: Somebody) -> None:
    invitation = propose(fatima, ines)
    ines.presses(invitation, "session.decline")
    form = ines.form("title decline")
    assert ines.fills(form, reason="On a <!channel> trip & *busy*")["ok"]
    told = fatima.reads("declined", name=ines.name)
    assert "On a <!channel> trip & *busy*" in told["plain"]
    town.settle()
    closed = ines.again(invitation)
    assert ines.says("I declined") in closed["plain"]
    assert actions_of(closed) == []
    fatima.home(fatima.says("no session yet", name=ines.name))


def test_a_confirmed_session_moves_when_the_other_accepts(town: Town, fatima: Somebody, ines: Somebody) -> None:
    confirmed = agree(fatima, ines)
    move(ines, confirmed, fatima, "2027-03-25", "16:00")
    asked = fatima.reads("wants to move", "17:00", "16:00", name=ines.name)
    assert CAIRO_AND_BARCELONA[fatima.language] in asked["plain"]
    fatima.presses(asked, "session.accept")
    before = ines.says("it was", clocks=BARCELONA_AND_CAIRO[ines.language])
    ines.reads("moved", "16:00", before, name=fatima.name)
    town.settle()
    fatima.home("17:00", fatima.says("confirmed"))
    assert "15:00" not in fatima.read_view(fatima.home())


def test_a_confirmed_session_stays_when_the_move_is_declined(town: Town, fatima: Somebody, ines: Somebody) -> None:
    confirmed = agree(fatima, ines)
    move(ines, confirmed, fatima, "2027-03-25", "16:00")
    fatima.presses(fatima.reads("wants to move", name=ines.name), "session.decline")
    form = fatima.form("title keep")
    assert fatima.says("old time stays") in fatima.read_view(form)
    assert fatima.fills(form, reason="I teach then")["ok"]
    ines.reads("kept", "I teach then", BARCELONA_AND_CAIRO[ines.language], name=fatima.name)
    town.settle()
    assert ines.says("confirmed") in ines.again(confirmed)["plain"]
    assert "17:00" not in fatima.read_view(fatima.home(CAIRO_AND_BARCELONA[fatima.language]))


def test_cancelling_tells_the_other_and_closes_every_message(town: Town, fatima: Somebody, ines: Somebody) -> None:
    confirmed = agree(fatima, ines)
    mine = fatima.reads("accepted", name=ines.name)
    fatima.presses(mine, "session.cancel")
    assert fatima.fills(fatima.form("title cancel"), reason="Flight moved")["ok"]
    ines.reads("cancelled", "Flight moved", name=fatima.name)
    town.settle()
    assert ines.says("cancelled by", name=fatima.name) in ines.again(confirmed)["plain"]
    assert actions_of(ines.again(confirmed)) == []
    assert fatima.says("I cancelled") in fatima.again(mine)["plain"]
    ines.home(ines.says("no session yet", name=fatima.name))


def test_a_proposal_is_withdrawn_before_it_is_answered(town: Town, fatima: Somebody, ines: Somebody) -> None:
    invitation = propose(fatima, ines)
    fatima.presses(fatima.reads("proposed", name=ines.name), "session.cancel")
    assert fatima.fills(fatima.form("title withdraw"))["ok"]
    ines.reads("cancelled", name=fatima.name)
    town.settle()
    assert actions_of(ines.again(invitation)) == []


def test_every_button_works_from_home_too(town: Town, fatima: Somebody, ines: Somebody) -> None:
    propose(fatima, ines)
    ines.home(ines.says("waiting"), BARCELONA_AND_CAIRO[ines.language])
    ines.presses_at_home("session.accept")
    fatima.reads("accepted", name=ines.name)
    after = ines.home(ines.says("next session"))
    assert "session.accept" not in actions_of(after)
    fatima.home(fatima.says("next session"))
    fatima.presses_at_home("session.cancel")
    assert fatima.fills(fatima.form("title cancel"))["ok"]
    ines.reads("cancelled", name=fatima.name)


def test_the_sessions_list_and_a_bare_mentor_say_what_is_next(town: Town, fatima: Somebody, ines: Somebody) -> None:
    fatima.types("/mentor")
    empty = fatima.reads("no session yet", name=ines.name)
    assert {"home.book", "home.sessions", "help.show"} <= set(actions_of(empty))
    agree(fatima, ines)
    for line in ("/mentor", "/mentor sessions", "/mentor séances"):
        fatima.types(line)
        shown = fatima.latest()
        assert shown["ephemeral"]
        fatima.reads("coming up", CAIRO_AND_BARCELONA[fatima.language])
        assert "session.cancel" in actions_of(shown)
