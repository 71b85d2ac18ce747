"""Whoever changes what people are asked to agree to raises its version: otherwise nobody would be asked again."""

from __future__ import annotations

import hashlib

from handlers.views.consents import TEXTS
from mentoring.consents import VERSIONS, ConsentTo

KNOWN = {
    (ConsentTo.KEPT, 1): "483a5e4827eb",
    (ConsentTo.SHOWN, 2): "960c872d394e",
    (ConsentTo.PRESENTED, 1): "be0eb83e3097",
}


def test_each_text_is_the_one_of_its_version() -> None:
    words = {(what, VERSIONS[what]): hashlib.sha256(text.encode()).hexdigest()[:12] for what, text in TEXTS.items()}
    assert words == KNOWN
