"""Titles as they arrive: damaged by pages, by copying, and by other programs' files."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

Damage = Callable[[str, random.Random], str]
_LIGATURES = {"ffi": "ﬃ", "fi": "ﬁ", "fl": "ﬂ", "ff": "ﬀ"}
_SIGNS = {"-": "‑", "'": "’", " ": "\u00a0", "ö": "o\u0308"}
_TEX = re.compile(r"\$[^$]*\$|\\[A-Za-z]+")


def _case(title: str, chance: random.Random) -> str:
    return chance.choice((str.upper, str.lower, str.title, str.swapcase))(title)


def _punctuation(title: str, chance: random.Random) -> str:
    """Signs dropped, or made blanks; some programs add a full stop."""
    by = chance.choice(("", " "))
    bare = re.sub(r"[^\w\s$\\{}^]", by, title)
    return " ".join(bare.split()) + chance.choice(("", "."))


def _lost_tex(title: str, chance: random.Random) -> str:
    """Formulas without their signs, or no formulas at all."""
    if chance.random() < 0.5:
        return " ".join(_TEX.sub(" ", title).replace("{", "").replace("}", "").split())
    return re.sub(r"[$\\{}^_]", "", title)


def _cut(title: str, _: random.Random) -> str:
    return title.split(":", maxsplit=1)[0].strip()


def _unicode(title: str, chance: random.Random) -> str:
    """The same letters as other characters: decomposed, ligatures, other blanks and dashes."""
    how = chance.randrange(3)
    if how == 0:
        return unicodedata.normalize("NFD", title)
    table = _LIGATURES if how == 1 else _SIGNS
    for plain, other in table.items():
        title = title.replace(plain, other)
    return title


def _typing(title: str, chance: random.Random) -> str:
    """Two neighbouring letters in the wrong order."""
    place = chance.randrange(max(1, len(title) - 1))
    return (
        title[:place] + title[place + 1 : place + 2] + title[place : place + 1] + title[place + 2 :]
    )


DAMAGES: dict[str, Damage] = {
    "case": _case,
    "punctuation": _punctuation,
    "lost TeX": _lost_tex,
    "cut after a colon": _cut,
    "unicode": _unicode,
    "two letters swapped": _typing,
}


def damaged(title: str, kind: str, chance: random.Random) -> str:
    """The title with a damage, and now and then a second one; "" when this kind does not apply."""
    if kind == "lost TeX" and not _TEX.search(title):
        return ""
    if kind == "cut after a colon" and not title.partition(":")[2]:
        return ""
    broken = DAMAGES[kind](title, chance)
    if chance.random() < 0.25:
        broken = DAMAGES[chance.choice(("case", "punctuation", "unicode"))](broken, chance)
    return broken if broken.strip() else ""


def siblings(title: str, chance: random.Random) -> list[str]:
    """Titles of other works that look like this one: series, versions, applications, answers."""
    number = chance.randint(2, 9)
    made = [
        f"{title} {number}",
        f"{title} {number}.5",
        f"{title}, Part II",
        f"{title} in Speech Separation",
        f"{title}: A Survey",
        f"Towards {title}",
        f"Is {title}?",
        re.sub(r"\d+", lambda m: str(int(m[0]) + 1), title) if re.search(r"\d", title) else "",
        re.sub("(?i)(?<!un)supervised", "unsupervised", title),
        title.split(":", maxsplit=1)[0] + ": An Answer" if ":" in title else "",
    ]
    return [other for other in made if other and other != title]
