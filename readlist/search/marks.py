"""Where the words of a query stand in a text, and the passage that shows them best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from readlist.search.analysis import Analyser, Run, Spot

SNIPPET = 240  # characters
_LEAD = 40  # of them before the first hit
_LONGEST = 100_000  # characters of a text, a pasted book perhaps, in which a passage is chosen


@dataclass(frozen=True, slots=True)
class _Wanted:
    """One term: its parts in a row, joined, the last one perhaps as a beginning."""

    parts: tuple[str, ...]
    joined: str
    prefix: bool


def spans(analyser: Analyser, text: str, terms: Sequence[str]) -> list[tuple[int, int]]:
    """The passages [start, end) of ``text`` that ``terms`` hit, in order, without overlaps.

    A term is a word, a word with ``*`` behind it, or a phrase in quotation marks (with ``*``
    behind it when its last word may be a beginning).
    """
    return _merged([(start, end) for start, end, _ in _found(analyser, text, terms)])


def _found(analyser: Analyser, text: str, terms: Sequence[str]) -> list[tuple[int, int, int]]:
    """Where each term hits ``text``: start, end, the term's number; in order."""
    wanted = [(w, n) for n, term in enumerate(terms) if (w := _wanted(analyser, term)) is not None]
    if not wanted or not text:
        return []
    spots = list(analyser.spots(text))
    flat = [(part, number) for number, spot in enumerate(spots) for part in spot.run.parts]
    found: list[tuple[int, int, int]] = []
    for one, term in wanted:
        found += [(start, end, term) for start, end in _rows(analyser, spots, flat, one)]
        if one.joined:
            found += [
                (spot.start, spot.end, term)
                for spot in spots
                if any(
                    _hits(analyser, word, one.joined, prefix=one.prefix) for word in _wholes(spot)
                )
            ]
    return sorted(found)


def snippet(analyser: Analyser, text: str, terms: Sequence[str]) -> str:
    """The part of ``text`` that shows the most terms, cut at blanks where there are some, with
    dots where it was cut.

    Of parts with as many terms it is the one where they stand closest together. Of a text of more
    than 100,000 characters it is a part of the first ones.
    """
    text = " ".join(text[:_LONGEST].split())
    if len(text) <= SNIPPET:
        return text
    hits = _found(analyser, text, terms)
    every = len({term for _, _, term in hits})
    best, start = (0, 0), 0
    for number, (place, _, _) in enumerate(hits):
        begin = max(0, place - _LEAD)
        seen, last = set[int](), place
        for later in range(number, len(hits)):
            first, end, term = hits[later]
            if first > begin + SNIPPET or len(seen) == every:
                break
            if end <= begin + SNIPPET and term not in seen:
                seen.add(term)
                last = end
        if (len(seen), place - last) > best:
            best, start = (len(seen), place - last), begin
    start = min(start, len(text) - SNIPPET)
    if start and (blank := text.find(" ", start, start + _LEAD)) > 0:
        start = blank + 1
    end = min(start + SNIPPET, len(text))
    if end < len(text) and (blank := text.rfind(" ", end - _LEAD, end)) > 0:
        end = blank
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")


def _wholes(spot: Spot) -> list[str]:
    """The words that some parts of a run make, or its only part."""
    return [word for _, word in spot.run.joins] or ["".join(spot.run.parts)]


def _wanted(analyser: Analyser, term: str) -> _Wanted | None:
    prefix = term.endswith("*")
    runs: list[Run] = list(analyser.runs(term.rstrip("*")))
    parts = tuple(part for run in runs for part in run.parts)
    if not parts:
        return None
    joined = runs[0].joined or (parts[0] if len(parts) == 1 else "")
    return _Wanted(parts, joined if len(runs) == 1 else "", prefix)


def _rows(
    analyser: Analyser, spots: Sequence[Spot], flat: Sequence[tuple[str, int]], one: _Wanted
) -> list[tuple[int, int]]:
    last = len(one.parts) - 1
    words = {word for word, _ in flat}
    hits = [
        {word for word in words if _hits(analyser, word, part, prefix=one.prefix and n == last)}
        for n, part in enumerate(one.parts)
    ]
    if not all(hits):
        return []
    found = []
    for place in range(len(flat) - last):
        if all(flat[place + n][0] in own for n, own in enumerate(hits)):
            first, end = spots[flat[place][1]], spots[flat[place + last][1]]
            found.append((first.start, end.end))
    return found


def _hits(analyser: Analyser, word: str, wanted: str, *, prefix: bool) -> bool:
    if word == wanted or (prefix and word.startswith(wanted)):
        return True
    return word[:2] == wanted[:2] and analyser.stem(word) == analyser.stem(wanted)


def _merged(found: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
