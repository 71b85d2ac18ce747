"""What people should read, written out in both languages: never taken from the catalogues that the bot speaks from."""

from __future__ import annotations

SENTENCES = {
    "asked": ("Propose this to {name}?", "Proposer ceci à {name} ?"),
    "asked to move": ("Propose this other time to {name}?", "Proposer cette autre heure à {name} ?"),
    "booked": ("Done. {name} will be asked", "C’est fait. {name} va recevoir votre demande"),
    "discarded": ("Nothing was booked.", "Rien n’a été réservé."),
    "invited": ("{name} would like to meet you.", "{name} souhaite vous rencontrer."),
    "proposed": ("You proposed a session to {name}.", "Vous avez proposé une séance à {name}."),
    "session": ("Session with {name}", "Séance avec {name}"),
    "awaits me": ("Waiting for your answer until", "En attente de votre réponse, jusqu’au"),
    "awaits other": ("Waiting for {name} to answer", "En attente d’une réponse : {name}"),
    "accepted": ("{name} accepted. Your session is confirmed.", "{name} a accepté. Votre séance est confirmée."),
    "confirmed": ("\nConfirmed.", "\nConfirmée."),
    "declined": ("{name} declined this session.", "{name} a décliné cette séance."),
    "I declined": ("You declined this session.", "Vous avez décliné cette séance."),
    "countered": ("{name} proposes another time for", "{name} propose une autre heure pour votre séance."),
    "wants to move": ("{name} would like to move your session.", "{name} souhaite déplacer votre séance."),
    "moved": ("{name} accepted the new time. Your session has", "{name} a accepté la nouvelle heure. Votre séance"),
    "it was": ("It was {clocks} before.", "Auparavant : {clocks}."),
    "kept": ("{name} can't make the new time.", "La nouvelle heure ne convient pas à {name}."),
    "cancelled": ("{name} cancelled your session.", "{name} a annulé votre séance."),
    "I cancelled": ("You cancelled this session.", "Vous avez annulé cette séance."),
    "cancelled by": ("Cancelled by {name}.", "Annulée par {name}."),
    "declined by": ("Declined by {name}.", "Déclinée par {name}."),
    "my clash": ("You have a session with {name} then:", "Vous avez une séance avec {name} à ce moment-là :"),
    "their clash": ("{name} is not free then.", "{name} n’est pas libre à ce moment-là."),
    "settled": ("This has been settled in the meantime.", "C’est réglé entre-temps."),
    "expired": ("Nobody answered in time. The session with", "Personne n’a répondu à temps. La séance avec"),
    "too late": ("The time to answer is over", "Le délai de réponse est passé"),
    "past": ("has already passed. Please choose a later time.", "Ce moment est déjà passé :"),
    "gap": ("There is no {time} on {day} in {city}: clocks go", "{time} n’existe pas le {day} ({city}) : on avance"),
    "gap in a line": (
        "Clocks go forward that night, and this time does not exist.",
        "On avance les horloges cette nuit-là, et cette heure n’existe pas.",
    ),
    "fold in a line": (
        "Clocks go back that night, and this time comes twice.",
        "On retarde les horloges cette nuit-là, et cette heure arrive deux fois.",
    ),
    "fold": ("{time} comes twice on {day} in {city}: clocks go", "{time} arrive deux fois le {day} ({city}) : on"),
    "stranger": (
        "You are not in a mentoring programme here yet. Please ask {name} to add you.",
        "Vous ne faites pas encore partie d’un programme de mentorat ici. Demandez à {name} de vous ajouter.",
    ),
    "unknown": ("I don't know “{word}”.", "Je ne connais pas « {word} »."),
    "did you mean": ("Did you mean /mentor {word}?", "Vouliez-vous dire /mentor {word} ?"),
    "slots": ("Times that suit both you and {name}", "Des créneaux qui conviennent à vous et à {name}"),
    "no session yet": ("No session yet with {name}.", "Pas encore de séance avec {name}."),
    "both needed": ("Please fill in both the date and the time.", "Indiquez la date et l’heure."),
    "too long": (
        "A session lasts from 15 to 180 minutes here.",
        "Ici, une séance dure de 15 à 180 minutes.",
    ),
    "not a coordinator": (
        "Only coordinators of the programme can do this.",
        "Seuls les coordinateurs du programme peuvent faire cela.",
    ),
    "imported": ("The roster is imported.", "La liste est importée."),
    "not imported": ("Nothing was imported:", "Rien n’a été importé :"),
    "home": ("Your mentoring", "Votre mentorat"),
    "next session": ("Your next session", "Votre prochaine séance"),
    "waiting": ("Waiting for your answer", "En attente de votre réponse"),
    "coming up": ("Coming up", "À venir"),
    "old time stays": ("The session stays at the time you had", "La séance reste à l’heure dont vous étiez convenus."),
    "call group": ("Call this group session?", "Convoquer cette séance de groupe ?"),
    "call joint": ("Call this joint meeting?", "Convoquer cette réunion commune ?"),
    "will invite seven": ("7 people will be invited:", "7 personnes seront invitées :"),
    "seven invited": ("Done. 7 people are invited.", "C’est fait. 7 personnes sont invitées."),
    "invited to group": ("{name} invites you to a group session.", "{name} vous invite à une séance de groupe."),
    "called to joint": ("{name} calls everybody to a joint", "{name} convie tout le monde à une réunion commune."),
    "five left": ("5 places are left.", "Il reste 5 places."),
    "you are in": ("You are in.", "Vous en êtes."),
    "first in line": ("You are first in the line", "Vous êtes en tête de la file"),
    "second in line": ("You are number 2 in the line", "Vous êtes au rang 2 de la file"),
    "said no": ("You said no.", "Vous avez dit non."),
    "place free": ("A place has become free for you.", "Une place s’est libérée pour vous."),
    "lapsed": ("was not taken in time and went to the next", "n’a pas été prise à temps et passe à la personne"),
    "five of five": ("5 of 5 places are taken", "Places prises : 5 sur 5"),
    "compulsory": ("Attendance is compulsory.", "La présence est obligatoire."),
    "asks to be excused": ("{name} asks to be excused:", "{name} demande à être excusé :"),
    "excused": ("You are excused from this joint meeting.", "Vous êtes excusé pour cette réunion commune."),
    "not excused": ("Your reason was not accepted", "Votre motif n’a pas été accepté"),
    "not invited": ("You are not invited to this session.", "Vous n’êtes pas invité à cette séance."),
    "one comes": ("1 person comes", "1 personne vient"),
    "writes": ("{name} writes to the people of this session:", "{name} écrit aux personnes de cette séance :"),
    "moved by": ("{name} moved this session.", "{name} a déplacé cette séance."),
    "running late": ("{name} is running late", "{name} a du retard"),
    "looks for a host": ("{name} proposes a group session.", "{name} propose une séance de groupe."),
    "is hosted": ("{name} hosts the group session that you", "{name} anime la séance de groupe que vous avez proposée"),
    "title can't come": ("I can't come", "Je ne peux pas venir"),
    "title excuse": ("Excuse", "Excuser"),
    "title don't excuse": ("Don't excuse", "Ne pas excuser"),
    "title group": ("Group session", "Séance de groupe"),
    "title menu": ("Your session", "Votre séance"),
    "title write": ("Write to them", "Leur écrire"),
    "calendar file": (
        "For your calendar: open this file to add the session.",
        "Pour votre agenda : ouvrez ce fichier pour y ajouter la séance.",
    ),
    "later file": ("brought up to date, not added twice.", "mise à jour, sans y figurer deux fois."),
    "last file": ("the session is taken out of it.", "la séance en est retirée."),
    "title calendar": ("My calendar", "Mon agenda"),
    "only once": ("it is shown only once:", "elle n’est montrée qu’une fois :"),
    "no longer followed": ("The address is ended.", "L’adresse n’existe plus."),
    "title book": ("Book a session", "Réserver une séance"),
    "title another time": ("Propose another time", "Proposer une autre heure"),
    "title read back": ("Is this right?", "Est-ce exact ?"),
    "title decline": ("Decline", "Décliner"),
    "title keep": ("Keep the old time", "Garder l’ancienne heure"),
    "title cancel": ("Cancel session", "Annuler la séance"),
    "title withdraw": ("Withdraw", "Retirer"),
}


def said(language: str, sentence: str, **values: str) -> str:
    """A sentence of the table as this language has it."""
    english, french = SENTENCES[sentence]
    return {"en": english, "fr": french}[language].format(**values)


def plain(text: str) -> str:
    """Text as one compares it: without bold marks, narrow and unbreakable spaces, or marks of direction."""
    for sign, instead in (("\u00a0", " "), ("\u202f", " "), ("\u2068", ""), ("\u2069", ""), ("*", ""), ("`", "")):
        text = text.replace(sign, instead)
    return text
