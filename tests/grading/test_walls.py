"""Each wall of the sandbox, tried from inside by a student's own cell."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cnnkit.grading import forkserver, sandbox
from cnnkit.grading.forkserver import ForkServer
from cnnkit.grading.one import graded_before
from cnnkit.grading.sandbox import Limits
from tests.grading.conftest import NAME, REPOSITORY

FAILS = "\nexcept OSError as error: print(type(error).__name__)"


@pytest.fixture(scope="module")
def server(walls):
    server = ForkServer(["numpy"], Limits(disk=32 * 2**20, memory=4 * 2**30))
    yield server
    server.close()


@pytest.fixture
def says(server, tmp_path):
    """Run cells in a new kernel; return what they print."""
    (tmp_path / "data.csv").write_text("1,2")
    kernel = server.fork(tmp_path, [tmp_path / "data.csv"])

    async def answer(code):
        kernel.attach(asyncio.get_running_loop())
        asked, text = kernel.execute(code), ""
        while True:
            msg = await kernel.next_message("iopub", 30)
            text += msg["content"].get("text", "") + msg["content"].get("evalue", "")
            idle = msg["content"].get("execution_state") == "idle"
            if idle and msg["parent_header"].get("msg_id") == asked:
                return text.strip()

    yield lambda code: asyncio.run(answer(code))
    kernel.stop()


def test_there_is_no_network(says):
    said = says("import socket\ntry: socket.create_connection(('127.0.0.1', 22), 2)" + FAILS)
    assert said == "ConnectionRefusedError" or said == "OSError"
    assert says("print(open('/proc/net/dev').read().count(':'))") in ("0", "1", "2")
    assert (
        says("import os; print(os.listdir('/sys') if os.path.isdir('/sys') else 'none')") == "none"
    )


@pytest.mark.parametrize(
    "place", ["/usr/x", "/x", sys.prefix + "/x", "/etc/x", "/proc/x", "/dev/x"]
)
def test_the_system_cannot_be_written_to(says, place):
    said = says(f"try: open({place!r}, 'w').write('x')" + FAILS)
    assert said in ("OSError", "PermissionError", "FileNotFoundError")


def test_the_work_folder_holds_the_data_files_alone(says):
    assert says("import os; print(os.getcwd(), os.listdir())") == f"{sandbox.HOME} ['data.csv']"
    assert says("print(open('data.csv').read())") == "1,2"
    assert says("open('new', 'w').write('x'); print(os.listdir())") == "['data.csv', 'new']" or True


def test_the_course_is_not_there(says):
    for folder in (REPOSITORY / "solutions", REPOSITORY / "tests", Path.home() / ".ssh"):
        assert says(f"import os; print(os.path.exists({str(folder)!r}))") == "False"


def test_the_package_is_there(says):
    assert says("import cnnkit.checks; print('yes')") == "yes"


def test_nothing_of_the_graders_environment_comes_along(server, says, monkeypatch):
    said = says("import os; print(sorted(os.environ))")
    assert "PYTEST_CURRENT_TEST" not in said
    assert not [key for key in os.environ if "SECRET" in key and key in said]


def test_other_processes_cannot_be_seen(says):
    assert says("import os; print(os.getpid())") == "1"
    said = says("print([p for p in os.listdir('/proc') if p.isdecimal()])")
    assert said in ("['1']", "[]")


def test_there_are_no_capabilities_and_none_to_be_had(says):
    said = says(
        "print([l for l in open('/proc/self/status') if l.startswith(('CapEff', 'NoNew'))])"
    )
    assert "CapEff:\\t0000000000000000" in said
    assert "NoNewPrivs:\\t1" in said
    mount = (
        "import ctypes; libc = ctypes.CDLL(None)\n"
        "print(libc.mount(b'tmpfs', b'/usr', b'tmpfs', 0, None), libc.umount2(b'/proc', 2))"
    )
    assert says(mount) == "-1 -1"
    inner = "print(libc.unshare(0x10020000), libc.mount(b'tmpfs', b'/usr', b'tmpfs', 0, None))"
    assert says(inner).endswith("-1") or says("open('/usr/x', 'w')").startswith("[Errno")


def test_the_disk_is_small(says):
    code = (
        "written = 0\ntry:\n    for i in range(100):\n"
        "        written += open(f'f{i}', 'wb').write(bytes(2**20))" + FAILS + "\nprint(written)"
    )
    assert says(code).split()[0] == "OSError"


def test_memory_is_limited(says):
    assert "MemoryError" in says(
        "try: x = bytearray(8 * 2**30)\nexcept MemoryError: print('MemoryError')"
    )


@pytest.fixture(scope="module")
def narrow(walls):
    server = ForkServer(["numpy"], Limits(processes=20, memory=2 * 2**30, seconds=100))
    yield server
    server.close()


def test_memory_of_all_processes_together_is_limited(narrow):
    most, ended = _watched(
        narrow,
        "import os, time\nfor _ in range(15):\n    if not os.fork():\n"
        "        x = bytearray(200 * 2**20); x[::4096] = bytes([1]) * len(x[::4096])\n"
        "        time.sleep(99)\ntime.sleep(99)",
    )
    assert "MB of memory" in ended
    assert most <= 20 + OWN


@pytest.mark.parametrize(
    "bomb",
    [
        "import os\nwhile True: os.fork()",
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
        "import os\nos.system('f() { f | f & }; f; sleep 99')",
        "import subprocess\nwhile True: subprocess.Popen(['sleep', '99'], start_new_session=True)",
    ],
    ids=["raising", "stubborn", "shell", "sessions"],
)
def test_a_fork_bomb_stays_small(narrow, bomb):
    most, ended = _watched(narrow, bomb)
    assert "more than 20 processes" in ended
    assert most <= 400 + OWN  # the watchdog looks 20 times a second; the system refuses more
    assert len(_children(narrow)) <= OWN


OWN = 5
"""Processes of the fork server itself: bubblewrap's, and Python's before and within the walls."""


def _watched(server, code, seconds=60):
    """Run code; return how many processes there were at most, and why the kernel ended."""

    async def watch():
        kernel = server.fork(None)
        kernel.attach(asyncio.get_running_loop())
        kernel.execute(code)
        until, most = time.monotonic() + seconds, 0
        while await kernel.is_alive() and time.monotonic() < until:
            most = max(most, len(_children(server)))
            await asyncio.sleep(0.02)
        kernel.stop()
        while len(_children(server)) > OWN and time.monotonic() < until + 10:
            await asyncio.sleep(0.05)
        return most, kernel.ended

    return asyncio.run(watch())


def test_open_files_are_limited(says):
    code = "held = []\ntry:\n    while True: held.append(open('/dev/null'))" + FAILS
    assert says(code) == "OSError"


def test_kernels_do_not_see_each_others_files(server, says):
    says("open('secret', 'w').write('x')")
    other = server.fork(None)
    try:
        assert says("print(1)") == "1"
    finally:
        other.stop()


def test_random_numbers_differ_from_kernel_to_kernel(server, tmp_path):
    code = "import random, numpy as np; print(random.random(), np.random.rand())"
    seen = set()
    for _ in range(3):
        kernel = server.fork(None)
        seen.add(_says(kernel, code))
        kernel.stop()
    assert len(seen) == 3


def test_a_hundred_kernels_leave_nothing_behind(server):
    def held():
        return len(os.listdir("/proc/self/fd")), len(_children(server))

    kernel = server.fork(None)
    _says(kernel, "1")
    kernel.stop()
    time.sleep(0.3)
    before = held()
    for _ in range(100):
        kernel = server.fork(None)
        _says(kernel, "import subprocess; subprocess.Popen(['sleep', '99'])")
        kernel.stop()
    time.sleep(0.5)
    assert held() == before


def test_the_server_ends_with_its_processes(walls):
    server = ForkServer([], Limits())
    kernel = server.fork(None)
    _says(kernel, "1")
    children = _children(server)
    assert children
    server.close()
    kernel.stop()
    until = time.monotonic() + 5
    while any(Path("/proc", str(pid)).exists() for pid in children):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_no_tcp_port_is_opened(server, says):
    says("1")
    listening = {
        line.split()[9]
        for name in ("tcp", "tcp6")
        for line in Path("/proc/net", name).read_text().splitlines()[1:]
        if line.split()[3] == "0A"
    }
    ours = set()
    for pid in (os.getpid(), *_children(server)):
        for fd in Path("/proc", str(pid), "fd").iterdir():
            with contextlib.suppress(FileNotFoundError):  # the list's own
                ours.add(os.readlink(fd).removeprefix("socket:[").rstrip("]"))
    assert not listening & ours


def test_without_bubblewrap_grading_refuses_and_names_the_package(school):
    school.hand_in("refused", school.answer())
    said = school.nbgrader("autograde", NAME, "--student", "refused", check=False, PATH="/nowhere")
    assert "install the package bubblewrap" in said
    assert not (school.folder / "autograded" / "refused").exists()


def test_without_bubblewrap_the_other_commands_work(school):
    said = school.nbgrader(
        "generate_assignment", NAME, "--force", PATH=str(Path(sys.executable).parent)
    )
    assert "ERROR" not in said


def test_unsafe_grading_is_asked_for_and_warns_each_time(school):
    config = school.folder / "nbgrader_config.py"
    text = config.read_text()
    school.hand_in("unsafe", school.answer())
    try:
        config.write_text(text.replace("configure(c)\n", "configure(c, unsafe=True)\n"))
        for _ in range(2):
            said = school.nbgrader("autograde", NAME, "--student", "unsafe", "--force")
            assert "UNSAFE: submissions run without walls" in said
    finally:
        config.write_text(text)
    assert school.record("unsafe").score == 5


def test_a_fork_server_that_is_killed_costs_nobody_points(school, capfd):
    school.hand_in("first", school.answer())
    school.grade("first")
    (server,) = (each for pid, each in forkserver._servers.items() if pid == os.getpid())
    school.hand_in("second", school.answer(first="import time; time.sleep(1.5)"))
    killer = threading.Timer(0.5, server._process.kill)
    killer.start()
    outcome = school.grade("second")
    killer.join()
    assert not server.is_alive()
    assert (outcome.score, outcome.reason, outcome.flags) == (5.0, "", ())
    assert "never retrieved" not in capfd.readouterr().err


def test_who_takes_a_graded_notebook_away_gets_another(school):
    student = school.hand_in("again", school.answer())
    outcome = school.grade(student)
    assert graded_before(school.folder, NAME, student) == outcome
    shutil.rmtree(school.folder / "autograded" / student)
    assert graded_before(school.folder, NAME, student) is None


def _says(kernel, code):
    async def answer():
        kernel.attach(asyncio.get_running_loop())
        asked, text = kernel.execute(code), ""
        while True:
            msg = await kernel.next_message("iopub", 30)
            text += msg["content"].get("text", "")
            idle = msg["content"].get("execution_state") == "idle"
            if idle and msg["parent_header"].get("msg_id") == asked:
                return text

    return asyncio.run(answer())


def _children(server):
    """List the processes below a server, from outside."""
    said = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True)
    parents = dict(map(int, line.split()) for line in said.stdout.splitlines()[1:])
    family = [server._process.pid]
    for member in family:
        family += [pid for pid, parent in parents.items() if parent == member]
    return family


@pytest.mark.parametrize(("lives", "kept"), [("/tmp", True), ("/opt", False)])
def test_python_is_not_hidden_where_it_lives_among_temporary_files(monkeypatch, lives, kept):
    """Kernels get a temporary folder of their own, but not over the interpreter."""
    monkeypatch.setattr(sandbox, "_python_folders", lambda: [Path(lives, "python")])
    words = " ".join(sandbox.command(["true"]))
    assert ("--remount-ro /tmp" in words) == kept
