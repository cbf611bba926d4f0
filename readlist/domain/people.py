"""Names of authors, in the parts that citations need."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The lower-case particles that BibTeX's own "von" rule would also see.
_SUFFIXES = {"jr", "jr.", "sr", "sr.", "ii", "iii", "iv", "v"}
# Han characters, kana and Hangul: a name of these has its family first and no blank. One of
# katakana alone writes a foreign name by its sound, in its own order.
_FAMILY_FIRST = re.compile(r"[\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]+")
_KATAKANA = re.compile(r"[\u30a0-\u30ff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """One author: a person's parts, or ``literal`` for a group such as "Gemini Team"."""

    given: str = ""
    family: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    @property
    def display(self) -> str:
        """The name as a reader writes it: "Laurens van der Maaten", "李明"."""
        if self.literal:
            return self.literal
        if family_first(self.given, self.family) and not self.particle and not self.suffix:
            return self.family + self.given
        body = " ".join(part for part in (self.given, self.particle, self.family) if part)
        return f"{body}, {self.suffix}" if self.suffix else body

    @property
    def short(self) -> str:
        """The name for a narrow column: "van der Maaten"."""
        return self.literal or " ".join(p for p in (self.particle, self.family) if p) or self.given


def family_first(given: str, family: str) -> bool:
    """Whether the script of a name has the family before the given name, as in Chinese."""
    whole = family + given
    return bool(
        given and family and _FAMILY_FIRST.fullmatch(whole) and not _KATAKANA.fullmatch(whole)
    )


def parse_name(text: str) -> Name:
    """Split one written name into its parts.

    Reads "Family, Given", "Family, Suffix, Given" and "Given particle Family Suffix"; a particle
    is the run of lower-case words before the family name (BibTeX's rule). A name in braces
    is a group. Never raises: what cannot be split becomes the family name.
    """
    text = " ".join(text.split())
    if text.startswith("{") and text.endswith("}") and len(text) > 2:
        return Name(literal=text[1:-1])
    parts = [part.strip() for part in text.split(",")]
    if len(parts) >= 3 and parts[1].lower() in _SUFFIXES:
        particle, family = _split_particle(parts[0].split())
        given = ", ".join(parts[2:])
        return Name(given=given, family=family, particle=particle, suffix=parts[1])
    if len(parts) == 2 and parts[1].lower() in _SUFFIXES:
        body = parse_name(parts[0])
        return Name(given=body.given, family=body.family, particle=body.particle, suffix=parts[1])
    if len(parts) >= 2 and parts[0]:
        particle, family = _split_particle(parts[0].split())
        return Name(given=", ".join(parts[1:]), family=family, particle=particle)
    return _parse_western(text.strip(", ").split())


def _split_particle(words: list[str]) -> tuple[str, str]:
    """Divide the words of a family name into its leading particles and the rest."""
    index = 0
    while index < len(words) - 1 and words[index][:1].islower():
        index += 1
    return " ".join(words[:index]), " ".join(words[index:])


def _parse_western(words: list[str]) -> Name:
    """Divide "Given particle Family Suffix"."""
    suffix = ""
    if len(words) > 2 and words[-1].lower() in _SUFFIXES and words[-1].lower() != "v":
        suffix = words.pop()
    if len(words) < 2:
        return Name(family=" ".join(words), suffix=suffix)
    start = next((i for i, w in enumerate(words[1:-1], 1) if w[:1].islower()), len(words) - 1)
    particle, family = _split_particle(words[start:])
    return Name(given=" ".join(words[:start]), family=family, particle=particle, suffix=suffix)
