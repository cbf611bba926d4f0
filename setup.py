"""Puts resources/ and seeds/ into the wheel, where ``readlist.resources_path`` looks for them.

All else about the package stands in pyproject.toml, which has no way to say this.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

SHIPPED = ("resources", "seeds")


class BuildWithShippedFiles(build_py):
    """Copies the folders of shipped files into the package after its modules."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:  # then the checkout's own folders are used
            return
        target = Path(self.build_lib) / "readlist"
        for name in SHIPPED:
            shutil.copytree(name, target / name, dirs_exist_ok=True)


setup(cmdclass={"build_py": BuildWithShippedFiles})
