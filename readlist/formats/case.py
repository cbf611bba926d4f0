"""Which words of a title keep their capitals when a style lowers the rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

Piece = tuple[str, str]  # plain text, maths

# Names of people, peoples and places that stand in titles of this field, with a capital only at
# the front; names with capitals inside or digits need no list, and those that are common words,
# too, stand in none.
_PROPER = frozenset(
    (
        "Adam Africa African Alzheimer America American Android Arabic Arnold Asia Asian Atari "
        "Atlanta Bach Banach Bangla Banzhaf Bard Barron Bayes Bayesian Bellman Bernoulli "
        "Bernstein Bethe Bingham Blackwell Bohr Boltzmann Bonferroni Boole Boolean Bradley "
        "Brazilian Bregman Brier Brouwer Brownian Byzantine Cantor Carathéodory Carleman Carlo "
        "Cartesian Catalan Cauchy Chebyshev Chernoff Cherokee Chinese Cholesky Choquet Claude "
        "Clifford Condorcet Cosserat Coulomb Courant Cox Cramer Cramér Curie Danish Dantzig "
        "Darwin Darwinian Datalog Dempster Denavit Dijkstra Diophantine Dirichlet Doppler Douglas "
        "Dubins Dutch Dyck Dykstra Earth Eckart Einstein Elo English Erdős Euclidean Euler "
        "Eulerian European Ewald Facebook Farkas Fejér Fenchel Fermat Feynman Fibonacci Fickian "
        "Fiedler Finnish Finsler Fisher Fokker Fourier Frank Frechet French Freudian Frobenius "
        "Fréchet Fubini Gabor Galerkin Galilean Galois Galton Gauss Gaussian Gemini German "
        "Gershgorin Gibbs Gibbsian Gini Gittins Glauber Goodhart Google Granger Grassmann "
        "Grassmannian Greek Green Gromov Gronwall Grönwall Gumbel Gödel Hadamard Hamilton "
        "Hamiltonian Hamming Hankel Harsanyi Hausdorff Hawkes Hebbian Hebrew Hellinger Helmholtz "
        "Hermite Hermitian Hessian Hessians Hilbert Hindi Hoeffding Hopf Hopfield Hough Huber "
        "Hutchinson Hölder India Indian Indonesian Irish Ising Italian Ito Itô Jaccard Jacobi "
        "Jacobian Jacobians Japanese Java Jeffreys Jensen Kaczmarz Kaggle Kahneman Kalman Kanade "
        "Kantorovich Karhunen Karush Kemeny Kendall Kepler Keplerian Kinect Kirchhoff Kolmogorov "
        "Koopman Korean Kronecker Krylov Kubernetes Kuhn Kullback Lagrange Lagrangian Lagrangians "
        "Laguerre Lanczos Landau Langevin Laplace Laplacian Laplacians Latin Lebesgue Legendre "
        "Leibler Lennard Levenberg Levy Lie Lindblad Lindeberg Linux Lipschitz Lipschitzness "
        "Llama Lloyd London Lorentz Lorentzian Lotka Lyapunov Lévy Maclaurin Mahalanobis Mallows "
        "Mamba Mandarin Manhattan Markov Markovian Marquardt Mars Massart Maxwell McCulloch "
        "Mecanum Mellin Mendelian Mercer Metropolis Minecraft Minkowski Mises Mondrian Monge "
        "Monte Moreau Nash Navier Nelder Nernst Nesterov Neumann Newton Newtonian Neyman Nigerian "
        "Noether Norwegian Nvidia Nyquist Nyström Ohm Omniglot Orlicz Ornstein Padé Pareto "
        "Parkinson Parseval Parzen Pascal Pavlovian Peano Pearson Penrose Perron Persian Petri "
        "Picard Pitman Plackett Planck Platonic Poincaré Poisson Polya Polyak Pontryagin Popper "
        "Portuguese Potts Prandtl Procrustes Pythagorean Python Pólya Quechua Rademacher Radon "
        "Ramsey Rao Rasch Rashomon Rayleigh Reddit Renyi Reynolds Riccati Ricci Riemann "
        "Riemannian Riesz Robbins Rodrigues Rosenblatt Runge Russian Rényi Sanskrit Schatten "
        "Schmidt Schrödinger Schur Scottish Segway Shannon Shapley Sharpe Sherman Singapore "
        "Sinkhorn Skolem Skorokhod Slepian Smale Sobol Sobolev Socratic Spanish Spearman "
        "Stackelberg Stein Steiner Stiefel Stirling Stokes Strassen Stratonovich Swahili Swedish "
        "Sylvester Szegő Taiwanese Tamil Tarski Taylor Tchebycheff Thompson Thomson Thurstone "
        "Tikhonov Tobler Toeplitz Toyota Tsallis Tsybakov Tucker Turing Turkish Tversky Twitter "
        "Uhlenbeck Ukrainian Urdu Vandermonde Vapnik Verlet Vickrey Vietnamese Viterbi Vlasov "
        "Volterra Voronoi Wald Walras Wasserstein Waymo Weibo Weibull Weisfeiler Welsh Weyl "
        "Whitney Whittle Wiener Wigner Wikidata Wikipedia Wilcoxon Winograd Wishart Wolfe "
        "Woodbury Yoneda Yosida Yule Zeno Zipf Zorn"
    ).split()
)
# Abbreviations of this field, for titles without small letters; those without a vowel need no
# list.
_ABBREVIATIONS = frozenset(
    (
        "AGI AI ANN API ASIC ASR ATM AUC AUV BERT CUDA DNA ECG EEG EHR ELBO EU FPGA GAN GRU GUI "
        "HCI ICA ICU IMU IOT IOU LDA LIDAR LORA MOE NERF OCR OOD PCA PDE QA RAG RELU RNA SDE SOTA "
        "UAV UCB UI UK USA VAE VIT VLA VQA XAI"
    ).split()
)
_NO_VOWEL = re.compile(r"[B-DF-HJ-NP-TV-XZ]{2,}")
_WRITTEN_SO = frozenset({"VS", "NTH", "DR", "MR", "ST"})
_EDGE = r"[^\w]|_"
_LONGEST_END = 40
_LEADING = re.compile(rf"(?:{_EDGE})*")
_TRAILING = re.compile(rf"(?:(?:{_EDGE})(?<![+*#]))*$")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a title: its core, with the punctuation around it outside."""

    core: tuple[Piece, ...]
    before: str = ""
    after: str = ""
    protect: bool = False


@dataclass(frozen=True, slots=True)
class WordList:
    """A reader's words and phrases. One without a capital letter stands for any spelling."""

    words: frozenset[str] = frozenset()
    phrases: tuple[tuple[str, ...], ...] = ()

    def holds(self, word: str) -> bool:
        """Whether ``word`` is listed, or is the plural of one that is."""
        return bool(self.words) and any(
            form in self.words or form.casefold() in self.words
            for form in (word, word.removesuffix("s"))
        )

    def places(self, cores: Sequence[str]) -> set[int]:
        """The indices of the words of ``cores`` that stand in one of the phrases."""
        found: set[int] = set()
        for phrase in self.phrases:
            for start in range(len(cores) - len(phrase) + 1):
                if all(_same(*pair) for pair in zip(phrase, cores[start:], strict=False)):
                    found.update(range(start, start + len(phrase)))
        return found


@dataclass(frozen=True, slots=True)
class Lists:
    """The words that a reader wants protected besides what the rules find, and those never."""

    keep: WordList = field(default_factory=WordList)
    plain: WordList = field(default_factory=WordList)


NO_LISTS = Lists()


@lru_cache(maxsize=16)
def word_lists(keep: tuple[str, ...], plain: tuple[str, ...]) -> Lists:
    """The reader's lists, ready to be compared; punctuation around their words is left out."""
    if not keep and not plain:
        return NO_LISTS
    return Lists(_word_list(keep), _word_list(plain))


def _word_list(entries: Iterable[str]) -> WordList:
    split = [[c for w in entry.split() if (c := _text(_split([(w, "")])))] for entry in entries]
    return WordList(
        frozenset(words[0] for words in split if len(words) == 1),
        tuple(tuple(words) for words in split if len(words) > 1),
    )


def _same(listed: str, word: str) -> bool:
    return listed in (word, word.casefold())


def protected(words: Sequence[Sequence[Piece]], lists: Lists = NO_LISTS) -> Iterator[Word]:
    """Split punctuation from each word and decide whether it keeps its capitals."""
    title = "".join(plain for word in words for plain, _ in word)
    shouted = not any(c.islower() for c in title) and sum(c == " " for c in title) > 1
    divided = [_split(pieces) for pieces in words]
    kept = _listed(divided, lists.keep)
    plain = _listed(divided, lists.plain)
    for index, word in enumerate(divided):
        text = _text(word)
        keep = False
        if text and index not in plain and not lists.plain.holds(text):
            named = index == 0 and word.after.startswith(":") and text[:1].isupper()
            keep = named or (_is_abbreviation(text) if shouted else needs_protection(text))
            keep = keep or index in kept or _keeps_listed(text, lists.keep)
        yield Word(word.core, word.before, word.after, keep)


def _text(word: Word) -> str:
    return "".join(plain for plain, _ in word.core)


def _listed(words: Sequence[Word], wanted: WordList) -> set[int]:
    """The indices of the words in the reader's phrases; blanks between them do not count."""
    if not wanted.phrases:
        return set()
    places = [index for index, word in enumerate(words) if word.core]
    return {places[i] for i in wanted.places([_text(words[place]) for place in places])}


def _keeps_listed(text: str, keep: WordList) -> bool:
    """Whether a word with a capital, or a part of it between hyphens, is listed."""
    if not keep.words or not any(c.isupper() for c in text):
        return False
    return keep.holds(text) or any(keep.holds(part) for part in _parts(text))


def _split(pieces: Sequence[Piece]) -> Word:
    """Take the punctuation off both ends of a word."""
    rest = list(pieces)
    before = after = ""
    if rest and not rest[0][1]:
        match = _LEADING.match(rest[0][0])
        before = match[0] if match else ""
        rest[0] = (rest[0][0][len(before) :], "")
    if rest and not rest[-1][1]:
        # From every place on it is tried anew, which takes long for a page that is all quotes.
        match = _TRAILING.search(rest[-1][0][-_LONGEST_END:])
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


def _is_abbreviation(text: str) -> bool:
    """Whether a word in capitals would be so, too, in a title that has small letters."""
    return _has_digit(text) or any(
        form in _ABBREVIATIONS or (_NO_VOWEL.fullmatch(form) and form not in _WRITTEN_SO)
        for part in _parts(text)
        for form in (part, part.removesuffix("S"))
    )


def _parts(text: str) -> Iterable[str]:
    return [part for part in re.split(r"[^\w+*#]|_", text) if part]


def _keeps(part: str, word: str) -> bool:
    letters = part.removesuffix("s") if len(part) > 1 else part
    if any(c.isupper() for c in part[1:]) or letters in _PROPER or part in _PROPER:
        return True
    if not part[0].isupper():
        return False
    return (len(part) == 1 and word != "A") or any(c in "+*#" for c in part)
