"""What came of a submission, in a small file that is written when everything else is.

nbgrader cannot tell a submission that was graded from one whose grading was cut short; this file
can: it is there only after the last step, and it names what it was made from.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Outcome", "fingerprint", "forget", "read", "write"]

FOLDER = Path(".cnnkit", "grading")
"""Below the course's folder, beside nbgrader's own."""


@dataclass(frozen=True)
class Outcome:
    """What came of grading one submission; see `cnnkit.grading` for each part."""

    student: str
    assignment: str
    status: str
    score: float = 0.0
    max_score: float = 0.0
    flags: tuple[str, ...] = ()
    reason: str = ""
    seconds: float = 0.0


def fingerprint(*folders: Path) -> str:
    """Return what changes if a file of some folders does; links count by their target's name."""
    seen = hashlib.sha256()
    for folder in folders:
        for parent, below, names in os.walk(folder):
            below[:] = sorted(name for name in below if not name.startswith("."))
            for name in sorted(names):
                path = Path(parent, name)
                status = path.lstat()
                seen.update(f"{path.relative_to(folder)} {status.st_size} ".encode())
                if path.is_symlink():
                    seen.update(os.readlink(path).encode(errors="replace"))
                elif path.is_file() and status.st_size < 2**26:
                    seen.update(hashlib.sha256(path.read_bytes()).digest())
    return seen.hexdigest()


def write(course: Path, outcome: Outcome, made_from: str) -> None:
    """Record an outcome, whole or not at all."""
    path = _path(course, outcome.assignment, outcome.student)
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}")
    new.write_text(json.dumps(asdict(outcome) | {"made_from": made_from}, indent=1))
    new.replace(path)


def forget(course: Path, assignment: str, student: str) -> None:
    """Take a record back, since grading begins again."""
    _path(course, assignment, student).unlink(missing_ok=True)


def read(course: Path, assignment: str, student: str, made_from: str = "") -> Outcome | None:
    """Return a recorded outcome, if there is one and it was made from that."""
    try:
        entry = json.loads(_path(course, assignment, student).read_text())
        origin = entry.pop("made_from")
        entry["flags"] = tuple(entry["flags"])
        return Outcome(**entry) if made_from in ("", origin) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(course: Path, assignment: str, student: str) -> Path:
    return course / FOLDER / assignment / f"{student}.json"
