"""The lines of a Daily Papers text put together: papers, and blocks that are not certain."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field

from readlist.domain.links import links
from readlist.formats.daily_lines import Line, Sort, header_runs, read_date, read_organisation
from readlist.formats.daily_shape import shared_words, title_chances, usual_length

# A line is a title or an abstract when the chances are at least nine to one.
CERTAIN = 0.9
_ENDED = re.compile(r"[.!?。…][\"'”’)\]}*]*$")
_ORDER = {Sort.AUTHORS: 0, Sort.TEXT: 0, Sort.DOT: 1, Sort.DATE: 2}

ORPHAN = "An abstract without a title: its title is missing, or it is a second paragraph."
UNCERTAIN = "It is not certain what is title and what is abstract here."
LONELY = "A single line that may be a title; no abstract and no byline follows it."
BEFORE = "A line before the page's own header."
IN_HEADER = "A line inside the page's header."
GAP = "Lines seem to be missing between this title and this abstract: they may be of two papers."
STRAY = "A byline without a paper above it."
CUT_TITLE = "The text ends here: the title may be cut, and its abstract is missing."
CUT_ABSTRACT = "The text breaks off in the middle of this abstract."
CUT_ENTRY = "The text ends before this entry's byline: its abstract may be cut."


@dataclass(slots=True)
class Piece:
    """A run of lines that belong together. ``reason`` is set when it is doubtful."""

    title: Line | None = None
    abstract: Line | None = None
    byline: list[Line] = field(default_factory=list)
    others: list[Line] = field(default_factory=list)
    reason: str = ""
    page: int = 0

    @property
    def lines(self) -> list[Line]:
        """All lines in the order of the page."""
        first = [line for line in (self.title, self.abstract) if line is not None]
        return sorted(first + self.others + self.byline, key=lambda line: line.number)

    @property
    def lonely(self) -> bool:
        """A title with nothing that proves it to be one."""
        return not self.reason and self.abstract is None and not self.byline


@dataclass(slots=True)
class Layout:
    """A text's pieces, its header's lines, and its pages' dates with their first lines."""

    pieces: list[Piece]
    header: list[Line]
    pages: list[tuple[str, int]]


@dataclass(slots=True)
class _Segment:
    """Text lines between two fixed points, and the byline that closes them, if one does."""

    texts: list[Line]
    byline: list[Line]
    page: int
    before_header: bool = False
    in_header: bool = False


def lay_out(lines: list[Line], *, whole: bool) -> Layout:
    """Put the lines together; ``whole`` says that the text's last line is ended."""
    runs = header_runs(lines)
    segments, header, pages = _segments(lines, runs)
    usual = usual_length([line.text for segment in segments for line in segment.texts])
    pieces = [piece for segment in segments for piece in _pieces(segment, usual)]
    recognised = _recognised(pieces, header)
    _judge_lonely(pieces, recognised=recognised)
    _judge_gaps(pieces)
    if pieces and not whole:
        _judge_cut(pieces, lines[-1])
    return Layout(pieces, header, _drop_empty_first(pages, pieces))


def _segments(
    lines: list[Line], runs: list[tuple[int, int]]
) -> tuple[list[_Segment], list[Line], list[tuple[str, int]]]:
    segments: list[_Segment] = []
    header: list[Line] = []
    pages: list[tuple[str, int]] = []
    at = 0
    for start, end in [*runs, (len(lines), len(lines))]:
        if start > at:
            if not pages:
                pages.append(("", lines[at].number))
            segments += _split_at_bylines(lines[at:start], len(pages) - 1)
            if runs and start == runs[0][0] and at == 0:
                for segment in segments:
                    segment.before_header = True
        if end > start:
            run = lines[start:end]
            inside = [ln for ln in run if ln.sort not in (Sort.STRONG, Sort.WEAK, Sort.DATE)]
            header += [ln for ln in run if ln not in inside]
            date = read_date(run[-1].text) if run[-1].sort is Sort.DATE else None
            pages.append((date.iso if date else "", run[0].number))
            if inside:
                segments.append(_Segment(inside, [], len(pages) - 1, in_header=True))
        at = end
    return segments, header, pages or [("", 1)]


def _split_at_bylines(lines: list[Line], page: int) -> list[_Segment]:
    """Divide a page's lines at its bylines; each closes the segment before it."""
    segments: list[_Segment] = []
    texts: list[Line] = []
    byline: list[Line] = []
    for index, line in enumerate(lines):
        order = _byline_order(lines, index)
        if order is None:
            if byline:
                segments.append(_Segment(texts, byline, page))
                texts, byline = [], []
            texts.append(line)
        elif byline and order <= _ORDER[byline[-1].sort]:
            segments.append(_Segment(texts, byline, page))
            texts, byline = [], [line]
        else:
            byline.append(line)
    if texts or byline:
        segments.append(_Segment(texts, byline, page))
    return segments


def _byline_order(lines: list[Line], index: int) -> int | None:
    """The place of a line in a byline; None for running text.

    An organisation in place of the authors is told by what follows on the very next line.
    """
    line = lines[index]
    if line.sort is Sort.TEXT:
        after = lines[index + 1] if index + 1 < len(lines) else None
        close = after is not None and after.number == line.number + 1
        if after is None or not close or after.sort not in (Sort.DOT, Sort.DATE):
            return None
        return 0 if read_organisation(line.text) and not _ENDED.search(line.text) else None
    return _ORDER.get(line.sort)


def _pieces(segment: _Segment, usual: int) -> list[Piece]:
    """The papers and doubtful blocks of one segment."""
    if segment.in_header:
        return [Piece(others=[ln], reason=IN_HEADER, page=segment.page) for ln in segment.texts]
    if not segment.texts:
        return [Piece(byline=segment.byline, reason=STRAY, page=segment.page)]
    chances = title_chances(
        [ln.text for ln in segment.texts], byline=bool(segment.byline), usual=usual
    )
    pieces: list[Piece] = []
    for line, chance in zip(segment.texts, chances, strict=True):
        _take(pieces, line, chance)
    pieces[-1].byline = segment.byline
    for piece in pieces:
        piece.page = segment.page
        if segment.before_header and piece.lonely:
            piece.reason = BEFORE
    return pieces


def _take(pieces: list[Piece], line: Line, chance: float) -> None:
    """Add the next line of a segment to its last piece, or begin a new one."""
    last = pieces[-1] if pieces else None
    if chance >= CERTAIN:
        pieces.append(Piece(title=line))
        return
    open_title = last is not None and last.lonely
    if chance <= 1 - CERTAIN:
        if last is not None and open_title:
            last.abstract = line
        elif last is not None and last.reason == UNCERTAIN and len(last.others) == 1:
            last.others.append(line)
        else:
            pieces.append(Piece(others=[line], reason=ORPHAN))
    elif last is not None and open_title:
        # The title may be this line's, or stand alone: both go to the reader together.
        last.others, last.title, last.reason = [*last.lines, line], None, UNCERTAIN
    else:
        pieces.append(Piece(others=[line], reason=UNCERTAIN))


def _recognised(pieces: list[Piece], header: list[Line]) -> bool:
    """Whether this is surely a Daily Papers page, so that even a title alone is a paper."""
    if any(line.sort is Sort.STRONG for line in header):
        return True
    pairs = sum(1 for p in pieces if p.title and p.abstract)
    bylines = sum(1 for p in pieces if p.title and len(p.byline) >= 2)
    return bylines > 0 or (pairs >= 3 and 2 * pairs >= len(pieces))


def _judge_lonely(pieces: list[Piece], *, recognised: bool) -> None:
    """Make titles without anything else doubtful, unless the page around them vouches.

    Short lines in a row are a page's furniture (menus, buttons) rather than papers.
    """
    lonely = [piece.lonely for piece in pieces]
    for index, piece in enumerate(pieces):
        if not lonely[index] or piece.title is None:
            continue
        beside = lonely[max(0, index - 1) : index] + lonely[index + 1 : index + 2]
        short = len(piece.title.text.split()) < 3
        if not recognised or (short and any(beside)):
            piece.reason = LONELY


def _judge_gaps(pieces: list[Piece]) -> None:
    """A title and an abstract parted by more blank lines than the page has elsewhere may be of
    two papers, with the lines between them lost: only words in common can vouch for the pair."""
    pairs = [(p, p.title, p.abstract) for p in pieces if p.title and p.abstract and not p.reason]
    gaps = Counter(abstract.number - title.number for _, title, abstract in pairs)
    if len(pairs) < 5:
        return
    usual, count = gaps.most_common(1)[0]
    if count < 0.8 * len(pairs):
        return
    for piece, title, abstract in pairs:
        wider = abstract.number - title.number - usual
        if wider >= 2 or (wider == 1 and shared_words(title.text, abstract.text) <= 1):
            piece.reason = GAP


def _judge_cut(pieces: list[Piece], last_line: Line) -> None:
    """The last entry of a text without a last line end may be cut: say where."""
    piece = pieces[-1]
    if piece.reason or piece.byline or piece.lines[-1] is not last_line:
        return
    others = pieces[:-1]
    with_byline = sum(1 for p in others if p.byline)
    if piece.abstract is None:
        piece.reason = CUT_TITLE
        if others and others[-1].lonely and others[-1].page == piece.page:
            # The first words of a cut abstract look like a title.
            piece.others = [*others[-1].lines, *piece.lines]
            piece.title, piece.reason = None, CUT_ABSTRACT
            del pieces[-2]
    elif not _ended(piece.abstract.text):
        piece.reason = CUT_ABSTRACT
    elif with_byline and with_byline >= 0.8 * len(others):
        piece.reason = CUT_ENTRY


def _ended(text: str) -> bool:
    """Whether an abstract ends as abstracts do: with a sentence's end or an address."""
    if _ENDED.search(text):
        return True
    found = links(text[-300:])
    return bool(found) and found[-1].end == len(text[-300:])


def _drop_empty_first(pages: list[tuple[str, int]], pieces: list[Piece]) -> list[tuple[str, int]]:
    """Lines before the first header are no page of their own unless papers stand there."""
    if len(pages) < 2 or any(p.page == 0 and not p.reason for p in pieces):
        return pages
    if pages[0][0]:
        return pages
    for piece in pieces:
        piece.page = max(0, piece.page - 1)
    return [(pages[1][0], pages[0][1]), *pages[2:]]
