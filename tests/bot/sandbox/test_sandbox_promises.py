"""What the sandbox must get right, seen wrong in other emulators: one test for each promise of the design."""

import json
import time
import urllib.error
import urllib.request
from typing import Any

import pytest

from bot.sandbox.cast import make_workspace
from bot.sandbox.loopback import PortTaken, address_of, listen
from bot.sandbox.server import Sandbox
from bot.sandbox.workspace import Workspace

AWA, LUCA, INES, BOT, GENERAL = "U0AWA", "U0LUCA", "U0INES", "U0BOT", "C0GENERAL"
JANUARY_2027, JULY_2027 = 1_800_000_000, 1_815_600_000


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.title()), "value": value}


def field(block_id: str, element: dict[str, Any], *, optional: bool = True) -> dict[str, Any]:
    element = {"action_id": block_id, **element}
    return {"type": "input", "block_id": block_id, "label": plain(block_id), "element": element, "optional": optional}


def modal(*blocks: dict[str, Any], title: str = "Form", **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain(title), "submit": plain("Send"), "blocks": list(blocks), **more}


def home(*words: str) -> dict[str, Any]:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": word}} for word in words]
    return {"type": "home", "blocks": blocks}


def buttons(*names: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "actions",
            "block_id": "choices",
            "elements": [
                {"type": "button", "action_id": name, "text": plain(name.title()), "value": name} for name in names
            ],
        }
    ]


def post_json(url: str, body: dict[str, Any]) -> int:
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=10) as response:
            return int(response.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


# Doors


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.5", "example.org", "::"])
def test_only_loopback_is_bound(host: str) -> None:
    with pytest.raises(ValueError, match="this machine only"):
        listen(host, 0)


def test_busy_port_is_named() -> None:
    with listen("127.0.0.1", 0) as first:
        port = int(address_of(first).rpartition(":")[2])
        with pytest.raises(PortTaken) as taken:
            listen("127.0.0.1", port)
    assert taken.value.port == port


@pytest.mark.parametrize("header", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
def test_other_names_and_origins_are_refused(sandbox: Sandbox, header: dict[str, str]) -> None:
    request = urllib.request.Request(f"{sandbox.url}/control/health", headers=header)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(request, timeout=10)
    with refused.value as answer:
        assert answer.code == 403


def test_wrong_token_is_refused(call: Any) -> None:
    assert call("auth.test", token="xoxb-other") == {"ok": False, "error": "invalid_auth"}
    assert call("auth.test", token=None) == {"ok": False, "error": "not_authed"}
    assert call("auth.test", token="xapp-test")["error"] == "not_allowed_token_type"
    assert call("apps.connections.open")["error"] == "not_allowed_token_type"
    assert call("no.such.method")["error"] == "unknown_method"
    assert call("auth.test")["user_id"] == BOT


def test_missing_scope_is_named(call: Any, sandbox: Sandbox) -> None:
    sandbox.client.settings(scopes=["commands"])
    answer = call("users.info", user=AWA)
    assert answer == {"ok": False, "error": "missing_scope", "needed": "users:read", "provided": "commands"}


# Forms


def test_initial_values_and_exact_empty_shapes_in_submission(call: Any, sandbox: Sandbox, app: Any) -> None:
    empty = {
        "plain_text_input": {"value": None},
        "email_text_input": {"value": None},
        "url_text_input": {"value": None},
        "number_input": {"value": None},
        "static_select": {"selected_option": None},
        "radio_buttons": {"selected_option": None},
        "checkboxes": {"selected_options": []},
        "multi_static_select": {"selected_options": []},
        "users_select": {"selected_user": None},
        "multi_users_select": {"selected_users": []},
        "conversations_select": {"selected_conversation": None},
        "channels_select": {"selected_channel": None},
        "datepicker": {"selected_date": None},
        "timepicker": {"selected_time": None},
        "datetimepicker": {"selected_date_time": None},
        "file_input": {"files": []},
    }
    chosen_from = ("static_select", "radio_buttons", "checkboxes", "multi_static_select")
    extra: dict[str, dict[str, Any]] = {kind: {"options": [option("a"), option("b")]} for kind in chosen_from}
    extra["number_input"] = {"is_decimal_allowed": False}
    blocks = [field(kind, {"type": kind, **extra.get(kind, {})}) for kind in empty]
    blocks.append(field("date", {"type": "datepicker", "initial_date": "2027-01-26"}))
    blocks.append(field("pick", {"type": "static_select", "options": [option("a")], "initial_option": option("a")}))
    trigger = sandbox.workspace.new_trigger(AWA)
    assert call("views.open", trigger_id=trigger, view=modal(*blocks))["ok"]
    seat = sandbox.client.seat(AWA)
    assert seat.submit(seat.modals()[0]) == {"ok": True}
    values = app.next_payload("interactive")["view"]["state"]["values"]
    expected = {kind: {kind: {"type": kind, **shape}} for kind, shape in empty.items()}
    expected["date"] = {"date": {"type": "datepicker", "selected_date": "2027-01-26"}}
    chosen = {"text": {"type": "plain_text", "text": "A", "emoji": True}, "value": "a"}
    expected["pick"] = {"pick": {"type": "static_select", "selected_option": chosen}}
    assert values == expected


def test_required_fields_are_asked_for_before_the_app_hears(call: Any, sandbox: Sandbox, app: Any) -> None:
    view = modal(field("topic", {"type": "plain_text_input"}, optional=False))
    call("views.open", trigger_id=sandbox.workspace.new_trigger(AWA), view=view)
    seat = sandbox.client.seat(AWA)
    answer = seat.submit(seat.modals()[0])
    assert answer == {"ok": False, "error": "errors", "errors": {"topic": "Please complete this required field."}}
    assert app.received.empty()


def test_same_view_id_across_update_and_publish(call: Any) -> None:
    first = call("views.publish", user_id=AWA, view=home("One"))["view"]
    second = call("views.publish", user_id=AWA, view=home("Two"))["view"]
    third = call("views.update", view_id=first["id"], view=home("Three"))["view"]
    assert first["id"] == second["id"] == third["id"]
    assert len({first["hash"], second["hash"], third["hash"]}) == 3


def test_stale_hash_is_refused(call: Any) -> None:
    first = call("views.publish", user_id=AWA, view=home("One"))["view"]
    assert call("views.publish", user_id=AWA, view=home("Two"), hash=first["hash"])["ok"]
    assert call("views.publish", user_id=AWA, view=home("Three"), hash=first["hash"])["error"] == "hash_conflict"


def test_trigger_serves_once(call: Any, workspace: Workspace) -> None:
    trigger = workspace.new_trigger(AWA)
    assert call("views.open", trigger_id=trigger, view=modal())["ok"]
    assert call("views.open", trigger_id=trigger, view=modal())["error"] == "exchanged_trigger_id"
    assert call("views.open", trigger_id="nothing", view=modal())["error"] == "invalid_trigger_id"


def test_trigger_lasts_three_seconds(call: Any, sandbox: Sandbox) -> None:
    trigger = sandbox.workspace.new_trigger(AWA)
    sandbox.client.advance(3.5)
    assert call("views.open", trigger_id=trigger, view=modal())["error"] == "expired_trigger_id"


def test_refused_view_does_not_spend_the_trigger(call: Any, workspace: Workspace) -> None:
    trigger = workspace.new_trigger(AWA)
    assert call("views.open", trigger_id=trigger, view=modal(title="x" * 25))["error"] == "invalid_arguments"
    assert call("views.open", trigger_id=trigger, view=modal())["ok"]


def test_modal_stack_is_three_deep_and_each_persons_own(call: Any, sandbox: Sandbox) -> None:
    workspace = sandbox.workspace
    root = call("views.open", trigger_id=workspace.new_trigger(AWA), view=modal(title="1"))["view"]
    call("views.open", trigger_id=workspace.new_trigger(LUCA), view=modal(title="other"))
    second = call("views.push", trigger_id=workspace.new_trigger(AWA, root["id"]), view=modal(title="2"))["view"]
    assert (second["root_view_id"], second["previous_view_id"]) == (root["id"], root["id"])
    call("views.push", trigger_id=workspace.new_trigger(AWA, second["id"]), view=modal(title="3"))
    fourth = call("views.push", trigger_id=workspace.new_trigger(AWA, second["id"]), view=modal(title="4"))
    assert fourth["error"] == "push_limit_reached"
    assert [view["title"]["text"] for view in sandbox.client.seat(AWA).modals()] == ["1", "2", "3"]
    assert [view["title"]["text"] for view in sandbox.client.seat(LUCA).modals()] == ["other"]


def test_typed_values_survive_an_update_where_ids_stay(call: Any, sandbox: Sandbox, app: Any) -> None:
    view = modal(field("topic", {"type": "plain_text_input"}), field("old", {"type": "plain_text_input"}))
    opened = call("views.open", trigger_id=sandbox.workspace.new_trigger(AWA), view=view)["view"]
    app.answer = lambda _: {"response_action": "errors", "errors": {"topic": "No."}}
    seat = sandbox.client.seat(AWA)
    seat.submit(opened, topic="kept", old="lost")
    app.answer = lambda _: {}
    call(
        "views.update",
        view_id=opened["id"],
        view=modal(field("topic", {"type": "plain_text_input"}), field("new", {"type": "plain_text_input"})),
    )
    seat.submit(seat.modals()[0])
    app.next_payload("interactive")
    values = app.next_payload("interactive")["view"]["state"]["values"]
    assert values["topic"]["topic"]["value"] == "kept"
    assert values["new"]["new"]["value"] is None
    assert "old" not in values


@pytest.mark.parametrize(
    ("answer", "titles"),
    [
        ({}, ["below"]),
        ({"response_action": "clear"}, []),
        ({"response_action": "update", "view": modal(title="after")}, ["below", "after"]),
        ({"response_action": "push", "view": modal(title="more")}, ["below", "top", "more"]),
    ],
)
def test_submission_answer_closes_clears_updates_or_pushes(
    call: Any, sandbox: Sandbox, app: Any, answer: dict[str, Any], titles: list[str]
) -> None:
    below = call("views.open", trigger_id=sandbox.workspace.new_trigger(AWA), view=modal(title="below"))["view"]
    call("views.push", trigger_id=sandbox.workspace.new_trigger(AWA, below["id"]), view=modal(title="top"))
    app.answer = lambda _: answer
    seat = sandbox.client.seat(AWA)
    assert seat.submit(seat.modals()[-1]) == {"ok": True}
    assert [view["title"]["text"] for view in seat.modals()] == titles


def test_view_closed_comes_only_when_asked_for(call: Any, sandbox: Sandbox, app: Any) -> None:
    seat = sandbox.client.seat(AWA)
    for asked in (False, True):
        view = modal(title=str(asked), notify_on_close=asked)
        call("views.open", trigger_id=sandbox.workspace.new_trigger(AWA), view=view)
        assert seat.close(seat.modals()[0]) == {"ok": True}
    closed = app.next_payload("interactive")
    assert (closed["type"], closed["view"]["title"]["text"], closed["is_cleared"]) == ("view_closed", "True", False)
    assert app.received.empty()


# Messages


def test_ack_text_is_ephemeral_by_default(sandbox: Sandbox, app: Any) -> None:
    app.answer = lambda _: {"text": "Only you"}
    assert sandbox.client.seat(AWA).command("/mentor help", GENERAL) == {"ok": True}
    mine = sandbox.client.seat(AWA).messages(GENERAL)
    assert [(message["text"], message["ephemeral"]) for message in mine] == [("Only you", True)]
    assert sandbox.client.seat(LUCA).messages(GENERAL) == []


def test_ack_in_channel_is_seen_by_everyone(sandbox: Sandbox, app: Any) -> None:
    app.answer = lambda _: {"text": "For all", "response_type": "in_channel"}
    sandbox.client.seat(AWA).command("/mentor help", GENERAL)
    assert sandbox.client.seat(LUCA).reads(GENERAL) == ["/mentor help", "For all"]


def test_respond_is_ephemeral_by_default(sandbox: Sandbox, app: Any) -> None:
    sandbox.client.seat(AWA).command("/mentor help", GENERAL)
    url = app.next_payload("slash_commands")["response_url"]
    assert post_json(url, {"text": "Psst"}) == 200
    assert post_json(url, {"text": "Hear", "response_type": "in_channel"}) == 200
    assert sandbox.client.seat(AWA).reads(GENERAL) == ["Psst", "Hear"]
    assert sandbox.client.seat(LUCA).reads(GENERAL) == ["Hear"]


def test_response_url_serves_five_times_in_thirty_minutes(sandbox: Sandbox, app: Any) -> None:
    seat = sandbox.client.seat(AWA)
    seat.command("/mentor help", GENERAL)
    url = app.next_payload("slash_commands")["response_url"]
    assert [post_json(url, {"text": "again"}) for _ in range(6)] == [200] * 5 + [404]
    seat.command("/mentor help", GENERAL)
    late = app.next_payload("slash_commands")["response_url"]
    sandbox.client.advance(31 * 60)
    assert post_json(late, {"text": "late"}) == 404


def test_ephemeral_is_for_one_person_and_absent_from_history(call: Any, sandbox: Sandbox) -> None:
    assert call("chat.postEphemeral", channel=GENERAL, user=AWA, text="Psst")["ok"]
    assert sandbox.client.seat(AWA).reads(GENERAL) == ["Psst"]
    assert sandbox.client.seat(LUCA).reads(GENERAL) == []
    assert call("conversations.history", channel=GENERAL)["messages"] == []


def test_ephemeral_is_replaced_and_deleted_through_its_response_url(call: Any, sandbox: Sandbox, app: Any) -> None:
    call("chat.postEphemeral", channel=GENERAL, user=AWA, text="Choose", blocks=buttons("yes"))
    seat = sandbox.client.seat(AWA)
    assert seat.click(seat.messages(GENERAL)[0], "yes") == {"ok": True}
    payload = app.next_payload("interactive")
    assert payload["container"]["is_ephemeral"] is True
    assert "message" not in payload
    assert post_json(payload["response_url"], {"replace_original": True, "text": "Chosen"}) == 200
    assert seat.reads(GENERAL) == ["Chosen"]
    assert post_json(payload["response_url"], {"delete_original": True}) == 200
    assert seat.reads(GENERAL) == []


def test_text_only_update_removes_blocks(call: Any) -> None:
    posted = call("chat.postMessage", channel=GENERAL, text="Choose", blocks=buttons("yes"))
    updated = call("chat.update", channel=GENERAL, ts=posted["ts"], text="Chosen")
    assert "blocks" not in updated["message"]
    message = call("conversations.history", channel=GENERAL)["messages"][0]
    assert (message["text"], message.get("blocks"), "edited" in message) == ("Chosen", None, True)


def test_post_refuses_blocks_that_are_too_long_together(call: Any) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3000}}] * 5
    assert call("chat.postMessage", channel=GENERAL, text="x", blocks=blocks[:4])["ok"]
    assert call("chat.postMessage", channel=GENERAL, text="x", blocks=blocks)["error"] == "msg_blocks_too_long"


def test_update_refuses_user_ids_long_text_and_others_messages(call: Any, sandbox: Sandbox) -> None:
    posted = call("chat.postMessage", channel=AWA, text="Hello")
    assert posted["channel"].startswith("D")
    assert call("chat.update", channel=AWA, ts=posted["ts"], text="x")["error"] == "channel_not_found"
    assert call("chat.update", channel=posted["channel"], ts=posted["ts"], text="x" * 4001)["error"] == "msg_too_long"
    theirs = sandbox.client.seat(AWA).say("Mine", GENERAL)["ts"]
    assert call("chat.update", channel=GENERAL, ts=theirs, text="x")["error"] == "cant_update_message"
    assert call("chat.update", channel=GENERAL, ts="1.000000", text="x")["error"] == "message_not_found"


def test_group_dm_is_not_a_dm(call: Any) -> None:
    alone = call("conversations.open", users=AWA, return_im=True)["channel"]
    group = call("conversations.open", users=f"{AWA},{LUCA}", return_im=True)["channel"]
    assert (alone["is_im"], alone["is_mpim"], alone["user"]) == (True, False, AWA)
    assert (group["is_im"], group["is_mpim"]) == (False, True)
    assert call("conversations.open", users=f"{LUCA},{AWA}")["channel"]["id"] == group["id"]
    listed = call("conversations.list", types="im")["channels"]
    assert [channel["id"] for channel in listed] == [alone["id"]]


def test_zone_offset_and_locale_in_users_info_follow_the_sandbox_clock(call: Any, sandbox: Sandbox) -> None:
    def seen() -> tuple[str, int, str]:
        user = call("users.info", user=LUCA, include_locale=True)["user"]
        return user["tz_label"], user["tz_offset"], user["locale"]

    sandbox.client.post("clock", to=JANUARY_2027)
    assert seen() == ("Central European Standard Time", 3600, "en-US")
    sandbox.client.post("clock", to=JULY_2027)
    assert seen() == ("Central European Summer Time", 7200, "en-US")
    awa = call("users.info", user=AWA)["user"]
    assert (awa["tz"], awa["tz_offset"], "locale" in awa) == ("Africa/Tunis", 3600, False)


def test_email_needs_its_scope(call: Any, sandbox: Sandbox) -> None:
    assert call("users.info", user=AWA)["user"]["profile"]["email"] == "awa@example.org"
    sandbox.client.settings(scopes=["users:read"])
    assert "email" not in call("users.info", user=AWA)["user"]["profile"]
    assert call("users.lookupByEmail", email="awa@example.org")["error"] == "missing_scope"


def test_blocks_are_validated(call: Any) -> None:
    long = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]
    answer = call("chat.postMessage", channel=GENERAL, text="x", blocks=long)
    assert answer["error"] == "invalid_blocks"
    problems = ["[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"]
    assert answer["response_metadata"]["messages"] == problems
    many = [{"type": "divider"}] * 51
    assert call("chat.postMessage", channel=GENERAL, text="x", blocks=many)["error"] == "invalid_blocks"
    assert call("chat.postMessage", channel=GENERAL, blocks="[{")["error"] == "invalid_blocks_format"
    assert call("chat.postMessage", channel=GENERAL)["error"] == "no_text"


def test_block_and_action_ids_are_invented_when_absent(call: Any) -> None:
    nameless = [{"type": "actions", "elements": [{"type": "button", "text": plain("Go")}]}]
    message = call("chat.postMessage", channel=GENERAL, text="x", blocks=nameless)["message"]
    assert len(message["blocks"][0]["block_id"]) == 5
    assert len(message["blocks"][0]["elements"][0]["action_id"]) == 5


def test_metadata_is_kept_and_shown_only_when_asked_for(call: Any) -> None:
    marker = {"event_type": "delivery", "event_payload": {"id": "d1"}}
    posted = call("chat.postMessage", channel=AWA, text="x", metadata=marker)
    channel = posted["channel"]
    call("chat.update", channel=channel, ts=posted["ts"], text="y")
    full = call("conversations.history", channel=channel, include_all_metadata=True)["messages"][0]
    short = call("conversations.history", channel=channel)["messages"][0]
    assert (full["metadata"], short["metadata"]) == (marker, {"event_type": "delivery"})
    wrong = {"event_type": "Not OK", "event_payload": {}}
    assert call("chat.postMessage", channel=AWA, text="x", metadata=wrong)["error"] == "invalid_metadata_format"


def test_ampersand_and_angle_brackets_are_escaped(call: Any, sandbox: Sandbox) -> None:
    posted = call("chat.postMessage", channel=GENERAL, text="a < b & c > d &amp; <@U0AWA> <https://x.org|x>")
    assert posted["message"]["text"] == "a &lt; b &amp; c &gt; d &amp; <@U0AWA> <https://x.org|x>"
    sandbox.client.seat(AWA).say("1 < 2 & <!channel> @luca", GENERAL)
    said = call("conversations.history", channel=GENERAL)["messages"][0]["text"]
    assert said == "1 &lt; 2 &amp; &lt;!channel&gt; <@U0LUCA>"
    assert sandbox.client.seat(INES).reads(GENERAL)[-1] == "1 < 2 & <!channel> @Luca Example"


def test_pagination_is_honoured(call: Any) -> None:
    for number in range(5):
        call("chat.postMessage", channel=GENERAL, text=str(number))
    texts, cursor = [], None
    while True:
        part = call("conversations.history", channel=GENERAL, limit=2, cursor=cursor)
        texts.append([message["text"] for message in part["messages"]])
        cursor = part.get("response_metadata", {}).get("next_cursor")
        assert part["has_more"] is bool(cursor)
        if not cursor:
            break
    assert texts == [["4", "3"], ["2", "1"], ["0"]]
    assert call("users.list", cursor="nonsense")["error"] == "invalid_cursor"


def test_history_edges_are_exclusive_unless_inclusive(call: Any) -> None:
    stamps = [call("chat.postMessage", channel=GENERAL, text=str(number))["ts"] for number in range(4)]

    def texts(**more: Any) -> list[str]:
        edges = {"oldest": stamps[0], "latest": stamps[2], **more}
        return [message["text"] for message in call("conversations.history", channel=GENERAL, **edges)["messages"]]

    assert texts() == ["1"]
    assert texts(inclusive=True) == ["2", "1", "0"]


def test_dates_are_rendered_in_the_readers_zone(call: Any, sandbox: Sandbox) -> None:
    call("chat.postMessage", channel=GENERAL, text=f"At <!date^{JULY_2027}^{{date_num}} {{time}}|some time>")
    assert sandbox.client.seat(AWA).reads(GENERAL) == ["At 2027-07-14 22:20"]
    assert sandbox.client.seat(LUCA).reads(GENERAL) == ["At 2027-07-14 11:20\u202fPM"]


# Delivery


def test_each_envelope_goes_to_one_socket_only(sandbox: Sandbox, app: Any, second_app: Any) -> None:
    for number in range(6):
        assert sandbox.client.seat(AWA).command(f"/mentor {number}", GENERAL) == {"ok": True}
    texts = [app.received.get()["payload"]["text"] for _ in range(app.received.qsize())]
    others = [second_app.received.get()["payload"]["text"] for _ in range(second_app.received.qsize())]
    assert sorted(texts + others) == ["0", "1", "2", "3", "4", "5"]
    assert texts
    assert others


def test_no_ack_in_time_is_shown_as_a_failure(sandbox: Sandbox, app: Any) -> None:
    sandbox.client.settings(ack_seconds=0.2)
    app.answer = lambda _: None
    seat = sandbox.client.seat(AWA)
    answer = seat.command("/mentor book", GENERAL)
    sentence = '/mentor failed with the error "operation_timeout"'
    assert answer == {"ok": False, "error": "operation_timeout", "message": sentence}
    assert [(message["plain"], message["kind"]) for message in seat.messages(GENERAL)] == [(sentence, "notice")]


def test_slack_waits_three_seconds_by_default(workspace: Workspace) -> None:
    assert workspace.settings.ack_seconds == 3.0


def test_command_without_an_app_fails(sandbox: Sandbox) -> None:
    assert sandbox.client.seat(AWA).command("/mentor", GENERAL)["error"] == "dispatch_failed"
    assert sandbox.client.seat(AWA).command("/other", GENERAL)["error"] == "unknown_command"


def test_home_and_modal_actions_carry_the_view(call: Any, sandbox: Sandbox, app: Any) -> None:
    published = call("views.publish", user_id=AWA, view={"type": "home", "blocks": buttons("go")})["view"]
    opened = call("views.open", trigger_id=sandbox.workspace.new_trigger(AWA), view=modal(*buttons("go")))["view"]
    seat = sandbox.client.seat(AWA)
    for view in (published, opened):
        assert seat.click(view, "go") == {"ok": True}
        payload = app.next_payload("interactive")
        assert payload["view"]["id"] == view["id"]
        assert payload["container"] == {"type": "view", "view_id": view["id"]}
        assert "response_url" not in payload
        assert payload["actions"][0]["value"] == "go"


def test_a_button_that_is_drawn_anew_while_it_is_pressed_is_still_meant(call: Any, sandbox: Sandbox, app: Any) -> None:
    go, stay = ({"type": "actions", "elements": buttons(name)[0]["elements"]} for name in ("go", "stay"))
    seen = call("views.publish", user_id=AWA, view={"type": "home", "blocks": [go, stay]})["view"]
    now = call("views.publish", user_id=AWA, view={"type": "home", "blocks": [go, stay]})["view"]
    assert seen["blocks"][0]["block_id"] != now["blocks"][0]["block_id"]
    where = {"container": {"type": "view", "view_id": seen["id"]}, "block_id": seen["blocks"][0]["block_id"]}
    seat = sandbox.client.seat(AWA)
    assert seat.act("action", **where, action_id="go", element={"value": "go"}) == {"ok": True}
    told = app.next_payload("interactive")["actions"][0]
    assert (told["action_id"], told["block_id"]) == ("go", now["blocks"][0]["block_id"])
    assert not seat.act("action", **where, action_id="go", element={"value": "another"})["ok"]
    call("views.publish", user_id=AWA, view={"type": "home", "blocks": [go, go]})
    assert not seat.act("action", **where, action_id="go", element={"value": "go"})["ok"]


def test_message_action_carries_message_channel_and_state(call: Any, sandbox: Sandbox, app: Any) -> None:
    blocks = [
        {
            "type": "actions",
            "block_id": "b",
            "elements": [
                {"type": "datepicker", "action_id": "day", "initial_date": "2027-01-26"},
                {"type": "button", "action_id": "go", "text": plain("Go")},
            ],
        }
    ]
    posted = call("chat.postMessage", channel=AWA, text="When?", blocks=blocks)
    seat = sandbox.client.seat(AWA)
    message = seat.messages()[0]
    seat.click(message, "day", selected_date="2027-02-02")
    assert app.next_payload("interactive")["actions"][0]["selected_date"] == "2027-02-02"
    seat.click(message, "go")
    payload = app.next_payload("interactive")
    assert (payload["message"]["ts"], payload["channel"]["name"]) == (posted["ts"], "directmessage")
    assert payload["state"]["values"]["b"]["day"] == {"type": "datepicker", "selected_date": "2027-02-02"}


def test_scheduled_messages_arrive_when_the_clock_passes_their_hour(call: Any, sandbox: Sandbox) -> None:
    hour = int(time.time()) + 3600
    item = call("chat.scheduleMessage", channel=AWA, text="Soon", post_at=hour)
    marker = {"event_type": "delivery", "event_payload": {}}
    call("chat.scheduleMessage", channel=AWA, text="Never", post_at=hour, metadata=marker)
    waiting = call("chat.scheduledMessages.list")["scheduled_messages"]
    assert [entry["text"] for entry in waiting] == ["Soon", "Never"]
    assert waiting[0]["id"] == item["scheduled_message_id"]
    sandbox.client.advance(3601)
    sandbox.client.seat(AWA).wait_for_message("Soon")
    assert sandbox.client.seat(AWA).reads() == ["Soon"]
    assert call("chat.scheduledMessages.list")["scheduled_messages"] == []


def test_scheduling_refuses_the_past_and_the_far(call: Any) -> None:
    now = int(time.time())
    assert call("chat.scheduleMessage", channel=AWA, text="x", post_at=now - 5)["error"] == "time_in_past"
    assert call("chat.scheduleMessage", channel=AWA, text="x", post_at=now + 121 * 86400)["error"] == "time_too_far"


def test_scheduled_message_can_be_deleted_until_a_minute_before(call: Any) -> None:
    now = int(time.time())
    posted = call("chat.scheduleMessage", channel=AWA, text="x", post_at=now + 30)
    named = {"channel": posted["channel"], "scheduled_message_id": posted["scheduled_message_id"]}
    assert call("chat.deleteScheduledMessage", **named)["error"] == "invalid_scheduled_message_id"
    later = call("chat.scheduleMessage", channel=AWA, text="x", post_at=now + 300)
    named["scheduled_message_id"] = later["scheduled_message_id"]
    assert call("chat.deleteScheduledMessage", **named) == {"ok": True}


def test_no_people_are_hard_coded() -> None:
    workspace = make_workspace({})
    assert workspace.humans() == []
