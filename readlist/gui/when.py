"""Times as a reader says them."""

from __future__ import annotations

from datetime import UTC, date, datetime

from PySide6.QtCore import QDate, QLocale


def when(stamp: str, today: date | None = None) -> str:
    """A stored time (ISO 8601, UTC) in the reader's own zone: "today 14:02", else the day.

    An empty or malformed stamp is returned as it is.
    """
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return stamp
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    local = moment.astimezone()
    day = local.date()
    if day == (today or datetime.now(UTC).astimezone().date()):
        return f"today {local:%H:%M}"
    shown = QDate(day.year, day.month, day.day)
    return QLocale().toString(shown, QLocale.FormatType.ShortFormat)
