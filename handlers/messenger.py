"""Says to Slack what the field decided to say, and tells what became of it.

A call is made once: it is never known here whether it may be made again.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.announcement_export import ledger_file
from handlers.calendar_file import calendar_file
from handlers.files import File, names_mark, upload
from handlers.i18n import Catalogues, Translator
from handlers.outcomes import outcomes_file
from handlers.pictures import picture_file
from handlers.portfolio_file import portfolio_file
from handlers.slack_answers import MESSAGE_GONE, outcome_of
from handlers.views import reminders as views
from handlers.views.actions import action_reminder
from handlers.views.announcement_progress import ledger_missed, sending_message
from handlers.views.announcements import acknowledgement_wish, announcement_message, answer_message, reply_message
from handlers.views.arrivals import account_gone, unanswered, welcome
from handlers.views.attendance import attendance_news
from handlers.views.blocks import Message
from handlers.views.clusters import collaboration_news
from handlers.views.concerns import confidence_message
from handlers.views.digests import digest, month_digest
from handlers.views.gathering_news import absence_news, host_word
from handlers.views.gathering_news import news as gathering_news
from handlers.views.gathering_series import gathering_series_card, gathering_series_news
from handlers.views.gatherings import public_card
from handlers.views.home import home_tab
from handlers.views.introductions import introduction
from handlers.views.leaving_news import leaving_message
from handlers.views.messages import news
from handlers.views.pair_care import pair_word
from handlers.views.polls import poll_message, poll_result
from handlers.views.portfolio import approach_news
from handlers.views.presentation import presentation
from handlers.views.series import series_card, series_news
from handlers.views.sessions import session_card
from mentoring.announcements import LedgerMissed, ReaderMessage, ReplyView, SendingProgress
from mentoring.attendance import AttendanceNews
from mentoring.messages import DeliveryKind, Finding, FindingKind, Outcome, OutcomeKind
from mentoring.people import Person, Programme
from mentoring.rules.delivery import POST_LIMIT
from mentoring.services.delivery import Search
from mentoring.services.errands import (
    AboutPeople,
    AccountGoneErrand,
    ActionErrand,
    AnnouncementCardErrand,
    AnnouncementErrand,
    ApproachErrand,
    AttendanceErrand,
    CalendarErrand,
    CardErrand,
    CollaborationErrand,
    ConfidenceErrand,
    DigestErrand,
    FileErrand,
    HomeErrand,
    IntroductionErrand,
    LeavingErrand,
    LedgerErrand,
    MilestoneErrand,
    MonthErrand,
    NewsErrand,
    NudgeErrand,
    OutcomesErrand,
    PictureErrand,
    PollCardErrand,
    PollErrand,
    PortfolioErrand,
    PresentationErrand,
    PresentationGoneErrand,
    Redraw,
    Reminder,
    ReminderErrand,
    SeriesCardErrand,
    SeriesErrand,
    UnansweredErrand,
    WelcomeErrand,
    WordErrand,
)
from mentoring.sessions import ChangeKind

MARKER = "mentorbot_delivery"
"""The event type of the metadata by which a message of ours is recognised."""

PAGE = 15
"""Messages read back at a time; Slack gives some apps no more."""

LOOK_BACK = timedelta(seconds=60)
"""How much before the first attempt a search begins, for clocks that differ."""

T = TypeVar("T")
ClientFor = Callable[[str], AsyncWebClient]


def delivery_client(token: str, *, base_url: str, session: aiohttp.ClientSession | None = None) -> AsyncWebClient:
    """The client for posting: the SDK's own, less its habit of posting again when the connection drops."""
    timeout = int(POST_LIMIT.total_seconds())
    return AsyncWebClient(token=token, base_url=base_url, session=session, timeout=timeout, retry_handlers=[])


def marker(key: str) -> str:
    """What stands for a delivery's key in Slack, where every app and member may read it."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


class SlackMessenger:
    """Posts, redraws and looks for messages; ``client_for`` gives a team's `delivery_client`."""

    def __init__(self, client_for: ClientFor, catalogues: Catalogues) -> None:
        self._client_for = client_for
        self._catalogues = catalogues

    async def post_news(self, errand: NewsErrand | SeriesErrand) -> Outcome:
        """Post what changed, with the card of the session or the dates of the series, where the recipient reads.

        A session's card for everybody goes to its channel, in the programme's language.
        """
        programme = errand.details.programme
        if isinstance(errand, NewsErrand) and errand.delivery.kind is DeliveryKind.PUBLIC_CARD:
            t = self._translator_of(programme.language)
            card = public_card(t, errand.details, errand.decided_at)
            return await self._post(errand, card, t, channel=errand.delivery.channel_id)
        t = self._translator(errand.recipient, programme)
        match errand:
            case NewsErrand():
                said = _news(t, errand)
            case SeriesErrand():
                said = _series_news(t, errand)
        return await self._post(errand, said, t)

    async def post_reminder(self, errand: Reminder) -> Outcome:
        """Post what is said because its time has come, in the recipient's conversation with the bot."""
        match errand:
            case ReminderErrand():
                t = self._translator(errand.recipient, errand.details.programme)
                said = views.reminder(
                    t,
                    errand.delivery.kind,
                    errand.details,
                    errand.recipient,
                    errand.decided_at,
                    before=errand.before,
                    open_items=errand.open_items,
                )
            case AttendanceErrand():
                t = self._translator(errand.recipient, errand.voice.details.programme)
                news = AttendanceNews(errand.delivery.change)
                said = attendance_news(t, news, errand.voice, errand.recipient, errand.decided_at)
            case ActionErrand():
                t = self._translator(errand.recipient, errand.programme)
                kind, others = errand.delivery.kind, errand.others
                said = action_reminder(t, kind, errand.view, errand.recipient, errand.decided_at, others=others)
            case PollErrand():
                t = self._translator(errand.recipient, errand.details.programme)
                draw = poll_result if errand.delivery.kind is DeliveryKind.POLL_RESULT else poll_message
                said = draw(t, errand.details, errand.recipient, errand.decided_at)
            case AnnouncementErrand():
                t = self._frame(errand)
                return await self._post(errand, _about_announcement(t, errand), t, channel=errand.delivery.channel_id)
            case NudgeErrand() | WordErrand() | DigestErrand() | MonthErrand() | MilestoneErrand():
                t, said = self._of_programme(errand)
            case PresentationErrand():
                return await self._present(errand)
            case WelcomeErrand() | UnansweredErrand() | AccountGoneErrand():
                t, said = self._about_arrivals(errand)
            case _:
                t, said = self._about_people(errand)
        return await self._post(errand, said, t)

    async def _present(self, errand: PresentationErrand) -> Outcome:
        """Post who somebody is in the programme's channel, in each of its languages."""
        speakers = [self._translator_of(one) for one in errand.presentation.programme.spoken]
        said = presentation(speakers, errand.presentation)
        return await self._post(errand, said, speakers[0], channel=errand.delivery.channel_id)

    def _about_arrivals(
        self, errand: WelcomeErrand | UnansweredErrand | AccountGoneErrand
    ) -> tuple[Translator, Message]:
        match errand:
            case WelcomeErrand():
                t = self._translator(errand.recipient, errand.arriving.programme)
                return t, welcome(t, errand.arriving, errand.mentors, errand.mentees)
            case UnansweredErrand():
                t = self._translator(errand.recipient, errand.arriving.programme)
                return t, unanswered(t, errand.arriving)
            case AccountGoneErrand():
                t = self._translator(errand.recipient, errand.programme)
                return t, account_gone(t, errand.programme, errand.person)

    def _about_people(self, errand: AboutPeople) -> tuple[Translator, Message]:
        match errand:
            case IntroductionErrand():
                t = self._translator(errand.recipient, errand.programme)
                said = introduction(
                    t,
                    errand.recipient,
                    errand.other,
                    errand.match,
                    errand.decided_at,
                    programme=errand.programme,
                    mentors=errand.mentors,
                    portrait=errand.portrait,
                    first=errand.first,
                )
            case LeavingErrand():
                t = self._translator(errand.recipient, errand.told.programme)
                said = leaving_message(t, errand.told, errand.recipient)
            case ConfidenceErrand():
                t = self._translator(errand.recipient, errand.confidence.programme)
                said = confidence_message(t, errand.confidence, errand.word, errand.recipient)
            case ApproachErrand():
                t = self._translator(errand.recipient, errand.programme)
                said = approach_news(t, errand.view, errand.recipient)
            case CollaborationErrand():
                t = self._translator(errand.recipient, errand.programme)
                said = collaboration_news(t, errand.view, errand.programme)
        return t, said

    def _of_programme(
        self, errand: NudgeErrand | WordErrand | DigestErrand | MonthErrand | MilestoneErrand
    ) -> tuple[Translator, Message]:
        """What is said of a programme and its pairs, and in whose language."""
        match errand:
            case NudgeErrand():
                t = self._translator(errand.recipient, *errand.programmes)
                said = views.nudge(t, errand.quiet, errand.words)
            case WordErrand():
                t = self._translator(errand.recipient, errand.programme)
                said = pair_word(t, errand.by, errand.other, errand.programme, errand.text)
            case DigestErrand():
                t = self._translator(errand.recipient, errand.digest.programme)
                said = digest(t, errand.digest, errand.recipient, errand.decided_at)
            case MonthErrand():
                t = self._translator(errand.recipient, errand.digest.programme)
                said = month_digest(t, errand.digest)
            case MilestoneErrand():
                t = self._translator(errand.recipient, errand.progress.programme)
                said = views.milestone(t, errand.progress, errand.recipient, errand.decided_at)
        return t, said

    async def post_file(self, errand: FileErrand) -> Outcome:
        """Post a file in the recipient's conversation with the bot.

        Nobody sees it before its last step, so whatever happens earlier certainly was not said.
        """
        t, file = await self._file(errand)
        client = self._client_for(errand.delivery.team_id)
        shown = False

        async def post() -> Outcome:
            nonlocal shown
            channel = errand.delivery.channel_id or await _conversation_with(client, _user_of(errand.recipient))
            file_id = await upload(client, file)
            shown = True
            await client.files_completeUploadExternal(
                files=[{"id": file_id, "title": file.title}], channel_id=channel, initial_comment=file.comment
            )
            return Outcome(OutcomeKind.SENT, channel_id=channel)

        outcome = replace(await _attempt(post), language=t.language)
        certain = shown or outcome.kind is not OutcomeKind.UNKNOWN
        return outcome if certain else replace(outcome, kind=OutcomeKind.RETRY)

    async def _file(self, errand: FileErrand) -> tuple[Translator, File]:
        """The file, and who speaks beside it; what takes a while to draw is drawn off the loop."""
        mark = marker(errand.delivery.key)
        match errand:
            case CalendarErrand():
                t = self._translator(errand.recipient, errand.details.programme)
                return t, calendar_file(t, errand, mark)
            case PictureErrand():
                t = self._translator(errand.recipient, errand.picture.programme)
                return t, await asyncio.to_thread(picture_file, t, errand, mark)
            case PortfolioErrand():
                t, written = self._translator(errand.recipient, errand.programme), self._translator_of(errand.language)
                return t, await asyncio.to_thread(portfolio_file, t, written, errand, mark)
            case LedgerErrand():
                t = self._translator(errand.recipient, errand.page.programme)
                return t, await asyncio.to_thread(ledger_file, t, errand, mark)
            case OutcomesErrand():
                t = self._translator(errand.recipient, errand.programme)
                return t, await asyncio.to_thread(outcomes_file, t, errand, mark)

    async def refresh_cards(self, errand: Redraw) -> Outcome:
        """Redraw every message that shows what the errand is about; those that somebody deleted need none."""
        if isinstance(errand, AnnouncementCardErrand):
            t = self._frame(errand)
        else:
            t = self._translator(errand.recipient, errand.details.programme)
        match errand:
            case AnnouncementCardErrand():
                said = _about_announcement(t, errand)
                places = [(errand.channel_id, errand.slack_ts)]
            case PollCardErrand():
                said = poll_message(t, errand.details, errand.recipient, errand.decided_at)
                places = [(errand.channel_id, errand.slack_ts)]
            case SeriesCardErrand():
                said = _series_card(t, errand)
                places = [(card.channel_id, card.slack_ts) for card in errand.cards]
            case CardErrand():
                said = self._card(errand)
                places = [(card.channel_id, card.slack_ts) for card in errand.cards]
        client = self._client_for(errand.delivery.team_id)

        async def redraw() -> Outcome:
            for channel_id, slack_ts in places:
                try:
                    await client.chat_update(channel=channel_id, ts=slack_ts, text=said.text, blocks=said.blocks)
                except SlackApiError as error:
                    if (outcome := outcome_of(error)).error not in MESSAGE_GONE:
                        return outcome
            channel_id, slack_ts = places[-1]
            return Outcome(OutcomeKind.SENT, slack_ts=slack_ts, channel_id=channel_id)

        return await _attempt(redraw)

    async def take_away(self, errand: PresentationGoneErrand) -> Outcome:
        """Delete the message, which may be gone already."""
        client, channel_id = self._client_for(errand.delivery.team_id), errand.delivery.channel_id
        gone = Outcome(OutcomeKind.SENT, slack_ts=errand.slack_ts, channel_id=channel_id)

        async def delete() -> Outcome:
            await client.chat_delete(channel=channel_id, ts=errand.slack_ts)
            return gone

        outcome = await _attempt(delete)
        return gone if outcome.error in MESSAGE_GONE else outcome

    async def publish_home(self, errand: HomeErrand) -> Outcome:
        """Draw the recipient's Home anew."""
        t = self._translator(errand.recipient, *errand.overview.programmes)
        view = home_tab(t, errand.overview, errand.decided_at)
        client = self._client_for(errand.delivery.team_id)

        async def publish() -> Outcome:
            await client.views_publish(user_id=_user_of(errand.recipient), view=view)
            return Outcome(OutcomeKind.SENT)

        return await _attempt(publish)

    async def find(self, search: Search) -> Finding:
        """Look for a message of ours in the recipient's conversation with the bot, from the first attempt on."""
        client = self._client_for(search.delivery.team_id)
        found = await _attempt(lambda: _find(client, search))
        if isinstance(found, Finding):
            return found
        kind = FindingKind.CANNOT if found.kind is OutcomeKind.FAILED else FindingKind.LATER
        return Finding(kind, retry_after=found.retry_after, error=found.error)

    def _card(self, errand: CardErrand) -> Message:
        programme = errand.details.programme
        if errand.delivery.kind is DeliveryKind.PUBLIC_REDRAW:
            return public_card(self._translator_of(programme.language), errand.details, errand.decided_at)
        t = self._translator(errand.recipient, programme)
        return session_card(t, errand.details, errand.recipient, errand.decided_at)

    async def _post(
        self, errand: NewsErrand | SeriesErrand | Reminder, said: Message, t: Translator, *, channel: str = ""
    ) -> Outcome:
        """Post the message, marked with its delivery's key; to the recipient unless a ``channel`` is named."""
        metadata = {"event_type": MARKER, "event_payload": {"k": marker(errand.delivery.key)}}
        client = self._client_for(errand.delivery.team_id)

        async def post() -> Outcome:
            answer = await client.chat_postMessage(
                channel=channel or _user_of(errand.recipient),
                text=said.text,
                blocks=said.blocks,
                metadata=metadata,
                unfurl_links=False,
                unfurl_media=False,
            )
            return Outcome(OutcomeKind.SENT, slack_ts=answer["ts"], channel_id=answer["channel"])

        return replace(await _attempt(post), language=t.language)

    def _frame(self, errand: AnnouncementErrand | AnnouncementCardErrand) -> Translator:
        """The language of what stands around an announcement: the reader's, or in a channel that of its text."""
        shown = errand.shown
        if isinstance(shown, ReaderMessage) and shown.in_channel and not shown.trial:
            return self._translator_of(shown.language, shown.programme.language)
        return self._translator(errand.recipient, shown.programme)

    def _translator(self, recipient: Person, *programmes: Programme) -> Translator:
        wishes = (recipient.language, recipient.locale, *(programme.language for programme in programmes))
        return self._translator_of(*wishes)

    def _translator_of(self, *wishes: str | None) -> Translator:
        return self._catalogues.translator(self._catalogues.best(*wishes))


def _series_news(t: Translator, errand: SeriesErrand) -> Message:
    if errand.details.series.pair_id is None:
        return gathering_series_news(t, errand.details, errand.recipient, errand.decided_at)
    return series_news(t, errand.details, errand.recipient)


def _series_card(t: Translator, errand: SeriesCardErrand) -> Message:
    if errand.details.series.pair_id is None:
        return gathering_series_card(t, errand.details, errand.recipient, errand.decided_at)
    return series_card(t, errand.details, errand.recipient)


def _about_announcement(t: Translator, errand: AnnouncementErrand | AnnouncementCardErrand) -> Message:
    """What there is to say of an announcement, of its sending, or of what was written back."""
    match errand.shown:
        case ReaderMessage() as shown if errand.delivery.kind is DeliveryKind.ANNOUNCEMENT_WISH:
            return acknowledgement_wish(t, shown)
        case ReaderMessage() as shown:
            return announcement_message(t, shown, errand.recipient)
        case SendingProgress() as shown:
            return sending_message(t, shown)
        case LedgerMissed() as shown:
            return ledger_missed(t, shown)
        case ReplyView() as shown if errand.delivery.kind is DeliveryKind.ANNOUNCEMENT_ANSWER:
            return answer_message(t, shown)
        case ReplyView() as shown:
            return reply_message(t, shown)


def _news(t: Translator, errand: NewsErrand) -> Message:
    """What a change gives to say to its recipient."""
    change, details, recipient, now = errand.change, errand.details, errand.recipient, errand.decided_at
    kind = ChangeKind(errand.delivery.change)
    match errand.delivery.kind:
        case DeliveryKind.HOST_WORD:
            return host_word(t, details, recipient, change)
        case DeliveryKind.ABSENCE if errand.absence is not None:
            return absence_news(t, kind, details, recipient, now, absence=errand.absence)
        case _ if details.session.gathering is not None:
            return gathering_news(t, kind, details, recipient, now, told=change)
        case _:
            return news(t, kind, details, recipient, now)


async def _attempt(call: Callable[[], Awaitable[T]]) -> T | Outcome:
    """What the call answers, or what became of it when it does not."""
    try:
        async with asyncio.timeout(POST_LIMIT.total_seconds()):
            return await call()
    except SlackApiError as error:
        return outcome_of(error)
    except aiohttp.ClientConnectorError as error:
        return Outcome(OutcomeKind.RETRY, error=f"no connection: {error}")
    except TimeoutError:
        return Outcome(OutcomeKind.UNKNOWN, error="no answer in time")
    except aiohttp.ClientError as error:
        return Outcome(OutcomeKind.UNKNOWN, error=f"connection lost: {error!r}")


async def _find(client: AsyncWebClient, search: Search) -> Finding:
    channel = search.delivery.channel_id or await _conversation_with(client, _user_of(search.recipient))
    mark = marker(search.delivery.key)
    since = (search.delivery.first_tried_at or search.delivery.due_at) - LOOK_BACK
    cursor: str | None = None
    while True:
        page = await client.conversations_history(
            channel=channel, oldest=f"{since.timestamp():.6f}", limit=PAGE, cursor=cursor, include_all_metadata=True
        )
        for message in page["messages"]:
            if _carries(message, mark):
                return Finding(FindingKind.FOUND, slack_ts=message["ts"], channel_id=channel)
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return Finding(FindingKind.ABSENT)


async def _conversation_with(client: AsyncWebClient, user_id: str) -> str:
    answer = await client.conversations_open(users=user_id)
    return str(answer["channel"]["id"])


def _carries(message: dict[str, Any], mark: str) -> bool:
    """Whether the message, or a file in it, bears the mark of a delivery."""
    metadata, files = message.get("metadata") or {}, message.get("files") or ()
    marked = metadata.get("event_type") == MARKER and metadata.get("event_payload") == {"k": mark}
    return marked or any(names_mark(file.get("name", ""), mark) for file in files)


def _user_of(person: Person) -> str:
    if person.user_id is None:
        raise ValueError(f"person {person.id} is not in Slack")
    return person.user_id
