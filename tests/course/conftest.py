"""A course in a temporary folder, and students who are other users of the same machine."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.system import give_up, require_program

REPOSITORY = Path(__file__).resolve().parents[2]
PROGRAMS = Path(sys.executable).parent


@dataclass(frozen=True)
class Instructor:
    """Runs nbgrader's own commands in the course's folder."""

    course: Path
    exchange: Path
    home: Path

    def run(self, *words):
        return _run([PROGRAMS / "nbgrader", *words], self.course, self.home, self.exchange)


@dataclass(frozen=True)
class Student:
    """Runs nbgrader's own commands as another user, who sees no file of the course."""

    name: str
    uid: int
    instructor: Instructor
    home: Path

    def run(self, *words):
        others = self.instructor.course.parent
        sandbox = [
            *("bwrap", "--die-with-parent", "--unshare-user"),
            *("--uid", self.uid, "--gid", self.uid),
            *("--ro-bind", "/", "/", "--dev", "/dev", "--tmpfs", others),
            *("--bind", self.home, self.home),
            *("--bind", self.instructor.exchange, self.instructor.exchange),
            *("--ro-bind", self.home / "passwd", "/etc/passwd"),
        ]
        command = [*sandbox, PROGRAMS / "nbgrader", *words]
        return _run(command, self.home, self.home, self.instructor.exchange)


def _run(command, folder, home, exchange):
    """Return all that a command says; a failure shows it."""
    done = subprocess.run(
        list(map(str, command)),
        cwd=folder,
        env={
            "PATH": f"{PROGRAMS}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(home),  # nobody's own Jupyter settings get in
            "TMPDIR": str(home),
            "LANG": "C.UTF-8",
            "NBGRADER_EXCHANGE": str(exchange),
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}:\n{done.stdout}"
    return done.stdout


@pytest.fixture(scope="module")
def instructor(tmp_path_factory):
    """Copy the course, beside an empty exchange."""
    root = tmp_path_factory.mktemp("cnn")
    course, exchange, home = root / "course", root / "exchange", root / "i"
    shutil.copytree(REPOSITORY / "solutions", course / "solutions")
    shutil.copy(REPOSITORY / "nbgrader_config.py", course)
    home.mkdir()
    exchange.mkdir()
    exchange.chmod(0o777)
    return Instructor(course, exchange, home)


@pytest.fixture(scope="module")
def enrol(instructor):
    """Make a student of a name, whom the operating system knows by it."""
    bwrap = require_program("bwrap", package="bubblewrap")
    tried = subprocess.run(
        [bwrap, "--unshare-user", "--ro-bind", "/", "/", "true"],
        capture_output=True,
        text=True,
        check=False,
    )
    if tried.returncode:
        give_up(f"bubblewrap may not make another user here: {tried.stderr.strip()}")

    def enrolled(name, uid):
        home = instructor.course.parent / name
        (home / ".jupyter").mkdir(parents=True)
        (home / ".jupyter" / "nbgrader_config.py").write_text(
            "c = get_config()\n"
            'c.CourseDirectory.course_id = "cnn"\n'
            f'c.Exchange.root = "{instructor.exchange}"\n'
        )
        (home / "passwd").write_text(f"{name}:x:{uid}:{uid}::{home}:/bin/sh\n")
        return Student(name, uid, instructor, home)

    return enrolled
