"""The places of the sidebar as a tree of nodes, built from a snapshot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from readlist.domain.dumps import Dump
from readlist.domain.papers import ReadingList, Status, Tag
from readlist.domain.views import Scope
from readlist.gui.models.columns import STATUS_ICONS, STATUS_LABELS
from readlist.gui.snapshot import Snapshot

NodeKind = Literal["place", "status", "list", "tag", "dump", "saved", "section", "hint"]
EDITABLE: frozenset[NodeKind] = frozenset({"list", "tag", "saved"})
DROPPABLE = frozenset({"inbox", "starred", "status", "list", "tag", "trash"})


@dataclass(eq=False, slots=True, kw_only=True)
class Node:
    """One line of the sidebar. ``name`` is the whole name that is edited, ``ref`` the id of a
    list, dump or saved search; ``new`` counts what came since the reader last looked; ``real`` is
    False for a tag that only has tags below it."""

    key: str
    kind: NodeKind
    label: str
    icon: str = ""
    colour: str = ""
    count: int | None = None
    new: int = 0
    scope: Scope | None = None
    tip: str = ""
    name: str = ""
    ref: int = 0
    real: bool = True
    ident: int = 0
    parent: Node | None = field(default=None, repr=False)
    children: list[Node] = field(default_factory=list, repr=False)

    def add(self, child: Node) -> Node:
        """Append a child and return it."""
        child.parent = self
        self.children.append(child)
        return child

    def walk(self) -> Iterator[Node]:
        """This node and all below it, in the order of the lines."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def whole_tip(self) -> str:
        """The tooltip, with what is new."""
        if not self.new:
            return self.tip
        what = "1 paper is" if self.new == 1 else f"{self.new:,} papers are"
        if self.kind == "section":  # a paper may be new in several of the lines below
            what = f"{self.new:,}"
        return f"{what} new since you last looked\n{self.tip}"

    @property
    def row(self) -> int:
        """The position among the siblings."""
        return self.parent.children.index(self) if self.parent else 0

    @property
    def droppable(self) -> bool:
        """Whether papers can be dropped here."""
        return self.scope is not None and self.scope.kind in DROPPABLE


def build(snapshot: Snapshot, news: Mapping[int, int] | None = None) -> Node:
    """The root of the tree that shows ``snapshot``; ``news`` are the numbers of new papers by the
    ids of saved searches."""
    root = Node(key="", kind="section", label="")
    counts = snapshot.counts
    places = (
        ("all", "Library", "page", counts.all, "All papers that are not in the Trash"),
        ("inbox", "Inbox", "inbox", counts.inbox, "Papers that are neither read nor on a list"),
        ("starred", "Starred", "star", counts.starred, "Papers with a star; drop papers here"),
    )
    for kind, label, icon, count, tip in places:
        root.add(_place(kind, label, icon, count, tip))
    _statuses(root, snapshot)
    _lists(root, snapshot)
    _tags(root, snapshot)
    _saved(root, snapshot, news or {})
    _imports(root, snapshot)
    trash = _place("trash", "Trash", "trash", counts.trash, "Papers moved here can be restored")
    root.add(trash)
    return root


def _place(kind: str, label: str, icon: str, count: int, tip: str) -> Node:
    scope = Scope(kind)  # type: ignore[arg-type]
    return Node(
        key=f"place:{kind}", kind="place", label=label, icon=icon, count=count, scope=scope, tip=tip
    )


def _section(root: Node, key: str, label: str, tip: str) -> Node:
    return root.add(Node(key=f"section:{key}", kind="section", label=label, tip=tip))


def _hint(section: Node, label: str, tip: str) -> None:
    section.add(Node(key=f"hint:{section.key}", kind="hint", label=label, tip=tip))


def _statuses(root: Node, snapshot: Snapshot) -> None:
    section = _section(root, "status", "Status", "How far you are with your papers")
    for number, status in enumerate(Status, 1):
        if status != Status.INBOX:
            section.add(
                Node(
                    key=f"status:{status}",
                    kind="status",
                    label=STATUS_LABELS[status],
                    icon=STATUS_ICONS[status],
                    count=snapshot.counts.statuses.get(str(status), 0),
                    scope=Scope("status", str(status)),
                    tip=f"Papers marked {STATUS_LABELS[status].lower()} (key {number})",
                )
            )


def _lists(root: Node, snapshot: Snapshot) -> None:
    section = _section(root, "lists", "Reading lists", "Papers in an order of your own")
    for one in snapshot.lists:
        section.add(
            Node(
                key=f"list:{one.id}",
                kind="list",
                label=one.name,
                icon="list",
                count=one.papers,
                scope=Scope("list", str(one.id)),
                tip=_list_tip(one),
                name=one.name,
                ref=one.id,
            )
        )
    if not snapshot.lists:
        _hint(section, "None yet: press L", "Select papers and press L to put them on a list")


def _list_tip(one: ReadingList) -> str:
    words = one.description or "Reading list; drop papers here to add them"
    return f"{words}\n{one.citable:,} of {one.papers:,} citable" if one.papers else words


def _tags(root: Node, snapshot: Snapshot) -> None:
    section = _section(root, "tags", "Tags", "Drop papers on a tag to give it to them")
    nodes: dict[str, Node] = {}
    for tag in sorted(snapshot.tags, key=lambda one: one.name.casefold().split("/")):
        parent = section
        parts = tag.name.split("/")
        for depth in range(1, len(parts)):
            path = "/".join(parts[:depth])
            parent = nodes.get(path.casefold()) or parent.add(_bare_tag(path, parts[depth - 1]))
            nodes[path.casefold()] = parent
        nodes[tag.name.casefold()] = parent.add(_tag(tag, parts[-1]))
    if snapshot.tags:
        untagged = _place(
            "untagged", "Untagged", "tag", snapshot.counts.untagged, "Papers without any tag"
        )
        section.add(untagged)
    else:
        _hint(section, "None yet: press T", "Select papers and press T to tag them")


def _tag(tag: Tag, label: str) -> Node:
    return Node(
        key=f"tag:{tag.name.casefold()}",
        kind="tag",
        label=label,
        icon="tag",
        colour=tag.colour,
        count=tag.papers,
        scope=Scope("tag", tag.name),
        tip=f"{tag.name}: papers with this tag or one below it",
        name=tag.name,
        ref=tag.id,
    )


def _bare_tag(path: str, label: str) -> Node:
    node = _tag(Tag(id=0, name=path), label)
    node.count, node.real = None, False
    return node


def _saved(root: Node, snapshot: Snapshot, news: Mapping[int, int]) -> None:
    section = _section(root, "saved", "Saved searches", "Searches kept by name")
    section.new = sum(news.get(one.id, 0) for one in snapshot.saved)
    for one in snapshot.saved:
        section.add(
            Node(
                key=f"saved:{one.id}",
                kind="saved",
                label=one.name,
                icon="saved-search",
                new=news.get(one.id, 0),
                scope=Scope("saved", str(one.id)),
                tip=one.query,
                name=one.name,
                ref=one.id,
            )
        )
    if not snapshot.saved:
        _hint(section, "None yet: Ctrl+D", "Type a search and press Ctrl+D to keep it")


def _imports(root: Node, snapshot: Snapshot) -> None:
    section = _section(root, "dumps", "Imports", "The imported pages, by the page's date")
    for dump in sorted(snapshot.dumps, key=_by_page, reverse=True):
        section.add(
            Node(
                key=f"dump:{dump.id}",
                kind="dump",
                label=dump.label,
                icon="page",
                count=dump.entries,
                scope=Scope("dump", str(dump.id)),
                tip=f"{dump.source}\nimported {dump.imported[:10]}: {dump.entries} entries",
                ref=dump.id,
            )
        )
    if not snapshot.dumps:
        _hint(section, "None yet: Ctrl+O", "Import saved pages, or paste one with Ctrl+V")


def _by_page(dump: Dump) -> tuple[str, str]:
    """A page without a year is put into the last one that is not after its import: this orders
    the lines, and says nothing of the page."""
    date, known_by = dump.page_date, (dump.captured or dump.imported)[:10]
    if date.startswith("--"):
        year = dump.year or int(known_by[:4]) - (date[2:] > known_by[5:])
        date = f"{year}-{date[2:]}"
    return date or known_by, dump.imported
