"""Do once per process what nbgrader does again for every submission.

It opens the gradebook nine times for each, building an engine and looking the tables up every time,
and it checks the schema of its metadata before it checks a cell against it.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import jsonschema
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import common
from sqlalchemy import Engine
from sqlalchemy.orm import scoped_session, sessionmaker

__all__ = ["done_once"]

_opened: dict[tuple, tuple[Engine, sessionmaker, set[str]]] = {}


@contextlib.contextmanager
def done_once() -> Iterator[None]:
    """Let gradebooks share one engine per database, and cells one checked schema, for a while."""
    with _one_engine(), _one_schema():
        yield


@contextlib.contextmanager
def _one_engine() -> Iterator[None]:
    first_open, last_close = Gradebook.__init__, Gradebook.close

    def open_again(
        self: Gradebook, db_url: str, course_id: str = "default_course", authenticator: Any = None
    ) -> None:
        key = (os.getpid(), db_url, _file(db_url))
        if key not in _opened:
            first_open(self, db_url, course_id, authenticator)
            maker = sessionmaker(autoflush=True, bind=self.engine, future=True)
            # asked again: the file may not have been there before
            _opened[os.getpid(), db_url, _file(db_url)] = self.engine, maker, {course_id}
            return
        self.engine, maker, courses = _opened[key]
        self.db = scoped_session(maker)
        self.course_id = course_id
        self.authenticator = authenticator
        if course_id not in courses:
            self.check_course(course_id=course_id)
            courses.add(course_id)

    Gradebook.__init__ = open_again
    Gradebook.close = lambda self: self.db.remove()
    try:
        yield
    finally:
        Gradebook.__init__, Gradebook.close = first_open, last_close


def _file(db_url: str) -> tuple[int, int] | None:
    """Tell a SQLite file from another that took its name."""
    path = Path(db_url.removeprefix("sqlite:///"))
    with contextlib.suppress(OSError):
        status = path.stat()
        return status.st_dev, status.st_ino
    return None


@contextlib.contextmanager
def _one_schema() -> Iterator[None]:
    """Check each schema at its first use only."""
    validators: dict[tuple, Any] = {}

    def validate(instance: Any, schema: dict[str, Any]) -> None:
        name = schema["title"], str(schema["properties"]["schema_version"])
        if name not in validators:
            kind = jsonschema.validators.validator_for(schema)
            kind.check_schema(schema)
            validators[name] = kind(schema)
        for error in validators[name].iter_errors(instance):
            raise error

    whole = common.jsonschema
    common.jsonschema = SimpleNamespace(validate=validate)
    try:
        yield
    finally:
        common.jsonschema = whole
