"""JabRef's groups, as JabRef and Better BibTeX write them, into lists of citation keys.

The tree stands in a comment ``jabref-meta: grouping`` (earlier ``groupstree``), one group a line,
"LEVEL TYPE:NAME;CONTEXT;…", with ``\\`` before a ``;`` or ``\\`` of a name. Since JabRef 4 the
members of a group name it in their field ``groups``; before, the tree named them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

_GROUP = re.compile(r"(\d{1,2})\s+(\w+):(.*)", re.DOTALL)
_TOKEN = re.compile(r"((?:[^\\;]|\\.)*)(?:;|$)", re.DOTALL)
_QUOTED = re.compile(r"\\(.)", re.DOTALL)
_UNION = "2"
# A file is no program: more rules, and longer names, are nobody's.
_MOST_RULES = 100
_LONGEST = 500
_SEARCHES = frozenset({"SearchGroup", "TexGroup"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A group of all entries whose field has a word: "keywords" with "attention"."""

    field: str
    words: str
    case: bool

    def holds(self, value: str) -> bool:
        """Whether a field's value has the words, side by side."""
        flags = 0 if self.case else re.IGNORECASE
        return bool(re.search(rf"(?<!\w){re.escape(self.words)}(?!\w)", value, flags))


@dataclass(slots=True)
class Group:
    """One group: its name with those above it ("Talk/Related work"), and who is in it.

    ``shown`` are the groups that show its members: itself, and unions above it.
    """

    path: str
    name: str
    level: int
    union: bool = False
    description: str = ""
    keys: tuple[str, ...] = ()
    rule: Rule | None = None
    shown: tuple[str, ...] = ()


class Groups:
    """All groups of a file."""

    def __init__(self, comments: Iterable[str]) -> None:
        self.searches: list[str] = []
        self.hierarchy = ""  # the sign that makes keywords a tree, if the file is JabRef's
        self._groups: list[Group] = []
        self._paths: dict[str, Group] = {}
        self._rules: list[Group] = []
        for comment in comments:
            if not comment.startswith("jabref-meta:"):
                continue
            self.hierarchy = self.hierarchy or ">"
            head, _, body = comment.removeprefix("jabref-meta:").strip().partition(":")
            if head in ("grouping", "groupstree"):
                self._read(body)
        self._by_name: dict[str, list[Group]] = {}
        self._by_key: dict[str, list[Group]] = {}
        for group in self._groups:
            self._by_name.setdefault(group.name, []).append(group)
            for key in group.keys:
                self._by_key.setdefault(key, []).append(group)

    @property
    def descriptions(self) -> Mapping[str, str]:
        """What the file says of a list, by its name."""
        return {group.path: group.description for group in self._groups if group.description}

    def lists(self, key: str, named: Iterable[str], fields: Mapping[str, str]) -> tuple[str, ...]:
        """The lists of an entry: by its key in the tree, by its field ``groups``, by rules.

        A group that the tree does not know keeps its name.
        """
        names = []
        for name in named:
            groups = self._by_name.get(name)
            names += [shown for group in groups for shown in group.shown] if groups else [name]
        for group in self._by_key.get(key, ()):
            names += group.shown
        for group in self._rules:
            if group.rule and group.rule.holds(fields.get(group.rule.field, "")):
                names += group.shown
        return tuple(dict.fromkeys(names))

    def _read(self, body: str) -> None:
        # Old files are wrapped in the midst of words; a group's own ";" has a "\" before it.
        above: list[Group] = []
        for text in _split(body.replace("\n", "")):
            match = _GROUP.fullmatch(text.strip())
            if match is None:
                continue
            level = int(match[1])
            while above and above[-1].level >= level:
                above.pop()
            group = self._group(level, match[2], list(_split(_unquoted(match[3]))), above)
            if group is not None:
                above.append(group)

    def _group(self, level: int, kind: str, parts: list[str], above: list[Group]) -> Group | None:
        """The group of one line; None for the root and for what is unfit to read."""
        name = " ".join(_unquoted(parts[0]).split()) if parts else ""
        if not name:
            return None
        path = f"{above[-1].path}/{name}" if above else name
        if len(path) > _LONGEST:
            return None
        if path in self._paths:  # a name twice in one place is one list
            return self._paths[path]
        group = self._paths[path] = Group(path, name, level, union=parts[1:2] == [_UNION])
        if kind == "ExplicitGroup":
            group.keys = tuple(filter(None, map(_unquoted, parts[2:])))
        elif kind == "StaticGroup":
            group.description = " ".join(_unquoted(parts[5]).split()) if len(parts) > 5 else ""
        elif kind == "KeywordGroup" and self._is_rule(parts):
            self._rules.append(group)
            group.rule = Rule(parts[2].lower(), _unquoted(parts[3]), parts[4] == "1")
        elif kind == "AutomaticKeywordGroup":
            self.hierarchy = _unquoted(parts[4]) if len(parts) > 4 else self.hierarchy
            return None
        elif kind in _SEARCHES or kind == "KeywordGroup":
            self.searches.append(path)
        else:
            return None
        group.shown = (path, *_showing(above))
        self._groups.append(group)
        return group

    def _is_rule(self, parts: list[str]) -> bool:
        """Whether a keyword group asks for words; regular expressions are not evaluated."""
        return parts[5:6] == ["0"] and bool(parts[3].strip()) and len(self._rules) < _MOST_RULES


def _showing(above: list[Group]) -> Iterator[str]:
    """Of the groups above one, those that show its members: the unions right above it."""
    for group in reversed(above):
        if not group.union:
            break
        yield group.path


def _split(text: str) -> Iterator[str]:
    """The parts between bare ``;``, each with its quoting."""
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            return  # a lone "\" at the end
        yield match[1]
        at = match.end()


def _unquoted(text: str) -> str:
    return _QUOTED.sub(r"\1", text)
