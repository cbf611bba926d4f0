"""Figures of the library."""

from __future__ import annotations

from readlist.storage import Storage, reads, reads_figures


class Statistics:
    """Counts that a reader may ask for."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def collect(self) -> dict[str, object]:
        """Totals, and papers by month, status, tag and dump; ready for JSON.

        Papers in the Trash count only as ``trash``. ``by_month`` has the months (or the years,
        where no more is known) in which papers were published; ``none`` are those without a date.
        """
        db = self._storage.read()
        counts = reads.counts(db)
        return {
            "papers": counts.all,
            **reads_figures.totals(db),
            "citable": reads_figures.citable(db),
            "starred": counts.starred,
            "untagged": counts.untagged,
            "trash": counts.trash,
            "by_status": dict(counts.statuses),
            "by_month": reads_figures.by_month(db),
            "by_tag": {tag.name: tag.papers for tag in reads.tags(db)},
            "by_list": {one.name: one.papers for one in reads.lists(db)},
            "by_dump": [
                {
                    "id": dump.id,
                    "source": dump.source,
                    "page": dump.label,
                    "imported": dump.imported,
                    "entries": dump.entries,
                    "papers_added": dump.papers_added,
                }
                for dump in reads.dumps(db)
            ],
        }
