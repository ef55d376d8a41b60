"""Several machines: a real scheduler, two workers, and a real PostgreSQL server for the grades."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from cnnkit.grading.course import Course
from cnnkit.grading.mock_class import make_mock_class, surprises
from tests.exercises.classroom import PATH, REPOSITORY
from tests.grading.rehearsal import cnnkit, nbgrader
from tests.system import give_up


def server_program(name):
    """Find a program of PostgreSQL, which Debian keeps out of the PATH."""
    places = [*map(str, Path("/usr/lib/postgresql").glob("*/bin")), os.environ["PATH"]]
    found = shutil.which(name, path=os.pathsep.join(places))
    return found or give_up(f"{name} is missing: install the Debian package postgresql")


@pytest.fixture(scope="module")
def gradebook():
    """Start a server in a folder of its own, without a port; return the gradebook's address."""
    initdb, pg_ctl = server_program("initdb"), server_program("pg_ctl")
    user = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}  # it refuses root
    with tempfile.TemporaryDirectory(prefix="pg") as folder:
        if user:
            shutil.chown(folder, **user)

        def run(*words):
            subprocess.run(words, cwd=folder, check=True, capture_output=True, **user)

        run(initdb, "--pgdata", "data", "--username", "grader", "--auth", "trust", "--no-sync")
        options = f"-c listen_addresses= -c unix_socket_directories={folder} -c fsync=off"
        log = ("--log", f"{folder}/log")  # else the server keeps the pipes of its starter open
        run(pg_ctl, "--pgdata", "data", *log, "--options", options, "--wait", "start")
        try:
            yield f"postgresql+psycopg://grader@/postgres?host={folder}"
        finally:
            run(pg_ctl, "--pgdata", "data", "--mode", "immediate", "stop")


@pytest.fixture(scope="module")
def course(walls, gradebook, tmp_path_factory):
    folder = tmp_path_factory.mktemp("cluster") / "course"
    make_mock_class(Course.at(REPOSITORY), folder, 10, ["pooling"])
    config = folder / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\nc.CourseDirectory.db_url = {gradebook!r}\n")
    nbgrader(folder, "generate_assignment", "pooling", "--force")
    return Course.at(folder)


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """Start a scheduler and two workers; return the scheduler's address."""
    folder = tmp_path_factory.mktemp("dask")
    dask = [str(Path(sys.executable).parent / "dask")]
    contact = folder / "scheduler.json"
    shared = ["--scheduler-file", str(contact), "--no-dashboard"]
    with (folder / "log").open("wb") as log:
        start = {"cwd": folder, "env": os.environ | {"PATH": PATH}, "stdout": log, "stderr": log}
        programs = [
            subprocess.Popen(
                [*dask, "scheduler", "--host", "127.0.0.1", "--port", "0", *shared], **start
            )
        ]
        deadline = time.monotonic() + 60
        while not contact.is_file():
            assert time.monotonic() < deadline, (folder / "log").read_text()
            time.sleep(0.1)
        worker = [*dask, "worker", "--nthreads", "1", "--host", "127.0.0.1", *shared]
        programs += [subprocess.Popen(worker, **start) for _ in range(2)]
        address = json.loads(contact.read_text())["address"]
        from distributed import Client

        with Client(address) as client:
            client.wait_for_workers(2, timeout=60)
        yield address
        for program in reversed(programs):
            program.terminate()
            program.wait(30)


def test_two_workers_fill_a_postgresql_gradebook_with_the_expected_grades(course, scheduler):
    said = cnnkit(course.root, "grade", "pooling", "--scheduler", scheduler)
    assert "pooling: 10 graded now" in said
    assert not (course.root / "gradebook.db").exists()
    assert surprises(course, "pooling") == []
    again = cnnkit(course.root, "grade", "pooling", "--scheduler", scheduler)
    assert "pooling: 0 graded now" in again
    assert "10 before" in again


def test_the_other_commands_read_that_gradebook_too(course, scheduler):
    cnnkit(course.root, "grade", "pooling", "--scheduler", scheduler)
    assert "wrote 10 students" in cnnkit(course.root, "grades", "pooling")
    assert "O1 max_pool2d" in cnnkit(course.root, "report", "pooling")


def test_a_gradebook_in_a_file_is_refused(scheduler, tmp_path):
    make_mock_class(Course.at(REPOSITORY), tmp_path / "course", 1, ["pooling"])
    nbgrader(tmp_path / "course", "generate_assignment", "pooling", "--force")
    words = ("grade", "pooling", "--scheduler", scheduler)
    said = cnnkit(tmp_path / "course", *words, ends_with=2)
    assert "set c.CourseDirectory.db_url = 'postgresql+psycopg://" in said
