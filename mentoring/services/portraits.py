"""Answering what everybody who arrives is asked, and changing it later: each answer is kept as soon as it is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mentoring.arrivals import Arriving
from mentoring.competences import offered_in
from mentoring.consents import Consent, ConsentTo, agreed, standing
from mentoring.errors import NotAParticipant, WordsTooLong
from mentoring.people import Participant, Person, Profile, Programme
from mentoring.portraits import LONGEST_WORDS, Portrait, Presentation, Question, Subjects
from mentoring.ports import UnitOfWork
from mentoring.rules.arrivals import arrivals_among, arrives
from mentoring.services.presenting import present, presentation_of, take_back
from mentoring.services.profiles import home_of, put_profile


@dataclass(frozen=True)
class Answer:
    """What a person answered when asked whether something may be kept or shown, with what they read."""

    what: ConsentTo
    agreed: bool
    text: str
    version: int
    language: str


@dataclass(frozen=True)
class Told:
    """What a person offers and needs in a programme, and the languages they speak."""

    offers: Subjects
    needs: Subjects
    speaks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standing:
    """Where a person's portrait stands: what they said, what they agreed to, and how the channel would meet them."""

    arriving: Arriving
    consents: tuple[Consent, ...]
    presentation: Presentation

    def agrees_to(self, what: ConsentTo) -> bool | None:
        """Their answer about it, None while they gave none."""
        return agreed(self.consents, what) if any(one.what is what for one in self.consents) else None


def standing_of(uow: UnitOfWork, programme_id: int | None, *, actor: Person) -> Standing:
    """The person's own portrait in the programme, in the latest of theirs when none is named.

    NotAParticipant for who is neither mentor nor mentee there, also when there is no such programme.
    """
    with uow:
        return _standing(uow, *_place(uow, programme_id, actor))


def own_arrivals(uow: UnitOfWork, *, actor: Person) -> tuple[Arriving, ...]:
    """What the person sees of their arrival in each of their programmes."""
    with uow:
        return arrivals_of(uow, actor)


def arrivals_of(uow: UnitOfWork, person: Person) -> tuple[Arriving, ...]:
    """The same inside a transaction."""
    return arrivals_among(uow.people.parts_of(person.id), uow.portraits.of_person(person.id))


def answer_profile(
    uow: UnitOfWork, question: Question, before: Profile, after: Profile, *, actor: Person, now: datetime
) -> Person:
    """Make of the person's profile what differs between the two, and note that they answered, wherever they take part.

    What `change_profile` refuses is refused.
    """
    with uow:
        person, _ = put_profile(uow, before, after, actor=actor, now=now)
        for arriving in arrivals_of(uow, person):
            _keep(uow, arriving.portrait, question, now)
        uow.commit()
        return person


def answer_offers(
    uow: UnitOfWork, programme_id: int, told: Told, consent: Answer, *, actor: Person, now: datetime
) -> Standing:
    """Keep what the person offers and needs and which languages they speak, if they agree to that; else none of it.

    WordsTooLong when one of their texts is, NotAParticipant as above.
    """
    with uow:
        uow.people.lock((actor.id,))
        place, programme = _place(uow, programme_id, actor)
        offers, needs = _fitting(told.offers, programme, "offers"), _fitting(told.needs, programme, "needs")
        _note(uow, [consent], place, now)
        portrait = uow.portraits.of(programme.id, actor.id)
        if consent.agreed:
            _keep(uow, replace(portrait, offers=offers, needs=needs), Question.OFFERS, now)
            uow.people.update(replace(place.person, speaks=told.speaks))
        else:
            _forget(uow, place, programme, now)
        uow.deliveries.plan([home_of(uow.team_id, actor, now)])
        uow.commit()
        return _standing(uow, *_place(uow, programme_id, actor))


def answer_consents(
    uow: UnitOfWork, programme_id: int, answers: Sequence[Answer], *, actor: Person, now: datetime
) -> Standing:
    """Keep what the person agrees to have kept and shown, and do at once what follows.

    Who agrees to be presented is; who does not any more, of them the channel's message is taken away. Who does not
    agree to have anything kept, of theirs it is forgotten. The same answer again changes nothing.
    """
    with uow:
        uow.people.lock((actor.id,))
        place, programme = _place(uow, programme_id, actor)
        before = tuple(uow.consents.of(programme.id, actor.id))
        new = _note(uow, answers, place, now)
        _keep(uow, uow.portraits.of(programme.id, actor.id), Question.CONSENT, now)
        for one in new:
            _do_what_follows(uow, one, before, (place, programme), now)
        uow.deliveries.plan([home_of(uow.team_id, actor, now)])
        uow.commit()
        return _standing(uow, place, programme)


def _place(uow: UnitOfWork, programme_id: int | None, actor: Person) -> tuple[Participant, Programme]:
    parts = [one for one in uow.people.parts_of(actor.id) if arrives(one[0])]
    wanted = [one for one in parts if programme_id in {None, one[1].id}]
    if not wanted:
        raise NotAParticipant
    return wanted[-1]


def _standing(uow: UnitOfWork, place: Participant, programme: Programme) -> Standing:
    return Standing(
        arriving=Arriving(place, programme, uow.portraits.of(programme.id, place.person.id)),
        consents=tuple(uow.consents.of(programme.id, place.person.id)),
        presentation=presentation_of(uow, place, programme),
    )


def _fitting(subjects: Subjects, programme: Programme, name: str) -> Subjects:
    """The subjects with those of the programme's competences alone that there are."""
    if len(subjects.words) > LONGEST_WORDS:
        raise WordsTooLong(field=name, longest=LONGEST_WORDS)
    listed = {one.key for one in offered_in(programme.competences)}
    chosen = dict.fromkeys(key for key in subjects.competences if key in listed)
    return Subjects(subjects.words.strip(), tuple(chosen))


def _keep(uow: UnitOfWork, portrait: Portrait, question: Question, now: datetime) -> None:
    uow.portraits.keep(replace(portrait, answered=portrait.answered | {question}, told_at=now))


def _forget(uow: UnitOfWork, place: Participant, programme: Programme, now: datetime) -> None:
    """Keep nothing of what the person said but that they were asked, nor in the channel where it stood there.

    Which languages they speak stays while they agree to that in another programme.
    """
    portrait = uow.portraits.of(programme.id, place.person.id)
    _keep(uow, replace(portrait, offers=Subjects(), needs=Subjects()), Question.OFFERS, now)
    others = [one for one, _ in uow.people.parts_of(place.person.id) if one.programme_id != programme.id]
    if not any(agreed(uow.consents.of(one.programme_id, place.person.id), ConsentTo.KEPT) for one in others):
        uow.people.update(replace(uow.people.get(place.person.id), speaks=()))
    if portrait.offers or portrait.needs or place.person.speaks:
        take_back(uow, uow.consents.of(programme.id, place.person.id), programme, now=now)


def _note(uow: UnitOfWork, answers: Iterable[Answer], place: Participant, now: datetime) -> list[Consent]:
    """Add the answers that differ from those that stand, or were given to another text; those that say otherwise."""
    trail = uow.consents.of(place.programme_id, place.person.id)
    otherwise = []
    for one in answers:
        stands = standing(trail, one.what)
        if stands is not None and (stands.agreed, stands.version) == (one.agreed, one.version):
            continue
        kept = uow.consents.add(_consent(one, place, now))
        if stands is None or stands.agreed != one.agreed:
            otherwise.append(kept)
    return otherwise


def _consent(answer: Answer, place: Participant, now: datetime) -> Consent:
    return Consent(
        id=0,
        programme_id=place.programme_id,
        person_id=place.person.id,
        what=answer.what,
        agreed=answer.agreed,
        text=answer.text,
        version=answer.version,
        language=answer.language,
        at=now,
    )


def _do_what_follows(
    uow: UnitOfWork,
    answer: Consent,
    before: Sequence[Consent],
    where: tuple[Participant, Programme],
    now: datetime,
) -> None:
    place, programme = where
    match answer.what, answer.agreed:
        case ConsentTo.PRESENTED, True:
            present(uow, answer, programme, now=now)
        case ConsentTo.PRESENTED, False:
            take_back(uow, before, programme, now=now)
        case ConsentTo.KEPT, False:
            _forget(uow, place, programme, now)
        case _:
            pass
