"""Where the files that come with Readlist are: in a checkout, an installed wheel, a frozen app."""

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _shipped() -> Path:
    # The wheel and the bundle have the folders in the package; in a checkout they stand beside it.
    return _PACKAGE if (_PACKAGE / "resources").is_dir() else _PACKAGE.parent


def resource(*parts: str) -> Path:
    """The path of a shipped file or folder, such as ``resource("icons", "star.svg")``.

    The path is below ``resources/``; whether the file exists is not checked.
    """
    return _shipped().joinpath("resources", *parts)


def seeds_folder() -> Path | None:
    """The folder of sample dumps, for the first run; None when this copy came without them."""
    folder = _shipped() / "seeds"
    return folder if any(folder.glob("*.txt")) else None
