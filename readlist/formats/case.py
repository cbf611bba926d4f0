"""Which words of a title keep their capitals when a style lowers the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Piece = tuple[str, str]  # plain text, maths

# Names of people and places that stand in titles of this field, with a capital only at the
# front; names with capitals inside or digits need no list.
_PROPER = frozenset(
    (
        "Adam Arnold Banach Bayes Bayesian Bellman Bernoulli Boltzmann Bregman Brownian Cauchy "
        "Chebyshev Chinese Cholesky Dirichlet English Euclidean Euler Eulerian Fisher Fourier "
        "French Frobenius Gabor Galerkin Gauss Gaussian German Gibbs Grassmann Grassmannian Green "
        "Hamilton Hamiltonian Hebbian Hermite Hessian Hilbert Hopfield Hölder Jacobi Jacobian "
        "Japanese Kalman Kolmogorov Koopman Kronecker Kullback Lagrange Lagrangian Langevin "
        "Laplace Laplacian Lebesgue Legendre Leibler Lie Lipschitz Lyapunov Mahalanobis Mamba "
        "Markov Markovian Monte Carlo Nash Newton Newtonian Nyström Pareto Pascal Poisson "
        "Polyak Riemann Riemannian Shannon Shapley Sinkhorn Sobolev Stein Stiefel Taylor Thompson "
        "Tikhonov Turing Vietnamese Wasserstein Wiener Wikipedia Winograd Python Java Linux "
        "Google Gemini Llama Claude Bard Atari Twitter Reddit Kaggle"
    ).split()
)
_EDGE = r"[^\w]|_"
_LEADING = re.compile(rf"(?:{_EDGE})*")
_TRAILING = re.compile(rf"(?:(?:{_EDGE})(?<![+*#]))*$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a title: its core, with the punctuation around it outside."""

    core: tuple[Piece, ...]
    before: str = ""
    after: str = ""
    protect: bool = False


def protected(words: Sequence[Sequence[Piece]]) -> Iterator[Word]:
    """Split punctuation from each word and decide whether it keeps its capitals."""
    title = "".join(plain for word in words for plain, _ in word)
    shouted = not any(c.islower() for c in title) and sum(c == " " for c in title) > 1
    for index, pieces in enumerate(words):
        word = _split(pieces)
        text = "".join(plain for plain, _ in word.core)
        named = index == 0 and word.after.startswith(":") and text[:1].isupper()
        keep = named or (_has_digit(text) if shouted else needs_protection(text))
        yield Word(word.core, word.before, word.after, keep and text != "")


def _split(pieces: Sequence[Piece]) -> Word:
    """Take the punctuation off both ends of a word."""
    rest = list(pieces)
    before = after = ""
    if rest and not rest[0][1]:
        match = _LEADING.match(rest[0][0])
        before = match[0] if match else ""
        rest[0] = (rest[0][0][len(before) :], "")
    if rest and not rest[-1][1]:
        match = _TRAILING.search(rest[-1][0])
        after = match[0] if match else ""
        rest[-1] = (rest[-1][0][: len(rest[-1][0]) - len(after)], "")
    return Word(tuple(piece for piece in rest if piece != ("", "")), before, after)


def _has_digit(text: str) -> bool:
    return any(c.isdigit() for c in text) and any(c.isalpha() for c in text)


def needs_protection(text: str) -> bool:
    """Whether lowering would spoil a word: acronyms, inner capitals, digits, names of people.

    The parts of a hyphenated word are judged one by one ("Self-Tuning" may be lowered, "Q-Learning"
    and "AF-KAN" not), but a word is protected whole.
    """
    if not any(c.isupper() for c in text):
        return False
    if _has_digit(text) or any(c.isupper() and not c.isascii() for c in text):
        return True
    return any(_keeps(part, text) for part in _parts(text))


def _parts(text: str) -> Iterable[str]:
    return [part for part in re.split(r"[^\w+*#]|_", text) if part]


def _keeps(part: str, word: str) -> bool:
    letters = part.removesuffix("s") if len(part) > 1 else part
    if any(c.isupper() for c in part[1:]) or letters in _PROPER or part in _PROPER:
        return True
    if not part[0].isupper():
        return False
    return (len(part) == 1 and word != "A") or any(c in "+*#" for c in part)
