"""Keeping what somebody has begun in a form, so that closing it loses nothing."""

from __future__ import annotations

from dataclasses import replace

from mentoring.begun_forms import BegunForm
from mentoring.people import Person
from mentoring.ports import UnitOfWork, only_reads


@only_reads
def begun_form(uow: UnitOfWork, form: str, about: str, *, actor: Person) -> str:
    """What the person had begun in this form about this; "" for nothing, or what was sent since."""
    with uow:
        kept = uow.begun_forms.get(actor.id, form, about)
        return kept.values if kept else ""


def keep_begun_form(uow: UnitOfWork, begun: BegunForm) -> None:
    """Keep what stands in the form by now; what arrives once it was sent is let go."""
    with uow:
        kept = uow.begun_forms.get(begun.person_id, begun.form, begun.about)
        if kept is None or not (kept.sent and kept.opened == begun.opened):
            uow.begun_forms.keep(begun)
            uow.commit()


def let_go_of_begun_form(uow: UnitOfWork, form: str, about: str, *, actor: Person) -> None:
    """Keep nothing more of what the person had begun: it was sent, or they start afresh."""
    with uow:
        if kept := uow.begun_forms.get(actor.id, form, about):
            uow.begun_forms.keep(replace(kept, values="", sent=True))
            uow.commit()
