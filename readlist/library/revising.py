"""A whole form of a paper's fields: drafted, checked and written as one step."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import replace

from readlist.domain.changes import ChangeSet
from readlist.domain.dates import DateSource, PartialDate
from readlist.domain.edits import FieldsChangedError
from readlist.domain.errors import InvalidValueError, NotFoundError
from readlist.domain.export import Export
from readlist.domain.papers import Bibliography, Paper
from readlist.library.exporting import Exporting
from readlist.library.paper_fields import CheckedFields, checked_fields, field_words
from readlist.storage import Storage, paper_writes, reads, reads_papers
from readlist.storage.reads_keys import key_owner
from readlist.storage.store import Writer


class Revising:
    """Editing many fields of one paper at once."""

    def __init__(self, storage: Storage, exporting: Exporting) -> None:
        self._storage = storage
        self._exporting = exporting

    def drafted(self, paper: Paper, fields: Mapping[str, object]) -> Paper:
        """``paper`` as it would be with these fields, by Papers.edit's names and values.

        InvalidValueError names the rule that a value breaks.
        """
        return replace(paper, bib=applied(paper.bib, checked_fields(fields)))

    def entry(self, paper: Paper) -> Export:
        """The BibTeX entry of a drafted paper, with what it lacks; nothing is stored."""
        return self._exporting.preview(paper)

    def commit(
        self,
        paper_id: int,
        fields: Mapping[str, object],
        given_back: Collection[str] = (),
        *,
        over: Bibliography | None = None,
    ) -> ChangeSet:
        """Write fields as the reader's own, in one undo step.

        Those of ``given_back`` are the reader's no longer: imports and services may fill them
        again, where they are empty. ``over`` is what the reader changed: FieldsChangedError when
        one of the fields has become something else since, other than what is to be written.
        NotFoundError; InvalidValueError names the field's rule.
        """
        checked = checked_fields(fields)
        with self._storage.write("Edit the details") as writer:
            if over is not None:
                _need_unchanged(writer, paper_id, checked, over, fields)
            write_fields(writer, paper_id, checked)
            paper_writes.give_back(writer.connection, paper_id, given_back)
            if len(fields) == 1 and not given_back:
                writer.label = f"Edit the {field_words(next(iter(fields)))}"
        return writer.change


def write_fields(writer: Writer, paper_id: int, checked: CheckedFields) -> None:
    """Write checked fields inside a transaction. NotFoundError; InvalidValueError for a citation
    key that another paper has."""
    db = writer.connection
    if not reads.existing(db, [paper_id]):
        raise NotFoundError(f"There is no paper with the id {paper_id}.")
    key = str(checked.columns.get("citation_key", {}).get("citation_key", ""))
    if key_owner(db, key) not in (None, paper_id):
        raise InvalidValueError(
            f"Another paper has the citation key {key}.", "Choose a different one."
        )
    paper_writes.edit(writer, paper_id, checked.columns, checked.authors)


def _need_unchanged(
    writer: Writer,
    paper_id: int,
    checked: CheckedFields,
    over: Bibliography,
    names: Collection[str],
) -> None:
    for paper in reads_papers.papers(writer.connection, [paper_id]):
        now, wanted = paper.bib, applied(over, checked)
        changed = tuple(
            name
            for name in names
            if getattr(now, name) not in (getattr(over, name), getattr(wanted, name))
        )
        if changed:
            raise FieldsChangedError(changed, now)


def applied(bib: Bibliography, checked: CheckedFields) -> Bibliography:
    """``bib`` as it would be with these fields."""
    values: dict[str, object] = {name: columns[name] for name, columns in checked.columns.items()}
    if "published" in checked.columns:
        columns = checked.columns["published"]
        written = str(columns["published"])
        values["published"] = PartialDate.parse(written) if written else None
        values["published_source"] = DateSource(str(columns["published_source"]))
    if "extra" in values:
        values["extra"] = json.loads(str(values["extra"]))
    if checked.authors is not None:
        values["authors"] = checked.authors
    return replace(bib, **values)  # type: ignore[arg-type]
