"""Times are told in the reader's own zone."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import QDate, QLocale

from readlist.gui.when import when


def test_a_time_of_today_has_its_hour() -> None:
    local = datetime(2024, 5, 3, 14, 2, tzinfo=UTC).astimezone()
    assert when("2024-05-03T14:02:00+00:00", local.date()) == f"today {local:%H:%M}"


def test_another_day_is_a_date_and_nonsense_stays() -> None:
    written = QLocale().toString(QDate(2024, 5, 3), QLocale.FormatType.ShortFormat)
    assert when("2024-05-03T12:00:00Z", date(2024, 6, 1)) == written
    assert when("long ago") == "long ago"
