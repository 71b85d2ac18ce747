"""Finding people in Slack, asking them for a session, and what is done on a cluster's page."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from mentoring.consents import ConsentTo
from mentoring.messages import DeliveryKind
from mentoring.people import Participant, Role
from tests.builders import NOW, a_pair
from tests.handlers.desk import Desk, Json, buttons, command, press, submit, texts
from tests.mentoring.village import answer as agree
from tests.mentoring.village import settle_in

DIGITAL, TEXTILE, CAIRO = "Calanques Digital", "Tessuti Uniti", "تجمع القاهرة للنسيج"


@pytest.fixture
def desk() -> Desk:
    desk = Desk()
    cast = desk.cohort
    people = {"Awa": cast.awa, "Luca": cast.luca, "Fatima": cast.fatima}
    with (unit := desk.unit()):
        settle_in(unit, people, cast.programme.id)
        unit.commit()
    for person in (*people.values(), cast.ines):
        desk.speaks(person, "en")
    desk.say(command("UINES", "find"))  # names become clusters when somebody looks
    return desk


def cluster_id(desk: Desk, name: str) -> int:
    return next(one.id for one in desk.store.clusters.values() if one.name == name)


def shown(desk: Desk) -> Json:
    """The last dialogue that was opened or drawn anew."""
    method, arguments = next(call for call in reversed(desk.slack.calls) if call[0] in {"views.open", "views.update"})
    view: Json = json.loads(arguments["view"]) if isinstance(arguments["view"], str) else arguments["view"]
    assert method
    return view


def labelled(view: Json, action: str) -> str:
    """The id of the view's first button of this action, numbered or not."""
    return next(one for one in buttons(view) if one == action or one.startswith(f"{action}."))


def sent(desk: Desk, view: Json, user: str = "UINES", **filled: Any) -> Json:
    """Submit a form; the view that takes its place."""
    answer: Json = desk.say(submit(user, view, **filled))
    assert answer["response_action"] == "update", answer
    view_: Json = answer["view"]
    return view_


def pressed(desk: Desk, view: Json, action: str, user: str = "UINES") -> Json:
    """Press a button of a modal; the view then shown."""
    named = labelled(view, action)
    body = press(user, named, buttons(view)[named], on="modal")
    body["view"]["private_metadata"] = view.get("private_metadata", "")
    desk.say(body)
    return shown(desk)


@pytest.mark.parametrize("verb", ["find", "trouver", "دليل", "encontrar", "trova"])
def test_people_and_clusters_are_found_by_words_of_any_language(desk: Desk, verb: str) -> None:
    answer = desk.say(command("ULUCA", f"{verb} étranger france"))
    assert "1 person and 0 clusters for “étranger france”" in texts(answer)
    assert "Export and going international" in texts(answer)
    assert "09:00 in Marseille now" in texts(answer)
    assert "Write to them: <@UAWA>" in texts(answer)


def test_clusters_stand_above_people_with_a_button_each(desk: Desk) -> None:
    answer = desk.say(command("UAWA", "find النسيج"))
    assert texts(answer).index(CAIRO) < texts(answer).index("Fatima")
    assert buttons(answer)["cluster.open.0"] == str(cluster_id(desk, CAIRO))


def test_nothing_found_offers_words_that_would(desk: Desk) -> None:
    answer = desk.say(command("UAWA", "find tessuti xylophone"))
    assert "I found nobody and no cluster for “tessuti xylophone”" in texts(answer)
    assert buttons(answer) == {"portfolio.find.0": "0 Tessuti", "portfolio.find.5": "0 "}
    desk.say(press("UAWA", "portfolio.find.0", "0 Tessuti"))
    assert "1 person and 1 cluster for “Tessuti”" in texts(desk.slack.responses[-1])


def test_people_come_five_to_a_page(desk: Desk) -> None:
    with (unit := desk.unit()):
        for number in range(6):
            one = unit.people.add(
                replace(
                    desk.cohort.luca, id=0, user_id=f"UN{number}", email=f"n{number}@example.org", name=f"N{number}"
                )
            )
            unit.people.enrol(Participant(desk.cohort.programme.id, one, frozenset({Role.MENTEE})))
        unit.commit()

    with (unit := desk.unit()):
        for part in unit.people.participants(desk.cohort.programme.id):
            agree(unit, desk.cohort.programme.id, part.person, ConsentTo.SHOWN, agreed=True)
        unit.commit()
    first = desk.say(command("UAWA", "find"))
    assert "Page 1 of 2" in texts(first)
    desk.say(press("UAWA", "portfolio.find.1", buttons(first)["portfolio.find.1"]))
    second = desk.slack.responses[-1]
    assert "Page 2 of 2" in texts(second)
    assert "N5" in texts(second)
    assert second["replace_original"]


def test_a_line_that_mentions_people_still_asks_for_an_hour_or_books(desk: Desk) -> None:
    desk.say(command("UAWA", "find an hour for <@ULUCA> <@UFATIMA>"))
    assert "find_hours" in desk.served
    desk.say(command("UAWA", "find <@ULUCA> 2027-01-26 15:00"))
    assert "read_back" in desk.served
    assert "search" in desk.served[:3]
    assert desk.served.count("search") == 1


def test_a_mention_alone_shows_that_persons_card(desk: Desk) -> None:
    assert "Tessuti Uniti" in texts(desk.say(command("UFATIMA", "find <@ULUCA>")))
    refused = desk.say(command("UFATIMA", "find <@UNOBODY>"))
    assert "not in your programme's portfolio" in texts(refused)
    own = desk.say(command("ULUCA", "find <@ULUCA>"))
    assert "This is your own card" in texts(own)
    assert buttons(own) == {}


def test_asking_ones_partner_opens_the_booking_form(desk: Desk) -> None:
    desk.say(press("ULUCA", "portfolio.ask.0", str(desk.cohort.awa.id)))
    assert shown(desk)["callback_id"] == "booking.form"


def test_asking_somebody_else_reaches_them_and_the_coordinators_once(desk: Desk) -> None:
    desk.say(press("UFATIMA", "portfolio.ask.0", str(desk.cohort.awa.id)))
    form = shown(desk)
    assert "Sessions are booked between partners, and Awa is not one of yours." in texts(form)
    answer = sent(desk, form, "UFATIMA", text="Buyers in France")
    assert "Awa and the coordinators are told" in texts(answer)
    sent(desk, form, "UFATIMA", text="Buyers in France")
    planned = [one for one in desk.store.deliveries.values() if one.kind is DeliveryKind.APPROACH]
    assert {one.recipient_id for one in planned} == {desk.cohort.awa.id, desk.cohort.ines.id}
    assert len(desk.store.approaches) == 1


def test_a_coordinator_changes_a_cluster_and_takes_it_back(desk: Desk) -> None:
    desk.say(press("UINES", "cluster.open.0", str(cluster_id(desk, DIGITAL))))
    page = shown(desk)
    form = pressed(desk, page, "cluster.change")
    saved = sent(desk, form, name="Calanques Numériques", country="italie", label="Gold")
    assert "Calanques Numériques" in texts(saved)
    assert "Also known as Calanques Digital" in texts(saved)
    assert desk.store.clusters["T1", cluster_id(desk, "Calanques Numériques")].country == "IT"
    undone = pressed(desk, saved, "cluster.undo")
    assert "Undone." in texts(undone)
    assert desk.store.clusters["T1", cluster_id(desk, DIGITAL)].country == "FR"


def test_what_is_wrong_with_a_cluster_is_said_under_its_field(desk: Desk) -> None:
    desk.say(press("UINES", "cluster.change", str(cluster_id(desk, DIGITAL))))
    form = shown(desk)
    assert desk.say(submit("UINES", form, country="Atlantis"))["errors"] == {
        "country": "I know no country of this name."
    }
    assert list(desk.say(submit("UINES", form, name=TEXTILE.upper()))["errors"]) == ["name"]
    assert list(desk.say(submit("UINES", form, website="nowhere"))["errors"]) == ["website"]


def test_palestine_is_known_by_the_name_that_forms_show(desk: Desk) -> None:
    desk.say(press("UINES", "cluster.change", str(cluster_id(desk, DIGITAL))))
    sent(desk, shown(desk), country="palestine")
    assert desk.store.clusters["T1", cluster_id(desk, DIGITAL)].country == "PS"


def test_clusters_are_listed_added_and_merged_by_a_coordinator(desk: Desk) -> None:
    desk.say(command("UINES", "programme clusters"))
    listed = shown(desk)
    assert [texts(listed).count(one) for one in (DIGITAL, TEXTILE, CAIRO)] == [1, 1, 1]
    form = pressed(desk, listed, "cluster.new")
    page = sent(desk, form, name="Agrinova", country="Maroc")
    assert "Nobody belongs to this cluster yet." in texts(page)
    merging = pressed(desk, page, "cluster.merge")
    preview = sent(desk, merging, other=cluster_id(desk, DIGITAL))
    assert "Calanques Digital becomes part of Agrinova." in texts(preview)
    assert "Their cluster is Agrinova then: Awa" in texts(preview)
    assert "Taken over from Calanques Digital, as nothing was said of it here: Sector" in texts(preview)
    merged = sent(desk, preview)
    assert "Both are one cluster now: Agrinova." in texts(merged)
    assert "Awa" in texts(merged)
    apart = pressed(desk, merged, "cluster.merge_undo")
    assert "They are two clusters again." in texts(apart)
    assert "Awa" not in texts(apart)
    assert cluster_id(desk, DIGITAL)


def test_somebody_joins_a_cluster_and_leaves_it_again(desk: Desk) -> None:
    desk.say(press("UINES", "cluster.add_member", str(cluster_id(desk, DIGITAL))))
    joined = sent(desk, shown(desk), person="ULUCA")
    assert "Luca belongs to Calanques Digital now." in texts(joined)
    back = pressed(desk, joined, "cluster.put_back")
    assert "Undone." in texts(back)
    out = pressed(desk, back, "cluster.take_out")
    assert "Awa belongs to no cluster now." in texts(out)
    assert "Undone." in texts(pressed(desk, out, "cluster.put_back"))
    parts = {one.person.name: one.cluster for one in desk.unit().people.participants(desk.cohort.programme.id)}
    assert (parts["Awa"], parts["Luca"]) == (DIGITAL, TEXTILE)


def noted(desk: Desk, user: str = "ULUCA") -> Json:
    """Luca's cluster and Awa's plan a stand; the page then shown."""
    desk.say(press(user, "cluster.open.0", str(cluster_id(desk, TEXTILE))))
    form = pressed(desk, shown(desk), "collaboration.note", user)
    both = [cluster_id(desk, TEXTILE), cluster_id(desk, DIGITAL)]
    return sent(desk, form, user, title="A joint stand", clusters=both, stage="under_way")


def test_a_member_notes_a_collaboration_and_a_coordinator_confirms_it(desk: Desk) -> None:
    page = noted(desk)
    assert "Noted. The coordinators are asked to confirm it." in texts(page)
    assert "under way, since Monday 18 January 2027" in texts(page)
    desk.say(command("UINES", "programme clusters"))
    listed = pressed(desk, shown(desk), "collaboration.confirm")
    assert listed["title"]["text"] == "Clusters"
    assert "The collaboration is confirmed." in texts(listed)
    taken_back = pressed(desk, listed, "collaboration.undo")
    assert "To confirm" in texts(taken_back)


def test_a_collaboration_is_changed_removed_and_put_back(desk: Desk) -> None:
    page = noted(desk)
    form = pressed(desk, page, "collaboration.change", "ULUCA")
    changed = sent(desk, form, "ULUCA", title="A stand each")
    assert "A stand each" in texts(changed)
    assert "A joint stand" in texts(pressed(desk, changed, "collaboration.undo", "ULUCA"))
    removed = pressed(desk, shown(desk), "collaboration.remove", "ULUCA")
    assert "The collaboration is removed." in texts(removed)
    assert "No collaboration with another cluster has been noted yet." in texts(removed)
    back = pressed(desk, removed, "collaboration.undo", "ULUCA")
    assert "A joint stand" in texts(back)


def test_a_collaboration_needs_a_second_cluster(desk: Desk) -> None:
    desk.say(press("ULUCA", "collaboration.note", str(cluster_id(desk, TEXTILE))))
    refused = desk.say(submit("ULUCA", shown(desk), title="Alone"))
    assert list(refused["errors"]) == ["clusters"]


def test_portfolio_is_sent_to_the_coordinator_in_the_language_asked_for(desk: Desk) -> None:
    answer = desk.say(command("UINES", "programme portfolio français"))
    assert "3 people who agreed" in texts(answer)
    assert "in French" in texts(answer)
    planned = [one for one in desk.store.deliveries.values() if one.kind is DeliveryKind.PORTFOLIO]
    assert [(one.recipient_id, one.change) for one in planned] == [(desk.cohort.ines.id, "fr")]
    assert "I can't write the portfolio in “klingon”" in texts(
        desk.say(command("UINES", "programme portfolio klingon"))
    )


def test_portfolio_of_nobody_is_not_sent() -> None:
    desk = Desk()
    desk.speaks(desk.cohort.ines, "en")
    assert "Nobody has agreed to be shown" in texts(desk.say(command("UINES", "programme portfolio")))
    assert desk.store.deliveries == {}


def test_a_pair_made_meanwhile_may_book(desk: Desk) -> None:
    with (unit := desk.unit()):
        unit.people.add_pair(a_pair(desk.cohort.awa, desk.cohort.fatima, programme_id=desk.cohort.programme.id))
        unit.commit()
    desk.say(press("UFATIMA", "portfolio.ask.0", str(desk.cohort.awa.id)))
    assert shown(desk)["callback_id"] == "booking.form"
    assert desk.now == NOW
