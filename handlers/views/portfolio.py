"""Cards of people and clusters."""

from __future__ import annotations

from handlers.i18n import N_
from mentoring.people import Role

ROLES = {Role.MENTOR: N_("Mentor"), Role.MENTEE: N_("Mentee"), Role.COORDINATOR: N_("Coordinator")}
