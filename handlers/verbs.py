"""The words after /mentor: what each does, for whom, and what it is called in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from handlers.i18n import N_
from mentoring.folding import folded
from mentoring.people import Role


class Verb(StrEnum):
    """What a person may ask for."""

    BOOK = "book"
    GROUP = "group"
    JOINT = "joint"
    SESSIONS = "sessions"
    ATTENDANCE = "attendance"
    NOTE = "note"
    NOTES = "notes"
    ACTIONS = "actions"
    SLOTS = "slots"
    POLL = "poll"
    FIND = "find"
    PROFILE = "profile"
    REMINDERS = "reminders"
    ANNOUNCE = "announce"
    PROGRAMME = "programme"
    ROSTER = "roster"
    CONCERN = "concern"
    HELP = "help"


PARTICIPANTS = frozenset({Role.MENTOR, Role.MENTEE})
COORDINATORS = frozenset({Role.COORDINATOR})
EVERYONE = frozenset(Role)


@dataclass(frozen=True)
class Entry:
    """A line of the table; the first alias of a language is the one its help shows.

    ``hint`` and ``parameters`` are sentences of the catalogue; the parameters are what may follow the verb.
    """

    verb: Verb
    roles: frozenset[Role]
    hint: str
    aliases: Mapping[str, tuple[str, ...]]
    parameters: str = ""

    def word(self, language: str) -> str:
        """What help tells a reader of this language to type."""
        return self.aliases[language][0]


VERBS = (
    Entry(
        Verb.BOOK,
        PARTICIPANTS,
        N_("Book a session. Without a time, you get suggestions that suit you both."),
        {
            "en": ("book", "schedule"),
            "fr": ("réserver", "reserver", "réserve"),
            "ar": ("احجز", "حجز"),
            "es": ("reservar", "reserva"),
            "it": ("prenota", "prenotare"),
        },
        parameters=N_("[@who] [date and time] [how long] [about what]"),
    ),
    Entry(
        Verb.GROUP,
        EVERYONE,
        N_("Call several people to a group session; as a mentee, propose one."),
        {
            "en": ("group", "circle"),
            "fr": ("groupe", "cercle", "collective"),
            "ar": ("جماعية", "مجموعة", "حلقة"),
            "es": ("grupo", "grupal", "círculo"),
            "it": ("gruppo", "circolo", "cerchio"),
        },
        parameters=N_("[theme], [for whom], [date and time], [how long], [places], [language], [answer by], [@who]"),
    ),
    Entry(
        Verb.JOINT,
        COORDINATORS,
        N_("Call the whole programme to a joint meeting."),
        {
            "en": ("joint", "plenary"),
            "fr": ("plénière", "commune"),
            "ar": ("مشترك", "مشتركة", "عامة"),
            "es": ("conjunta", "conjunto", "plenaria"),
            "it": ("congiunta", "congiunto", "plenario"),
        },
        parameters=N_("[theme], [date and time], [how long], [compulsory], [answer by]"),
    ),
    Entry(
        Verb.SESSIONS,
        PARTICIPANTS,
        N_("Your sessions, past and to come; move or cancel one."),
        {
            "en": ("sessions", "session"),
            "fr": ("séances", "séance"),
            "ar": ("جلسات", "جلسة", "الجلسات", "جلساتي"),
            "es": ("sesiones", "sesión"),
            "it": ("sessioni", "sessione"),
        },
    ),
    Entry(
        Verb.ATTENDANCE,
        EVERYONE,
        N_("Who attended what: say how your sessions went, and see what is recorded by day."),
        {
            "en": ("attendance", "roll"),
            "fr": ("présences", "présence", "émargement"),
            "ar": ("الحضور", "حضور"),
            "es": ("asistencia", "asistencias"),
            "it": ("presenze", "presenza"),
        },
    ),
    Entry(
        Verb.NOTE,
        EVERYONE,
        N_("Write down what came of a session: the last one, another one, or one that was never booked."),
        {
            "en": ("note", "log"),
            "fr": ("note", "compte-rendu"),
            "ar": ("ملاحظة", "دوّن"),
            "es": ("nota", "anotar"),
            "it": ("nota", "appunto"),
        },
        parameters=N_("[what came of it] [Decided: …] [Action: who does what by when]"),
    ),
    Entry(
        Verb.NOTES,
        EVERYONE,
        N_("Find words in the notes that you may read."),
        {
            "en": ("notes", "search"),
            "fr": ("notes", "chercher"),
            "ar": ("ملاحظات", "الملاحظات", "ابحث"),
            "es": ("notas", "buscar"),
            "it": ("appunti", "cerca"),
        },
        parameters=N_("[words]"),
    ),
    Entry(
        Verb.ACTIONS,
        EVERYONE,
        N_("What you have to do: done, later, somebody else, or not at all."),
        {
            "en": ("actions", "todo", "tasks"),
            "fr": ("actions", "tâches"),
            "ar": ("مهام", "المهام", "مهامي"),
            "es": ("acciones", "tareas"),
            "it": ("azioni", "compiti"),
        },
    ),
    Entry(
        Verb.SLOTS,
        EVERYONE,
        N_("Find an hour that suits several people."),
        {
            "en": ("slots", "slot", "find-time"),
            "fr": ("créneaux", "créneau"),
            "ar": ("مواعيد", "المواعيد"),
            "es": ("huecos", "hueco"),
            "it": ("fasce", "fascia"),
        },
        parameters=N_("[how long] [@who @who] [in which days]"),
    ),
    Entry(
        Verb.POLL,
        EVERYONE,
        N_("Put some of those hours to a vote, and book the one that suits most."),
        {
            "en": ("poll", "vote"),
            "fr": ("sondage", "voter"),
            "ar": ("تصويت", "استطلاع"),
            "es": ("votación", "encuesta"),
            "it": ("sondaggio", "votazione"),
        },
        parameters=N_("[how long] [@who @who] [in which days]"),
    ),
    Entry(
        Verb.FIND,
        EVERYONE,
        N_("Find people and clusters: who offers or looks for what, where, in which languages."),
        {
            "en": ("find", "who", "portfolio"),
            "fr": ("trouver", "trouve", "annuaire"),
            "ar": ("دليل", "الدليل", "اعثر"),
            "es": ("encontrar", "encuentra", "directorio"),
            "it": ("trova", "trovare", "rubrica"),
        },
        parameters=N_("[words: a name, country, sector, competence, language]"),
    ),
    Entry(
        Verb.PROFILE,
        EVERYONE,
        N_("Your language, your clock, the hours in which you may be booked, and until when you are away."),
        {
            "en": ("profile", "availability", "available", "hours"),
            "fr": ("profil", "disponibilités", "disponibilité", "horaires"),
            "ar": ("ملفي", "التوفر", "أوقاتي", "توفري"),
            "es": ("perfil", "disponibilidad", "horario"),
            "it": ("profilo", "disponibilità", "orari"),
        },
        parameters=N_("[Mon-Thu 9-17, not Wednesday afternoon | away until 12 May]"),
    ),
    Entry(
        Verb.REMINDERS,
        EVERYONE,
        N_("When I remind you: earlier, later or not at all, and until when you are away."),
        {
            "en": ("reminders", "reminder", "remind"),
            "fr": ("rappels", "rappel"),
            "ar": ("تذكيرات", "تذكير", "التذكيرات"),
            "es": ("recordatorios", "recordatorio"),
            "it": ("promemoria",),
        },
    ),
    Entry(
        Verb.ANNOUNCE,
        COORDINATORS,
        N_("Write to everybody, or to some of them, each in their language and on their clock."),
        {
            "en": ("announce", "announcement", "announcements"),
            "fr": ("annonce", "annoncer", "annonces"),
            "ar": ("إعلان", "أعلن", "إعلانات", "الإعلانات"),
            "es": ("anuncio", "anunciar", "anuncios"),
            "it": ("annuncio", "annuncia", "annunci"),
        },
        parameters=N_("[title]"),
    ),
    Entry(
        Verb.PROGRAMME,
        EVERYONE,
        N_("Your programme; for those who run it, everything about it."),
        {
            "en": ("programme", "program"),
            "fr": ("programme",),
            "ar": ("البرنامج", "برنامج"),
            "es": ("programa",),
            "it": ("programma",),
        },
    ),
    Entry(
        Verb.ROSTER,
        COORDINATORS,
        N_("Import the people and pairs of your programme from a file."),
        {
            "en": ("roster", "import"),
            "fr": ("liste", "importer"),
            "ar": ("قائمة", "استيراد", "القائمة"),
            "es": ("lista", "importar"),
            "it": ("elenco", "importa"),
        },
    ),
    Entry(
        Verb.CONCERN,
        EVERYONE,
        N_("Something in your pair isn't working? Tell one coordinator, in confidence."),
        {
            "en": ("concern", "confide"),
            "fr": ("confidence", "souci"),
            "ar": ("سر", "مشكلة"),
            "es": ("confidencia", "problema"),
            "it": ("confidenza", "difficoltà"),
        },
    ),
    Entry(
        Verb.HELP,
        EVERYONE,
        N_("This page."),
        {
            "en": ("help", "?"),
            "fr": ("aide",),
            "ar": ("مساعدة", "المساعدة"),
            "es": ("ayuda",),
            "it": ("aiuto",),
        },
    ),
)


def verb_of(word: str, language: str) -> Verb | None:
    """The verb that ``word`` names, accents and case aside; the reader's language is asked first, then every other."""
    return _verbs_heard_in(language).get(folded(word))


@cache
def _verbs_heard_in(language: str) -> Mapping[str, Verb]:
    heard: dict[str, Verb] = {}
    for spoken in (language, *(other for other in VERBS[0].aliases if other != language)):
        for entry in VERBS:
            for alias in entry.aliases.get(spoken, ()):
                heard.setdefault(folded(alias), entry.verb)
    return heard
