"""Make the student notebooks: solutions/ goes through nbgrader into chapters/exercises/.

``make release`` runs this in the folder of nbgrader_config.py, and so does every ``make book``.
The gradebook is left alone, because building the book must never change what has been graded;
``nbgrader generate_assignment NAME --force`` is the instructor's step that fills it.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from traitlets.config import PyFileConfigLoader

__all__ = ["main"]

CONFIG = "nbgrader_config.py"


def main(argv: Sequence[str] | None = None) -> int:
    """Make every student notebook that is out of date; return 0 if all went well."""
    parser = argparse.ArgumentParser(
        prog="python -m cnnkit.book.exercises",
        description="Make the student notebooks from the instructor's, with nbgrader. "
        f"Run it in the folder of {CONFIG}.",
    )
    parser.add_argument(
        "--force", action="store_true", help="make all of them, not only those out of date"
    )
    force = parser.parse_args(argv).force

    course = Path.cwd()
    if not (course / CONFIG).is_file():
        print(f"{CONFIG} is not here; change to the course's folder first.", file=sys.stderr)
        return 1
    settings = PyFileConfigLoader(CONFIG, path=str(course)).load_config().CourseDirectory
    source, release = course / settings.source_directory, course / settings.release_directory

    failed = 0
    for folder in sorted(path for path in source.glob("[!.]*") if path.is_dir()):
        notebook = release / folder.name / f"{folder.name}.ipynb"
        if force or _is_outdated(notebook, [course / CONFIG, *folder.rglob("*")]):
            problem = _generate(course, folder, notebook)
            failed += bool(problem)
            shown = notebook.relative_to(course)
            print(problem or f"made {shown}", file=sys.stderr if problem else sys.stdout)
    return min(failed, 1)


def _is_outdated(notebook: Path, sources: Sequence[Path]) -> bool:
    if not notebook.is_file():
        return True
    made = notebook.stat().st_mtime_ns
    return any(source.stat().st_mtime_ns >= made for source in sources)


def _generate(course: Path, folder: Path, notebook: Path) -> str:
    """Run nbgrader on one assignment; return what went wrong, or nothing."""
    if not (folder / notebook.name).is_file():
        return f"{folder.relative_to(course)} must hold a notebook of its own name: {notebook.name}"
    command = ["nbgrader", "generate_assignment", folder.name, "--force", "--no-db"]
    command.append("--CheckTests.enabled=False")  # the book needs no walls; the tests check them
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=course,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode == 0 and notebook.is_file():
        return ""
    return f"{done.stdout}\n{' '.join(command)} failed; repair {folder.relative_to(course)}."


if __name__ == "__main__":
    sys.exit(main())
