"""Makes hostile inputs of good ones: the same for the same number, on every machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

_LARGEST = 6000
_ENDS = (300, 1000, 2000, 3000, 6000)  # the most bytes of an input
_REPEATS = (2, 3, 10, 100, 1000)
# What means something to one of the readers, or to nobody, and is right nowhere in particular.
_SIGNS = (
    "\0 \x1b[31m \x7f \u202e \u2066 \u200b \ufeff \u2028 \ud800 \udfff \U000e0041 \ufffe ﬁ İ ß "
    "\U0001f469\u200d\U0001f52c { } [ ] ( ) < > \" ' ` \\ % # $ $$ ^^ ~ & &amp; &#0; &#x202e; "
    "&#xd800; &#99999999; = @ : - + * | , ; null true NaN Infinity -0 1e999 2023-99-99 "
    "0000-00-00 .. C:\\x ]]> <!-- --> <script> </script> ]: %s %(x)s ${x} {0} title: tag: "
    "published: [auth :lower]"
).split(" ")
_WORDS = (
    "\\input{/etc/passwd}", "\\write18{ls}", "\\catcode`\\^=7", "^^5cinput", "\\csname input",
    '@preamble{"\\input{x}"}', "@string{a = a # a}", "@comment{", "@article{a,", "crossref = {a},",
    "<!DOCTYPE a [<!ENTITY b 'c'>]>", "<![CDATA[", "<a href='", "<img src=file:///etc/passwd>",
    "![a](file:///etc/passwd)", "[a](javascript:b)", "data:text/html,a", "9" * 30, "9" * 5000,
    "TY  - JOUR\n", "ER  - \n", "AU  - ", "../../../etc/passwd", "=cmd|' /C calc'!A0",
    "\u0301" * 20, " AND ", " OR ", " NOT ", "\r", "\r\n", "\n\n", "\t",
)  # fmt: skip
_BYTES = (b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xe2\x80")
HOSTILE = (*(text.encode("utf-8", "surrogatepass") for text in (*_SIGNS, *_WORDS)), *_BYTES)


class Mutator:
    """Changes seeds: flips, cuts, repeats, splices, nests, and puts hostile words in."""

    def __init__(
        self,
        name: str,
        seeds: Sequence[bytes],
        tokens: Sequence[bytes] = (),
        *,
        largest: int = _LARGEST,
        series: int = 1,
        grammars: Sequence[Callable[[Random, bytes], bytes]] = (),
    ) -> None:
        """Seeds of more than ``largest`` bytes are cut into pieces; ``grammars`` make well-formed
        inputs, from whole seeds. Each ``series`` is made of other inputs."""
        self._whole = list(seeds)
        self._grammars = list(grammars)
        self._seeds = [piece for seed in seeds for piece in _pieces(seed, largest)]
        self._ends = (*_ENDS, 4 * largest) if largest == _LARGEST else (4 * largest,)
        self._tokens = [*tokens, *HOSTILE]
        self._name = name if series == 1 else f"{series} {name}"

    def make(self, number: int) -> bytes:
        """The input of this number."""
        random = Random(f"{self._name} {number}")  # noqa: S311 - repeatable, no secret
        if self._grammars and random.random() < 0.4:
            data = random.choice(self._grammars)(random, random.choice(self._whole))
            if random.random() < 0.7:
                return data
        else:
            data = random.choice(self._seeds)
        for _ in range(1 + min(int(random.expovariate(0.5)), 12)):
            data = self._change(random, data)
        return data[: random.choice(self._ends)]

    def _change(self, random: Random, data: bytes) -> bytes:  # noqa: PLR0911 - one line a change
        start = random.randint(0, len(data))
        end = min(len(data), start + int(random.expovariate(0.05)))
        match random.randrange(9):
            case 0:  # cut the end off
                return data[:start]
            case 1:  # take a passage out
                return data[:start] + data[end:]
            case 2:  # say it again
                return data[:end] + data[start:end] * random.choice(_REPEATS) + data[end:]
            case 3:  # flip a bit
                flipped = (
                    bytes([data[start] ^ 1 << random.randrange(8)]) if start < len(data) else b""
                )
                return data[:start] + flipped + data[start + 1 :]
            case 4:  # go on as another seed does
                other = random.choice(self._seeds)
                return data[:start] + other[random.randint(0, len(other)) :]
            case 5:  # nest deeply
                token = random.choice(self._tokens)[:20]
                return data[:start] + token * random.choice(_REPEATS) + data[end:]
            case 6:  # swap two passages
                middle = random.randint(start, len(data))
                return data[:start] + data[middle:] + data[start:middle]
            case _:  # put a word in, or in the place of a passage
                end = random.choice((start, end))
                return data[:start] + random.choice(self._tokens) + data[end:]


def _pieces(seed: bytes, largest: int) -> list[bytes]:
    return [seed[at : at + largest] for at in range(0, len(seed), largest)] or [b""]
