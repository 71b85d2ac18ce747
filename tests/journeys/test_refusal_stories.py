"""What cannot be booked is said kindly, and what could be instead is offered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.journeys.conftest import OpenTown
from tests.journeys.somebody import Json, Somebody, actions_of
from tests.journeys.steps import agree, move, propose
from tests.journeys.town import Town
from tests.journeys.words import plain

CHOICES_AFTER_THE_PAST = {
    "en": "Monday 18 January 2027 · 15:00 in Cairo · 14:00 in Barcelona",
    "fr": "lundi 18 janvier 2027 · 15:00 (Le Caire) · 14:00 (Barcelona)",
}


def test_a_clash_is_named_only_to_the_one_whose_it_is(town: Town) -> None:
    awa, luca, nour = town.people("awa", "luca", "nour")
    agree(luca, awa, "2027-03-25 15:00 Secret plans")

    nour.types("/mentor book 2027-03-25 15:30")  # Tunis is on the same clock as Rome then
    hers = nour.reads("their clash", name=awa.name)
    assert luca.name not in hers["plain"]
    assert "Secret plans" not in hers["plain"]

    awa.types("/mentor book @nour 2027-03-25 15:30")
    own = awa.reads("my clash", name=luca.name)
    for refused in (hers, own):
        assert [one for one in actions_of(refused) if one.startswith("booking.choose.")]
    awa.presses(own, "booking.choose.0")
    nour.reads("invited", name=awa.name)


def test_two_people_who_press_at_once_one_wins_and_the_other_is_told(town: Town) -> None:
    awa, luca, nour = town.people("awa", "luca", "nour")
    for mentee in (luca, nour):
        mentee.types("/mentor book 2027-03-25 15:00")
    read_backs = {mentee: mentee.reads("asked", name=awa.name) for mentee in (luca, nour)}
    press_at_once(read_backs)
    invitation = awa.finds(awa.says("invited", name="").strip())
    winner = luca if luca.name in invitation["plain"] else nour
    loser = nour if winner is luca else luca
    loser.reads("their clash", name=awa.name)
    town.settle()
    assert len(awa.all_read()) == 1
    assert loser.counts("proposed", name=awa.name) == 0
    loser.presses(loser.reads("their clash", name=awa.name), "booking.change")
    assert loser.fills(loser.form("title book"), time="17:00")["ok"]
    assert loser.fills(loser.form("title read back"))["ok"]
    awa.reads("invited", "17:00", name=loser.name)


def press_at_once(read_backs: dict[Somebody, Json]) -> None:
    """Everybody's Confirm in the same moment."""
    with ThreadPoolExecutor() as pool:
        for pressed in [pool.submit(one.presses, shown, "booking.confirm") for one, shown in read_backs.items()]:
            pressed.result()


def test_a_stranger_gets_a_kind_answer_and_the_coordinators_name(town: Town, ines: Somebody) -> None:
    omar = town.person("omar")
    for line in ("/mentor", "/mentor book 2027-03-25 15:00", "/mentor help", "/mentor gibberish"):
        before = len(omar.all_read())
        omar.types(line)
        assert len(omar.all_read()) == before + 1
        omar.reads("stranger", name=f"@{ines.name}")
    omar.seat.open_home()
    assert "UINES" in omar.read_view(omar.home())
    town.settle()
    assert ines.all_read() == []


def test_an_unknown_verb_shows_the_known_ones_and_the_nearest(town: Town, fatima: Somebody) -> None:
    fatima.types("/mentor gibberish")
    fatima.reads("unknown", {"en": "/mentor book", "fr": "/mentor réserver"}[fatima.language], word="gibberish")
    fatima.types("/mentor sesions")
    fatima.reads("did you mean", word={"en": "sessions", "fr": "séances"}[fatima.language])


def test_a_past_time_offers_the_nearest_to_come(town: Town, fatima: Somebody, ines: Somebody) -> None:
    fatima.types("/mentor book 2027-01-04 15:00 Export plan")
    refused = fatima.finds(CHOICES_AFTER_THE_PAST[fatima.language])
    fatima.presses(refused, "booking.choose.0")
    invitation = ines.reads("invited", "15:00", "14:00", name=fatima.name)
    assert "Export plan" in invitation["plain"]

    assert fatima.fills(open_form(fatima), date="2027-01-04", time="15:00")["ok"]
    assert fatima.says("past") in fatima.read_view(fatima.seat.modals()[-1])


def test_an_hour_that_the_clocks_skip_is_asked_about_with_both_sides_of_it(town: Town, ines: Somebody) -> None:
    fatima = town.person("fatima")
    ines.types("/mentor book 2027-03-28 02:30 Export plan")
    asked = ines.reads("gap in a line", "01:30", "03:30")
    choice = next(one for one in range(2) if _clock_of(asked, one).startswith("03:30"))
    ines.presses(asked, f"booking.choose.{choice}")
    fatima.reads("invited", "03:30", name=ines.name)


def test_an_hour_that_the_clocks_skip_is_refused_in_the_form_too(town: Town, ines: Somebody) -> None:
    fatima = town.person("fatima")
    form = open_form(ines)
    assert ines.fills(form, date="2027-03-28", time="02:30")["ok"]
    day = {"en": "Sunday 28 March 2027", "fr": "dimanche 28 mars 2027"}[ines.language]
    shown = ines.seat.modals()[-1]
    assert ines.says("gap", time="02:30", day=day, city="Barcelona") in ines.read_view(shown)
    ines.presses(shown, "booking.choose.0")
    fatima.reads("invited", "01:30", name=ines.name)


def open_form(person: Somebody) -> Json:
    """The booking form, from Home."""
    person.presses_at_home("home.book")
    return person.form("title book")


def _clock_of(message: Json, index: int) -> str:
    """The first clock of the choice at this place."""
    lines = [line for line in plain(message["plain"]).splitlines() if line.count("·") > 1]
    return lines[index].split(" · ")[1]


def test_an_hour_that_comes_twice_is_asked_about_with_both_as_buttons(
    town: Town, fatima: Somebody, ines: Somebody
) -> None:
    town.client.advance(180 * 86400)
    fatima.types("/mentor book 2027-10-28 23:30 Last words")
    asked = fatima.reads("fold in a line", "23:30 (UTC+3)", "23:30 (UTC+2)")
    choice = next(one for one in range(2) if "UTC+2" in _clock_of(asked, one))
    fatima.presses(asked, f"booking.choose.{choice}")
    ines.reads("invited", "23:30", name=fatima.name)

    assert fatima.fills(open_form(fatima), date="2027-10-28", time="23:45")["ok"]
    day = {"en": "Thursday 28 October 2027", "fr": "jeudi 28 octobre 2027"}[fatima.language]
    city = {"en": "Cairo", "fr": "Le Caire"}[fatima.language]
    shown = fatima.read_view(fatima.seat.modals()[-1])
    assert fatima.says("fold", time="23:45", day=day, city=city) in shown


def test_a_proposal_that_nobody_answers_says_so_and_takes_its_buttons_away(
    town: Town, fatima: Somebody, ines: Somebody
) -> None:
    invitation = propose(fatima, ines)
    town.client.advance(3 * 86400 + 60)
    answer = ines.seat.click(invitation, "session.accept")
    assert answer["ok"]
    ines.reads("too late")
    town.restart_bot()  # the job that looks for expired ones runs at once when the bot starts
    for person, other in ((fatima, ines), (ines, fatima)):
        person.reads("expired", name=other.name)
    town.settle()
    assert fatima.counts("accepted", name=ines.name) == 0
    assert actions_of(ines.again(invitation)) == []


def test_a_form_that_comes_too_late_shows_how_things_now_stand(town: Town, fatima: Somebody, ines: Somebody) -> None:
    ines.presses(propose(fatima, ines), "session.decline")
    form = ines.form("title decline")
    fatima.presses(fatima.reads("proposed", name=ines.name), "session.cancel")
    assert fatima.fills(fatima.form("title withdraw"))["ok"]
    ines.reads("cancelled", name=fatima.name)

    assert ines.fills(form, reason="Too late")["ok"]
    shown = ines.read_view(ines.seat.modals()[-1])
    assert ines.says("settled") in shown
    assert ines.says("cancelled by", name=fatima.name) in shown
    town.settle()
    assert "Too late" not in "".join(fatima.all_read())


def test_one_cannot_answer_ones_own_move(town: Town, fatima: Somebody, ines: Somebody) -> None:
    confirmed = agree(fatima, ines)
    move(ines, confirmed, fatima, "2027-03-26", "10:00")
    town.settle()
    assert "session.accept" not in actions_of(ines.again(confirmed))
    assert "session.accept" in actions_of(fatima.reads("wants to move", name=ines.name))


def test_somebody_elses_buttons_and_sessions_stay_closed(open_town: OpenTown) -> None:
    town = open_town({"fatima": "en", "ines": "en", "luca": "en"})
    fatima, ines, luca = town.people("fatima", "ines", "luca")
    agree(fatima, ines)
    luca.types("/mentor sessions")
    assert fatima.name not in "\n".join(luca.all_read())
    assert "Export plan" not in "\n".join(luca.all_read())
