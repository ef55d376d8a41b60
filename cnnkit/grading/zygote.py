"""The program inside the walls: a finished kernel that answers each request with a copy of itself.

It imports what the assignment imports, builds ipykernel's own kernel and shell, and then waits.
For every notebook it forks; the copy gets namespaces, a work folder and limits of its own and
serves that one notebook over a socket. Nothing is computed before the fork: libraries that keep
threads, as PyTorch does, would not survive it.

What differs from ipykernel is the transport alone: see `cnnkit.grading.pipe`.
"""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import gc
import importlib
import inspect
import io
import json
import os
import resource
import select
import signal
import socket
import sys
import tarfile
import threading
import warnings
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any, NamedTuple

from IPython.utils.capture import capture_output

from cnnkit.grading import wire
from cnnkit.grading.judge import Judge
from cnnkit.grading.sandbox import HOME
from cnnkit.grading.tamper import Guard
from cnnkit.grading.witness import Witness

__all__ = ["main"]

_NEW_NS, _NEW_USER = 0x00020000, 0x10000000
_NEW_PID, _NEW_IPC = 0x20000000, 0x08000000
_READ_ONLY, _NO_SUID, _NO_DEV, _NO_EXEC = 1, 2, 4, 8
_SET_NO_NEW_PRIVS, _CAPSET = 38, {"x86_64": 126, "aarch64": 91}
_libc = ctypes.CDLL(None, use_errno=True)


# -- The parent ----------------------------------------------------------------------------------


def main() -> None:
    """Prepare everything, then fork a kernel for each request until the grader hangs up."""
    control = socket.socket(fileno=int(sys.argv[1]))
    settings = json.loads(sys.argv[2])
    own_pids = None if settings["unsafe"] else _become_init()
    app = _prepare(settings)
    control.send(b"{}")
    _Parent(control, settings, app, own_pids).serve()


def _become_init() -> int:
    """Own the namespaces that kernels are forked into; return a handle on that of processes."""
    user, group = os.getuid(), os.getgid()
    _call("unshare", _NEW_USER | _NEW_PID | _NEW_NS)
    for name, text in (
        ("setgroups", "deny"),
        ("uid_map", f"{user} {user} 1"),
        ("gid_map", f"{group} {group} 1"),
    ):
        Path("/proc/self", name).write_text(text)
    if child := os.fork():
        os.closerange(3, 256)
        _, status = os.waitpid(child, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)
    _hide_processes(read_only=False)
    return os.open("/proc/self/ns/pid", os.O_RDONLY | os.O_CLOEXEC)


class _Parent:
    """Forks, watches over what was forked, and passes on interrupts."""

    def __init__(
        self, control: socket.socket, settings: dict, app: Any, own_pids: int | None
    ) -> None:
        self.control = control
        self.settings = settings
        self.app = app
        self.own_pids = own_pids
        self.kernels: dict[int, tuple[int, socket.socket, int]] = {}  # number: pid, socket, pidfd

    def serve(self) -> None:
        """Handle requests, deaths and hang-ups until the grader has gone."""
        while True:
            poll = select.poll()
            poll.register(self.control, select.POLLIN)
            for _, line, pidfd in self.kernels.values():
                poll.register(line, 0)  # tells of a hang-up alone
                poll.register(pidfd, select.POLLIN)
            events = dict(poll.poll(50 if self.kernels else None))
            for number, (_, line, pidfd) in list(self.kernels.items()):
                if line.fileno() in events or pidfd in events:
                    self._end(number)
            if self.control.fileno() in events and not self._obey():
                break
            for number in list(self.kernels):
                self._watch(number)
        for number in list(self.kernels):
            self._end(number)

    def _obey(self) -> bool:
        data, descriptors, _, _ = socket.recv_fds(self.control, 4096, 2)
        if not data:
            return False
        order = json.loads(data)
        if order["order"] == "fork":
            line, *other = (socket.socket(fileno=each) for each in descriptors)
            self._fork(order, line, other[0] if other else None)
        elif order["kernel"] in self.kernels:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.kernels[order["kernel"]][0], signal.SIGINT)
        return True

    def _fork(self, order: dict, line: socket.socket, other: socket.socket | None) -> None:
        if self.own_pids is not None:
            _call("unshare", _NEW_PID)
        pid = os.fork()
        if pid == 0:
            _in_kernel(self, line, _Role(order["role"], other))
        if other is not None:
            other.close()
        if self.own_pids is not None:
            _call("setns", self.own_pids, _NEW_PID)
        self.kernels[order["kernel"]] = pid, line, os.pidfd_open(pid)

    def _end(self, number: int) -> None:
        """Kill a kernel, and with the first process of its namespace all others; say why."""
        pid, line, pidfd = self.kernels.pop(number)
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        if self.own_pids is None:  # no namespace that would end with its first process
            with contextlib.suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        os.close(pidfd)
        line.close()

    def _watch(self, number: int) -> None:
        """End a kernel whose processes are too many or hold too much memory together."""
        pid, line, _ = self.kernels[number]
        family = _family(pid)
        limits = self.settings["limits"]
        reason = ""
        if len(family) > limits["processes"]:
            reason = f"it started more than {limits['processes']} processes"
        elif sum(map(_own_memory, family)) > limits["memory"]:
            reason = f"it used more than {limits['memory'] // 2**20} MB of memory"
        if reason:
            with contextlib.suppress(OSError):
                line.setblocking(False)
                line.send(wire.pack({"ended": reason}))
            self._end(number)


def _family(ancestor: int) -> list[int]:
    """List a process and its descendants."""
    parents: dict[int, int] = {}
    for entry in os.listdir("/proc"):
        if entry.isdecimal():
            with contextlib.suppress(OSError):
                stat = Path("/proc", entry, "stat").read_text()
                parents[int(entry)] = int(stat.rpartition(")")[2].split()[1])
    family = [ancestor]
    for member in family:
        family += [pid for pid, parent in parents.items() if parent == member]
    return family


def _own_memory(pid: int) -> int:
    """Return the bytes that a process holds and that did not come from the zygote."""
    with contextlib.suppress(OSError, ValueError):
        _, held, shared, *_ = map(int, Path("/proc", str(pid), "statm").read_text().split())
        return max(0, (held - shared) * resource.getpagesize() - _INHERITED)
    return 0


_INHERITED = 0


# -- The fork ------------------------------------------------------------------------------------


class _Role(NamedTuple):
    """What a kernel is for: "notebook" or "judge"; and its line to the other one, if there is."""

    name: str
    other: socket.socket | None


def _in_kernel(parent: _Parent, line: socket.socket, role: _Role) -> None:
    """Wall the copy in and let it serve; never returns."""
    status = 1
    try:
        parent.control.close()
        for _, other, pidfd in parent.kernels.values():
            other.close()
            os.close(pidfd)
        if parent.own_pids is not None:
            os.close(parent.own_pids)
            _close_the_walls(parent.settings["limits"])
        os.setsid()
        _serve_notebook(parent.app, line, parent.settings, role)
        status = 0
    except BaseException:
        import traceback

        with contextlib.suppress(BaseException):
            os.write(2, traceback.format_exc().encode())
    finally:
        os._exit(status)


def _close_the_walls(limits: dict[str, int]) -> None:
    _call("unshare", _NEW_NS | _NEW_IPC)
    with contextlib.suppress(OSError):  # from Linux 6.14 on each namespace has a limit of its own
        _hide_processes(read_only=False)
        Path("/proc/sys/kernel/pid_max").write_text("400")
    _hide_processes(read_only=True)
    size = f"size={limits['disk']},nr_inodes=20000,mode=0700"
    folders = [HOME, "/dev/shm"]
    if not os.statvfs("/tmp").f_flag & os.ST_RDONLY:  # or Python itself lives there
        folders.append("/tmp")
    for folder in folders:
        _mount("tmpfs", folder, _NO_SUID | _NO_DEV, size)
    for kind, most in (
        (resource.RLIMIT_AS, limits["memory"]),
        (resource.RLIMIT_FSIZE, limits["disk"]),
        (resource.RLIMIT_NOFILE, limits["files"]),
        (resource.RLIMIT_NPROC, limits["processes"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    _call("prctl", _SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    version_3 = (ctypes.c_uint32 * 2)(0x20080522, 0)
    _call("syscall", _CAPSET[os.uname().machine], version_3, (ctypes.c_uint32 * 6)())


def _hide_processes(*, read_only: bool) -> None:
    """Show only the processes of this namespace, or where the system refuses that, none."""
    flags = _NO_SUID | _NO_DEV | _NO_EXEC | (_READ_ONLY if read_only else 0)
    try:
        _mount("proc", "/proc", flags)
    except OSError:
        if not read_only:
            return  # a container's own /proc is in the way; the kernels get an empty one
        kept = {name: Path("/proc", name).read_bytes() for name in ("cpuinfo", "meminfo")}
        _mount("tmpfs", "/proc", _NO_SUID | _NO_DEV | _NO_EXEC, "size=1m")
        for name, text in kept.items():
            Path("/proc", name).write_bytes(text)


def _mount(kind: str, folder: str, flags: int, data: str = "") -> None:
    _call("mount", kind.encode(), folder.encode(), kind.encode(), flags, data.encode())


def _call(name: str, *args: Any) -> None:
    if getattr(_libc, name)(*args) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


# -- The kernel ----------------------------------------------------------------------------------

_WARM_UP = (
    "1 + 1",
    "def f():\n    return 1 / 0",
    "f()",
    "1 +",
    "print(1)",
    "import numpy as np\nnp.arange(3)",
    "{'a': [1.0] * 3}",
    "raise ValueError('no')",
)


def _prepare(settings: dict) -> Any:
    """Import, build the kernel, and use it a little; no thread may be alive after it."""
    import ipykernel.debugger
    from traitlets.config import Config

    ipykernel.debugger._is_debugpy_available = False
    from cnnkit.grading import pipe as kinds

    _load(settings["preload"])
    config = Config()
    config.HistoryManager.enabled = False
    config.HistoryManager.hist_file = ":memory:"
    app = kinds.PipeApp.instance(config=config, session=kinds.PipeSession(), user_ns=None)
    app.initialize([])
    app.kinds = kinds
    shell = app.shell
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        before = sys.displayhook
        for _ in range(2):
            for cell in _WARM_UP:
                shell.run_cell(cell, store_history=True)
        sys.displayhook = before
    shell.reset(new_session=False)
    shell.execution_count = 1
    shell.history_manager.reset(new_session=False)
    shell._last_traceback = None
    app.guard = Guard(kinds.PipeSession.pipe.write)
    global _INHERITED
    _INHERITED = _own_memory(os.getpid())
    gc.collect()
    gc.freeze()  # a fork's garbage collector would else touch, and so copy, everything
    return app


_OF_NUMPY = ("numpy.linalg", "numpy.random", "numpy.testing")
"""Parts that NumPy loads at their first use, which would be in every fork."""


def _load(names: list[str]) -> None:
    with (
        open(os.devnull, "w") as nowhere,
        contextlib.redirect_stdout(nowhere),
        contextlib.redirect_stderr(nowhere),
        warnings.catch_warnings(),
    ):
        warnings.simplefilter("ignore")
        for name in (*names, *_OF_NUMPY):
            if name in _OF_NUMPY and "numpy" not in sys.modules:
                continue
            # What is missing fails in the notebook, where the student sees it.
            with contextlib.suppress(Exception):
                importlib.import_module(name)


def _serve_notebook(app: Any, line: socket.socket, settings: dict, role: _Role) -> None:
    """Unpack the data files, then answer requests until the grader hangs up."""
    kinds, kernel, session = app.kinds, app.kernel, app.session
    reader = wire.Reader()
    first = _read_files(line, reader)
    session.pipe.line = line
    session.pid = os.getpid()
    kinds.Stream.left = settings["limits"]["output"]
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    app.init_io_of_a_fork()
    kernel._stdout, kernel._stderr = sys.stdout, sys.stderr
    threading.Thread(target=kinds.flush_now_and_then, daemon=True).start()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _reseed()
    app.guard.start(app.shell)
    app.judge = app.witness = None
    if role.name == "judge" and role.other:
        app.judge = Judge(
            role.other, app.shell.user_ns, lambda: session.pipe.write({"interrupt": 1})
        )
        _hide_our_frames(app.shell)
    elif role.other:
        app.witness = Witness(role.other, app.shell.user_ns)
    asyncio.run(_answer(app, line, reader, first, settings["limits"]))


def _hide_our_frames(shell: Any) -> None:
    """End tracebacks in the test cell, not in the machinery that carries its calls."""
    show, ours = shell.showtraceback, str(Path(__file__).parent)

    def showtraceback(exc_tuple: Any = None, *args: Any, **options: Any) -> None:
        kind, value, trace = shell._get_exc_info(exc_tuple)
        last, frame = trace, trace
        while frame is not None:
            if not frame.tb_frame.f_code.co_filename.startswith(ours):
                last = frame
            frame = frame.tb_next
        if last is not None:
            last.tb_next = None
        show((kind, value, trace), *args, **options)

    shell.showtraceback = showtraceback


def _read_files(line: socket.socket, reader: wire.Reader) -> list:
    """Wait for the archive of data files; return what arrived behind it."""
    arrived: list = []
    while not arrived:
        data = line.recv(2**20)
        if not data:
            os._exit(0)
        arrived += reader.feed(data)
    header, buffers = arrived.pop(0)
    folder = header["folder"] or HOME
    if buffers[0]:
        with tarfile.open(fileobj=io.BytesIO(buffers[0])) as archive:
            archive.extractall(folder, filter="data")
    os.chdir(folder)
    return arrived


def _reseed() -> None:
    """Give this copy its own random numbers, in every library that was loaded."""
    import random

    random.seed()
    if "numpy.random" in sys.modules:
        sys.modules["numpy.random"].seed()
    if "torch" in sys.modules:
        sys.modules["torch"].default_generator.seed()


async def _answer(app: Any, line: socket.socket, reader: Any, arrived: list, limits: dict) -> None:
    """Serve requests one after the other; messages of widgets may come in between."""
    from tornado.ioloop import IOLoop

    kernel, stream_kind = app.kernel, app.kinds.Stream
    kernel.io_loop = IOLoop.current()
    kernel._main_asyncio_lock = lock = asyncio.Lock()
    kernel.shell.exit_now = False
    kernel.set_parent([], {"header": {}})
    queue: asyncio.Queue = asyncio.Queue()
    for item in arrived:
        queue.put_nowait(item)

    def read() -> None:
        try:
            data = line.recv(2**20, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        if not data:
            os._exit(0)
        for item in reader.feed(data):
            queue.put_nowait(item)

    loop = asyncio.get_running_loop()
    loop.add_reader(line, read)
    if app.witness:
        app.witness.listen(loop)
    while True:
        msg, buffers = await queue.get()
        msg["buffers"] = buffers
        if msg["header"]["msg_type"] == "execute_request":
            stream_kind.left, stream_kind.said_so = limits["output"], False
        async with lock:
            await _dispatch(app, msg)


async def _dispatch(app: Any, msg: dict[str, Any]) -> None:
    """Do what ipykernel's ``dispatch_shell`` does."""
    kernel, guard, shell = app.kernel, app.guard, app.kinds.SHELL
    kind = msg["header"]["msg_type"]
    if kind == "integrity_request":
        changed = {"changed": guard.changed(kernel.shell)}
        kernel.session.send(shell, "integrity_reply", changed, parent=msg)
        return
    graded = kind == "execute_request" and msg["metadata"].get("graded", False)
    around: Any = nullcontext()
    if graded and app.judge:
        around = _judging(app, msg["metadata"])
    elif graded:
        around = guard.watching(kernel.shell, msg["content"]["code"], msg["metadata"]["hidden"])
    kernel.set_parent([], {**msg, "content": {}} if graded else msg)
    kernel._publish_status("busy", "shell")
    kernel.pre_handler_hook()
    try:
        with around:
            done = kernel.shell_handlers[kind](shell, [], msg)
            if inspect.isawaitable(done):
                await done
    except Exception:
        kernel.log.exception("Exception in message handler:")
        _give_up(app, msg)
    except KeyboardInterrupt:
        kernel.log.error("KeyboardInterrupt caught in kernel.")
        _give_up(app, msg)
    finally:
        kernel.post_handler_hook()
    if sys.stdout is not None:
        sys.stdout.flush()
    if sys.stderr is not None:
        sys.stderr.flush()
    kernel._publish_status("idle", "shell")


def _give_up(app: Any, msg: dict[str, Any]) -> None:
    """Let nobody wait for an answer that will not come."""
    if msg["header"]["msg_type"] == "execute_request":
        content = {"status": "error", "ename": "", "evalue": "", "traceback": []}
        app.kernel.session.send(app.kinds.SHELL, "execute_reply", content, parent=msg)


@contextlib.contextmanager
def _judging(app: Any, metadata: dict[str, Any]) -> Iterator[None]:
    """Bind the notebook's functions, and run what the instructor's cells above say."""
    shell = app.kernel.shell
    order = metadata["judged"]
    options = {name: order[name] for name in ("objects", "seeds", "quiet", "blank")}
    app.judge.bind(order["names"], **options)
    for code in order["before"]:
        with capture_output():
            shell.run_cell(code, silent=True, store_history=False)
    with app.guard.marking(shell, metadata["hidden"]):
        yield
    if order["blank"]:
        app.kinds.PipeSession.pipe.write({"blanked": app.judge.blanked})


if __name__ == "__main__":
    main()
