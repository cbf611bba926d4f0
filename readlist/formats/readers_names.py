"""Authors of BibTeX and BibLaTeX into the parts of names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readlist.domain.people import Name, parse_name
from readlist.formats.daily_bytes import clean
from readlist.formats.readers_bibtex_values import closes_last, divided
from readlist.formats.readers_latex import decode

# BibTeX's sign for "and more, whose names are not given".
OTHERS = Name(literal="others")
# BibLaTeX's names with their parts told: "family=Ruijter, given=Ludo, prefix=de".
_PART = re.compile(r"(given|family|prefix|suffix)\s*=\s*(.*)", re.IGNORECASE | re.DOTALL)
_OPTION = re.compile(r"[a-z-]+\s*=", re.IGNORECASE)


def names(text: str) -> Iterator[Name]:
    """Authors divided at each " and " that stands outside of braces.

    "and others" at the end comes as the group "others", so that a list which was cut stays so.
    """
    depth, name = 0, list[str]()
    for word in [*text.split(), "and"]:
        if depth <= 0 and word.lower() == "and":
            if name == ["others"]:
                yield OTHERS
            elif name:
                found = _name(" ".join(name))
                if found != Name():
                    yield found
            name = []
            continue
        depth += word.count("{") - word.count("}")
        name.append(word)


def written(name: Name) -> str:
    """A name as BibTeX writes it, for a field that is kept as text."""
    if name.literal or not name.given:
        text = name.literal or name.short
        return "{" + text + "}" if " " in text else text
    family = " ".join(part for part in (name.particle, name.family) if part)
    return ", ".join(part for part in (family, name.suffix, name.given) if part)


def _name(text: str) -> Name:
    """One author. A name wholly in braces is a group; a braced comma or blank divides nothing."""
    if text.startswith("{") and not text.startswith("{\\") and closes_last(text):
        return Name(literal=clean(decode(text[1:-1])))
    parts = divided(text, ",")
    if parts and all(_OPTION.match(part) for part in parts):
        return _told(parts)
    if len(parts) < 2:
        return _undivided(text)
    texts = [clean(decode(part)) for part in parts]
    if len(texts) == 2:
        return parse_name(", ".join(texts))
    # BibTeX's "von Last, Jr, First", whatever the middle part is.
    last = parse_name(f"{texts[0]}, {', '.join(texts[2:])}")
    return Name(given=last.given, family=last.family, particle=last.particle, suffix=texts[1])


def _undivided(text: str) -> Name:
    """A name without a comma: "Given particle Family", where a braced blank divides nothing."""
    words = [word for part in divided(text, " ") if (word := clean(decode(part)))]
    if "{" not in text or not words:
        return parse_name(" ".join(words))
    return parse_name(f"{words[-1]}, {' '.join(words[:-1])}" if len(words) > 1 else words[0])


def _told(parts: list[str]) -> Name:
    told = {
        match[1].lower(): clean(decode(match[2].strip('"')))
        for part in parts
        if (match := _PART.fullmatch(part))
    }
    return Name(
        given=told.get("given", ""),
        family=told.get("family", ""),
        particle=told.get("prefix", ""),
        suffix=told.get("suffix", ""),
    )
