"""``python -m readlist``: the command line, or the window when no command is given."""

from __future__ import annotations

import sys
from pathlib import Path


def open_window(library: Path | None, screenshot: Path | None) -> int:
    """Run the window on ``library``; with ``screenshot`` save a picture of it there and end."""
    from readlist.gui.app import run as run_window

    return run_window(library, screenshot=screenshot)


def main() -> None:
    """Run Readlist with the process's arguments and exit with its status."""
    from readlist.cli.app import run

    sys.exit(run(sys.argv[1:], open_window))


if __name__ == "__main__":
    main()
