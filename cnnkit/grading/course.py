"""Find a course's folders and its gradebook, and say what is missing in them."""

from __future__ import annotations

import contextlib
import functools
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nbgrader.api import Gradebook
    from nbgrader.coursedir import CourseDirectory

__all__ = ["CONFIG", "Course", "CourseError"]

CONFIG = "nbgrader_config.py"


class CourseError(Exception):
    """What an instructor asked for cannot be done; the text shows the way out."""


@dataclass(frozen=True)
class Course:
    """A folder that holds a course, with nbgrader's settings for it.

    Parameters
    ----------
    root : Path
        The folder of nbgrader_config.py.
    """

    root: Path

    @classmethod
    def at(cls, folder: Path) -> Course:
        """Return the course in a folder, or say that there is none."""
        folder = folder.resolve()
        if not (folder / CONFIG).is_file():
            raise CourseError(
                f"there is no {CONFIG} in {folder}: change to your course's folder, "
                f"or name it with --course"
            )
        return cls(folder)

    @functools.cached_property
    def settings(self) -> CourseDirectory:
        """The course as nbgrader knows it."""
        import cnnkit.grading.warm  # noqa: F401  (before nbgrader: so it imports faster)

        # isort: split
        from nbgrader.coursedir import CourseDirectory
        from traitlets.config import PyFileConfigLoader

        config = PyFileConfigLoader(CONFIG, path=str(self.root)).load_config()
        config.CourseDirectory.setdefault("root", str(self.root))
        return CourseDirectory(config=config)

    @property
    def source(self) -> Path:
        """The folder of the instructor's notebooks."""
        return self.root / self.settings.source_directory

    @property
    def release(self) -> Path:
        """The folder of the students' notebooks."""
        return self.root / self.settings.release_directory

    def submission(self, student: str, assignment: str) -> Path:
        """Return the folder of what a student handed in."""
        settings = self.settings
        return Path(settings.format_path(settings.submitted_directory, student, assignment))

    def autograded(self, student: str, assignment: str) -> Path:
        """Return the path of a student's graded notebook."""
        settings = self.settings
        folder = settings.format_path(settings.autograded_directory, student, assignment)
        return Path(folder) / f"{assignment}.ipynb"

    def assignments(self) -> list[str]:
        """List the assignments that the instructor wrote."""
        folders = (path for path in self.source.glob("[!.]*") if path.is_dir())
        return sorted(path.name for path in folders)

    def require(self, assignment: str) -> None:
        """Say what is missing before an assignment can be graded, if anything is."""
        known = self.assignments()
        if assignment not in known:
            raise CourseError(
                f"there is no assignment {assignment!r} in {self.source}; "
                f"there is {', '.join(known) or 'nothing'}"
            )
        unknown = CourseError(
            f"the gradebook does not know {assignment} yet: "
            f"run `nbgrader generate_assignment {assignment} --force` first"
        )
        if not self._has_gradebook():
            raise unknown
        with self.gradebook() as gradebook:
            if assignment not in {entry.name for entry in gradebook.assignments}:
                raise unknown

    def handed_in(self, assignment: str) -> list[str]:
        """List the students who handed something in."""
        everybody = self.submission("*", assignment)
        place = everybody.parts.index("*")
        folders = Path(*everybody.parts[:place]).glob(str(Path(*everybody.parts[place:])))
        return sorted(path.parts[place] for path in folders if path.is_dir())

    @contextlib.contextmanager
    def gradebook(self) -> Iterator[Gradebook]:
        """Open the gradebook; `require` first, since nbgrader makes one that is not there."""
        from nbgrader.api import Gradebook

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # SQLAlchemy's, about nbgrader
            gradebook = Gradebook(self.settings.db_url, self.settings.course_id)
            try:
                yield gradebook
            finally:
                gradebook.close()

    def _has_gradebook(self) -> bool:
        """Whether it is there, if it is a file: on a server, nbgrader makes what is missing."""
        scheme, _, path = self.settings.db_url.partition(":///")
        return scheme != "sqlite" or Path(path).is_file()
