"""What every test stands on."""

from __future__ import annotations

from mentoring.clocks import use_bundled_zones

use_bundled_zones()
