"""Makes Readlist's own Python environment when that is needed, and starts the program in it.

``python bootstrap.py [ARGS]`` starts ``readlist ARGS``; ``python bootstrap.py test [ARGS]`` runs
the tests. Called by ``run.sh`` and ``run.cmd``; needs nothing but the standard library.

The environment is ``.venv`` in the project's folder. A stamp inside says which Python, which folder
and which locked requirements it was made for; it is written last, so an environment whose making
was interrupted has none and is made anew. With a fitting stamp nothing is installed, and no network
is needed. Everything said here goes to standard error.
"""

import contextlib
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

PACKAGING = Path(__file__).resolve().parent
PROJECT = PACKAGING.parent
VENV = PROJECT / ".venv"
STAMP = VENV / "readlist-stamp.json"
LOCK = PROJECT / ".venv.lock"
# The test requirements hold the program's own at the same versions (lock.sh sees to it).
REQUIREMENTS = {
    "run": PACKAGING / "requirements.txt",
    "test": PACKAGING / "requirements-test.txt",
}
OLDEST, NEWEST = (3, 11), (3, 14)
WINDOWS = sys.platform == "win32"


class SetupError(Exception):
    """Setting up failed for a reason that the reader can act on; the text says what to do."""


def say(text: str) -> None:
    """Tells the reader something without touching standard output."""
    print(f"readlist: {text}", file=sys.stderr, flush=True)  # noqa: T201 - this is a program


def venv_python(folder: Path = VENV) -> Path:
    """The interpreter inside an environment."""
    return folder / "Scripts" / "python.exe" if WINDOWS else folder / "bin" / "python"


def digest(path: Path) -> str:
    """SHA-256 of a file's content."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def identity() -> dict[str, str]:
    """What an environment depends on, besides the requirements; its scripts hold the folder."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return {
        "python": f"{platform.python_implementation()} {version} {platform.machine()}",
        "folder": str(PROJECT),
    }


def read_stamp() -> dict[str, str]:
    """The stamp of the present environment; empty when there is none that can be read."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) and venv_python().exists() else {}


def write_stamp(stamp: Mapping[str, str]) -> None:
    """Declares the environment to be what the stamp says, in one step."""
    partial = STAMP.with_suffix(".part")
    partial.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    partial.replace(STAMP)


def fits(stamp: Mapping[str, str]) -> bool:
    """Whether the environment was made by this Python for this folder."""
    return all(stamp.get(key) == value for key, value in identity().items())


def is_ready(purpose: str, stamp: Mapping[str, str]) -> bool:
    """Whether the environment of this stamp serves the purpose, "run" or "test", as it is."""
    return fits(stamp) and stamp.get(purpose) == digest(REQUIREMENTS[purpose])


@contextlib.contextmanager
def only_one() -> Iterator[None]:
    """Keeps a second set-up waiting while one is at work. A lock ends with its process."""
    try:
        handle = LOCK.open("a+b")
    except OSError as error:
        raise SetupError(
            f"cannot write to {PROJECT} ({error.strerror}). Readlist keeps its Python packages in "
            "a folder there: make it writable, or copy Readlist to a folder of yours."
        ) from error
    with handle:
        if not _try_lock(handle.fileno()):
            say("another start is setting Readlist up; waiting for it.")
            while not _try_lock(handle.fileno()):
                time.sleep(0.2)
        # The steps of the set-up inherit the lock: when this process is killed, the next start
        # waits until the step that was at work has ended, and only then clears up after it.
        os.set_inheritable(handle.fileno(), True)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def set_up(purpose: str) -> None:
    """Brings the environment to what ``purpose`` needs. Raises SetupError."""
    stamp = read_stamp()
    if is_ready(purpose, stamp):  # another start did it while this one waited
        return
    started = time.monotonic()
    STAMP.unlink(missing_ok=True)
    if fits(stamp):
        say("bringing the Python packages up to date.")
        try:
            install(REQUIREMENTS[purpose])
        except SetupError:
            write_stamp(stamp)  # pip leaves or puts back what was there: no need to begin anew
            raise
    else:
        stamp = identity()
        say("setting up; this downloads about 100 MB and takes a minute.")
        make_environment()
        install(REQUIREMENTS[purpose])
        link_project()
    serves = ["run", "test"] if purpose == "test" else ["run"]
    write_stamp({**stamp, **{name: digest(REQUIREMENTS[name]) for name in serves}})
    say(f"set up in {time.monotonic() - started:.0f} seconds.")


def make_environment() -> None:
    """Makes an empty ``.venv`` with pip, in the place of what may be there. Raises SetupError."""
    if VENV.is_symlink() or (VENV.exists() and not VENV.is_dir()):
        raise SetupError(f"{VENV} is not a folder; please move it away and start again.")
    if VENV.exists():
        shutil.rmtree(VENV)
    # When this runs in an environment, that one may just have been removed.
    python = getattr(sys, "_base_executable", sys.executable)
    _run(
        [python, "-I", "-m", "venv", str(VENV)],
        f"{python} could not make an environment. On Debian: apt-get install python3-venv",
    )


def install(requirements: Path) -> None:
    """Installs locked requirements by the reader's own pip settings. Raises SetupError."""
    pip = [str(venv_python()), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    _run(
        [*pip, "install", "--quiet", "--require-hashes", "-r", str(requirements)],
        "the Python packages could not be installed. The first start needs the network, and so "
        "does the first start after an update. pip said why above",
    )


def _run(command: list[str], problem: str) -> None:
    """Runs a step of the set-up with its output on standard error. Raises SetupError."""
    # What would lead pip past the environment stays out; index, proxy and certificates stay.
    dropped = {"PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT"}
    environment = {name: value for name, value in os.environ.items() if name not in dropped}
    environment["PIP_USER"] = "0"
    environment["PIP_REQUIRE_VIRTUALENV"] = "0"
    result = subprocess.run(  # noqa: S603 - the words are our own
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=sys.stderr,
        close_fds=WINDOWS,
        check=False,
    )
    if result.returncode:
        raise SetupError(f"{problem} (status {result.returncode}).")


def link_project() -> None:
    """Lets the environment's Python find the project's packages where they stand."""
    found = subprocess.run(  # noqa: S603 - the words are our own
        [str(venv_python()), "-I", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    target = Path(found.stdout.strip()) / "readlist-project.pth"
    target.write_text(f"{PROJECT}\n", encoding="utf-8")


def has_no_screen(environment: Mapping[str, str]) -> bool:
    """Whether a window could not be shown here. macOS and Windows always have a screen."""
    if WINDOWS or sys.platform == "darwin":
        return False
    return not any(environment.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def opens_window(arguments: list[str]) -> bool:
    """Whether these arguments open the window to stay: nothing but, perhaps, a library."""
    words = iter(arguments)
    for word in words:
        if word == "--library":
            next(words, None)
        elif not word.startswith("--library="):
            return False
    return True


def program_environment(
    arguments: list[str], environment: Mapping[str, str], *, on_screen: bool
) -> dict[str, str]:
    """The environment variables of the program: Qt's platform is chosen where none can be had."""
    chosen = dict(environment)
    if on_screen:
        return chosen
    if arguments[:1] == ["test"]:
        chosen["QT_QPA_PLATFORM"] = "offscreen"
    elif "QT_QPA_PLATFORM" not in chosen and has_no_screen(chosen):
        chosen["QT_QPA_PLATFORM"] = "offscreen"
        if opens_window(arguments):
            say(
                "there is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the "
                "window is drawn where nobody sees it. Ctrl+C ends it; `--screenshot FILE` saves "
                "a picture of it; `--help` lists what works without a window."
            )
    return chosen


def program_command(arguments: list[str]) -> list[str]:
    """The command that runs Readlist or its tests in the environment."""
    # -I: neither the present folder nor PYTHONPATH may put other modules before Readlist's own.
    python = [str(venv_python()), "-I", "-m"]
    if arguments[:1] != ["test"]:
        return [*python, "readlist", *arguments]
    workers = ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal"]
    return [*python, "pytest", *workers, *arguments[1:]]


def start(command: list[str], environment: dict[str, str]) -> int:
    """Becomes the program; on Windows, where that would free the console, waits for it."""
    if not WINDOWS:
        os.execve(command[0], command, environment)  # noqa: S606 - no shell is meant
    return subprocess.run(command, env=environment, check=False).returncode  # noqa: S603


def main(arguments: list[str]) -> int:
    """Sets up when needed and starts. Gives the exit status when the program was not started."""
    if arguments[:1] == ["--is-ready"]:  # asked by run.sh
        return 0 if is_ready(arguments[1], read_stamp()) else 1
    on_screen = arguments[:1] == ["--on-screen"]
    if on_screen:
        arguments = arguments[1:]
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        raise SetupError(
            f"Readlist needs Python 3.11 to 3.14; this is {platform.python_version()}."
        )
    purpose = "test" if arguments[:1] == ["test"] else "run"
    if not is_ready(purpose, read_stamp()):
        with only_one():
            try:
                set_up(purpose)
            except OSError as error:  # a full disk, a file in use, no permission
                raise SetupError(f"setting up failed: {error}. Start again to retry.") from error
    if purpose == "test":
        os.chdir(PROJECT)
    environment = program_environment(arguments, os.environ, on_screen=on_screen)
    return start(program_command(arguments), environment)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as problem:
        say(str(problem))
        sys.exit(1)
    except KeyboardInterrupt:
        say("stopped.")
        sys.exit(130)
