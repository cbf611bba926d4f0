"""The bounds on the size of files and functions, and on what the program may import."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib.metadata import packages_distributions
from pathlib import Path

PROJECT = Path(__file__).parents[2]
FILE_LINES = 500
FUNCTION_LINES = 60


def sources(*folders: str) -> Iterator[tuple[str, str]]:
    """Name and text of every Python file below the project's folders."""
    for folder in folders:
        for path in sorted((PROJECT / folder).rglob("*.py")):
            yield path.relative_to(PROJECT).as_posix(), path.read_text(encoding="utf-8")


def test_files_and_functions_stay_short() -> None:
    too_long = []
    for name, text in sources("readlist", "tests", "packaging"):
        lines = text.count("\n")
        if lines > FILE_LINES:
            too_long.append(f"{name}: {lines} lines, at most {FILE_LINES}")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                if lines > FUNCTION_LINES:
                    too_long.append(f"{name}: {node.name} has {lines} lines, at most 60")
    assert not too_long, "\n".join(too_long)


def imported_modules(text: str) -> Iterator[str]:
    """The top names of the modules that a source file imports, in functions as well."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def normalised(name: str) -> str:
    """A distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_program_imports_only_what_it_declares() -> None:
    """What only a test tool brings along is missing on a reader's machine."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {
        normalised(re.split(r"[<>=!~\[; ]", line, maxsplit=1)[0])
        for line in project["dependencies"]
    }
    providers = packages_distributions()
    undeclared = []
    for name, text in sources("readlist"):
        for module in set(imported_modules(text)) - set(sys.stdlib_module_names) - {"readlist"}:
            distributions = {normalised(found) for found in providers.get(module, [module])}
            # PySide6's parts share one import name, and the Essentials bring shiboken6.
            if not distributions & (declared | {"shiboken6"}):
                undeclared.append(f"{name} imports {module}")
    assert not undeclared, "\n".join(undeclared)
