"""Slack's published limits on blocks and views, as numbers and tables."""

BLOCKS_PER_MESSAGE = 50
BLOCKS_PER_VIEW = 100
VIEW_BYTES = 250_000
IDENTIFIER = 255
VIEW_TITLE = 24
PRIVATE_METADATA = 3_000
TEXT = 3_000
LABEL = 2_000
FIELDS = 10
HEADER = 150
CONTEXT_ELEMENTS = 10
ACTIONS_ELEMENTS = 25
FEEDBACK_ELEMENTS = 5
OPTIONS = 100
OPTION_TEXT = 75
OPTION_VALUE = 150
OVERFLOW_OPTIONS = 5
CHOICES = 10
PLACEHOLDER = 150
BUTTON_TEXT = 75
BUTTON_VALUE = 2_000
ADDRESS = 3_000
INPUT_LENGTH = 3_000
FILES = 10
MARKDOWN = 12_000
MESSAGE_CHARACTERS = 13_200
"""How many characters the blocks of one message may come to, written out: undocumented, and measured by others as a
little more (github.com/slackapi/bolt-js, issues 2509 and 2867)."""
LINES = 100
LIST_INDENT = 8
ALERT = 200
TABLE_ROWS = 100
TABLE_CELLS = 20
CONVERSATIONS = ("im", "mpim", "private", "public")
CONFIRM = {"title": 100, "text": 300, "confirm": 30, "deny": 30}

MESSAGE, MODAL, HOME = "message", "modal", "home"
_ANYWHERE = frozenset({MESSAGE, MODAL, HOME})
_MESSAGES = frozenset({MESSAGE})

# block type -> (where it may stand, keys it must have, keys it may have)
BLOCKS: dict[str, tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]] = {
    "section": (_ANYWHERE, (), ("text", "fields", "accessory", "expand")),
    "header": (_ANYWHERE, ("text",), ("level",)),
    "divider": (_ANYWHERE, (), ()),
    "context": (_ANYWHERE, ("elements",), ()),
    "actions": (_ANYWHERE, ("elements",), ()),
    "image": (_ANYWHERE, ("alt_text",), ("image_url", "slack_file", "title")),
    "input": (_ANYWHERE, ("label", "element"), ("hint", "optional", "dispatch_action")),
    "rich_text": (_ANYWHERE, ("elements",), ()),
    "alert": (_ANYWHERE, ("text",), ("level",)),
    "markdown": (_MESSAGES, ("text",), ()),
    "table": (_MESSAGES, ("rows",), ("column_settings",)),
    "context_actions": (_MESSAGES, ("elements",), ()),
}

# piece of rich text -> keys it must have
RICH_PIECES: dict[str, tuple[str, ...]] = {
    "text": ("text",),
    "link": ("url",),
    "user": ("user_id",),
    "usergroup": ("usergroup_id",),
    "channel": ("channel_id",),
    "emoji": ("name",),
    "date": ("timestamp", "format"),
    "broadcast": ("range",),
    "color": ("value",),
}

RICH_STYLES = ("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
BROADCASTS = ("here", "channel", "everyone")
LIST_STYLES = ("bullet", "ordered")

_SELECT = ("placeholder", "confirm", "focus_on_load")
_CHOICE = ("options", "option_groups")
_MANY = ("max_selected_items",)
_TYPED = ("placeholder", "initial_value", "focus_on_load", "dispatch_action_config")

# element type -> (where it may stand, keys it must have, keys it may have)
ELEMENTS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    "button": ("section actions", ("text",), ("url", "value", "style", "confirm", "accessibility_label")),
    "overflow": ("section actions", ("options",), ("confirm",)),
    "image": ("section context", ("alt_text",), ("image_url", "slack_file")),
    "static_select": ("section actions input", (), (*_SELECT, *_CHOICE, "initial_option")),
    "external_select": ("section actions input", (), (*_SELECT, "initial_option", "min_query_length")),
    "users_select": ("section actions input", (), (*_SELECT, "initial_user")),
    "conversations_select": (
        "section actions input",
        (),
        (*_SELECT, "initial_conversation", "default_to_current_conversation", "response_url_enabled", "filter"),
    ),
    "channels_select": ("section actions input", (), (*_SELECT, "initial_channel", "response_url_enabled")),
    "multi_static_select": ("section actions input", (), (*_SELECT, *_CHOICE, *_MANY, "initial_options")),
    "multi_external_select": (
        "section actions input",
        (),
        (*_SELECT, *_MANY, "initial_options", "min_query_length"),
    ),
    "multi_users_select": ("section actions input", (), (*_SELECT, *_MANY, "initial_users")),
    "multi_conversations_select": (
        "section actions input",
        (),
        (*_SELECT, *_MANY, "initial_conversations", "default_to_current_conversation", "filter"),
    ),
    "multi_channels_select": ("section actions input", (), (*_SELECT, *_MANY, "initial_channels")),
    "checkboxes": ("section actions input", ("options",), ("initial_options", "confirm", "focus_on_load")),
    "radio_buttons": ("section actions input", ("options",), ("initial_option", "confirm", "focus_on_load")),
    "datepicker": ("section actions input", (), (*_SELECT, "initial_date")),
    "timepicker": ("section actions input", (), (*_SELECT, "initial_time", "timezone")),
    "datetimepicker": ("actions input", (), ("initial_date_time", "confirm", "focus_on_load")),
    "plain_text_input": ("input", (), (*_TYPED, "multiline", "min_length", "max_length")),
    "email_text_input": ("input", (), _TYPED),
    "url_text_input": ("input", (), _TYPED),
    "number_input": ("input", ("is_decimal_allowed",), (*_TYPED, "min_value", "max_value")),
    "rich_text_input": ("input", (), (*_TYPED, "min_lines", "max_lines")),
    "file_input": ("input", (), ("filetypes", "max_files")),
    "feedback_buttons": ("context_actions", ("positive_button", "negative_button"), ()),
    "icon_button": (
        "context_actions",
        ("icon", "text"),
        ("value", "confirm", "accessibility_label", "visible_to_user_ids"),
    ),
}
