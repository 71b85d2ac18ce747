"""What begun forms ask of storage, the same in memory, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mentoring.begun_forms import BegunForm
from tests.builders import NOW, OTHER_TEAM, TEAM, MakeUnitOfWork, a_cohort


def test_a_begun_form_is_kept_for_its_person_form_and_subject_alone(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cast = a_cohort(uow)
        begun = BegunForm(cast.luca.id, "booking", "with 1", "V1", NOW, '{"topic": "Exports"}')
        uow.begun_forms.keep(replace(begun, values="{}"))
        uow.begun_forms.keep(begun)
        uow.begun_forms.keep(replace(begun, about="S1", values="", sent=True))
        uow.commit()
    with make_uow(TEAM) as uow:
        assert uow.begun_forms.get(cast.luca.id, "booking", "with 1") == begun
        assert uow.begun_forms.get(cast.luca.id, "booking", "S1") == replace(begun, about="S1", values="", sent=True)
        assert uow.begun_forms.get(cast.luca.id, "concern", "with 1") is None
        assert uow.begun_forms.get(cast.awa.id, "booking", "with 1") is None
    with make_uow(OTHER_TEAM) as uow:
        assert uow.begun_forms.get(cast.luca.id, "booking", "with 1") is None
        assert uow.begun_forms.forget(NOW + timedelta(days=1)) == 0


def test_begun_forms_are_forgotten_after_their_time(make_uow: MakeUnitOfWork) -> None:
    with make_uow(TEAM) as uow:
        cast = a_cohort(uow)
        begun = BegunForm(cast.luca.id, "booking", "", "V1", NOW, "{}")
        uow.begun_forms.keep(begun)
        uow.begun_forms.keep(replace(begun, about="S1", kept_at=NOW + timedelta(hours=1)))
        assert uow.begun_forms.forget(NOW + timedelta(minutes=1)) == 1
        assert uow.begun_forms.get(cast.luca.id, "booking", "") is None
        assert uow.begun_forms.get(cast.luca.id, "booking", "S1") is not None
