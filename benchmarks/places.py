"""Where the invented people of benchmarks live, some with their weekend on Friday and some on Sunday."""

from __future__ import annotations

PLACES = (
    ("Europe/Paris", "FR"),
    ("Africa/Cairo", "EG"),
    ("Asia/Amman", "JO"),
    ("Africa/Tunis", "TN"),
    ("Europe/Madrid", "ES"),
    ("Asia/Hebron", "PS"),
    ("Africa/Casablanca", "MA"),
    ("Europe/Rome", "IT"),
)
"""IANA zone and ISO 3166 country."""
