"""The cast with what each says of themselves and agreed to show, and their clusters."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from mentoring.clusters import Cluster, Stage, Terms
from mentoring.consents import VERSIONS, Consent, ConsentTo
from mentoring.people import Participant, Person, Role
from mentoring.portfolio import Found, Lexicon
from mentoring.portraits import Portrait, Subjects
from mentoring.ports import UnitOfWork
from mentoring.services.portfolio import search
from tests.builders import NOW, a_programme
from tests.mentoring.house import House

LEXICON = Lexicon(
    countries={"FR": "France Francia فرنسا", "IT": "Italy Italie Italia إيطاليا", "EG": "Egypt Égypte Egipto مصر"},
    languages={"fr": "French français francés francese الفرنسية", "ar": "Arabic arabe árabe arabo العربية"},
    competences={
        "internationalisation": "Export and going international Exporter التصدير Exportar Esportare",
        "governance": "Governance gouvernance الحوكمة gobernanza",
    },
)

SAYS: dict[str, dict[str, Any]] = {
    "Awa": {
        "cluster": "Calanques Digital",
        "sector": "Digital",
        "title": "Cluster director",
        "offers": Subjects("Vendre à l'étranger", ("internationalisation",)),
    },
    "Luca": {"cluster": "Tessuti Uniti", "sector": "Textile", "needs": Subjects("Finding buyers", ("governance",))},
    "Fatima": {"cluster": "تجمع القاهرة للنسيج", "sector": "النسيج", "needs": Subjects("أبحث عن مشترين", ())},
}
AGREED = ("Awa", "Luca", "Fatima")


def settle_in(uow: UnitOfWork, people: dict[str, Person], programme_id: int, agreed: tuple[str, ...] = AGREED) -> None:
    """Have people say what they say, and agree to be shown."""
    parts = {one.person.id: one for one in uow.people.participants(programme_id)}
    for name, says in SAYS.items():
        person = people[name]
        placed = {key: value for key, value in says.items() if isinstance(value, str)}
        uow.people.enrol(replace(parts[person.id], **placed))
        offers, needs = says.get("offers", Subjects()), says.get("needs", Subjects())
        uow.portraits.keep(Portrait(programme_id, person.id, offers=offers, needs=needs))
        if name in agreed:
            answer(uow, programme_id, person, ConsentTo.SHOWN, agreed=True)


def answer(uow: UnitOfWork, programme_id: int, person: Person, what: ConsentTo, *, agreed: bool) -> None:
    """Have somebody answer what they were asked."""
    uow.consents.add(
        Consent(0, programme_id, person.id, what, agreed, "The text that they read", VERSIONS[what], "en", NOW)
    )


class Village(House):
    """The house, with a portfolio in it; Omar is alone in a programme next door."""

    def __init__(self, agreed: tuple[str, ...] = AGREED) -> None:
        super().__init__()
        cast = self.cast
        self.people = {"Awa": cast.awa, "Luca": cast.luca, "Fatima": cast.fatima, "Inès": cast.ines, "Omar": cast.omar}
        with self.uow() as uow:
            settle_in(uow, self.people, cast.programme.id, agreed)
            self.next_door = uow.people.add_programme(a_programme(name="Next door"))
            both = frozenset({Role.COORDINATOR, Role.MENTOR})
            uow.people.enrol(Participant(self.next_door.id, cast.omar, both, cluster="Amman ICT"))
            uow.commit()

    def write(self, change: Callable[[UnitOfWork], Any]) -> Any:
        """Change the store as no service would."""
        with self.uow() as uow:
            done = change(uow)
            uow.commit()
            return done

    def find(self, query: str, actor: Person | None = None) -> Found:
        return search(self.uow(), query, actor=actor or self.cast.ines, lexicon=LEXICON)

    def names(self, query: str, actor: Person | None = None) -> list[str]:
        """Who is found, best first; Inès, who looks unless another does and said nothing of herself, aside."""
        return [one.person.name for one in self.find(query, actor).cards if one.person.name != "Inès"]

    def cluster(self, name: str) -> Cluster:
        """The cluster of this name in the programme."""
        self.find("")
        with self.uow() as uow:
            return next(one for one in uow.clusters.of_programme(self.cast.programme.id) if one.name == name)

    def terms(self, *names: str, **changes: Any) -> Terms:
        """A joint stand of these clusters; ``changes`` are fields of Terms."""
        ids = tuple(self.cluster(name).id for name in names)
        return replace(Terms("A joint stand at the fair", ids, NOW.date(), Stage.PLANNED), **changes)
