import zoneinfo

import pytest

from handlers.when.understanding import Understanding


@pytest.fixture(scope="session")
def understanding():
    zoneinfo.reset_tzpath(to=[])
    zoneinfo.ZoneInfo.clear_cache()
    return Understanding.load()
