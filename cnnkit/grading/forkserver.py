"""The grader's side of the fork server: start it, ask it for kernels, and end what it started.

A `Kernel` has the few methods by which nbclient speaks to a kernel, so that nbclient's own code
runs a notebook: its time limits, its outputs, its widgets.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import io
import itertools
import json
import os
import select
import socket
import subprocess
import sys
import tarfile
import tempfile
import time
import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty
from typing import Any

from nbclient.exceptions import DeadKernelError

from cnnkit.grading import sandbox, wire
from cnnkit.grading.sandbox import Limits

__all__ = ["ForkServer", "Kernel", "server_for"]

START = 120.0
"""Seconds for the imports of an assignment."""

FLOOD = 256 * 2**20
"""Bytes that a kernel may send before it is stopped; what it cuts by itself does not count."""

NO_ANSWER = "the kernel's loop"

_servers: dict[int, ForkServer] = {}  # by process: a fork must not use its parent's


def server_for(
    preload: Sequence[str],
    limits: Limits,
    *,
    hidden: Sequence[Path] = (),
    unsafe: bool = False,
) -> ForkServer:
    """Return this process's fork server; start one if there is none for these imports.

    Parameters
    ----------
    preload : sequence of str
        Modules that the assignment imports.
    limits : Limits
        What one submission may use.
    hidden : sequence of Path
        Folders that no submission may see.
    unsafe : bool
        Whether to do without walls.
    """
    wanted = (tuple(preload), limits, tuple(hidden), unsafe)
    server = _servers.get(os.getpid())
    if server and (server.wanted != wanted or not server.is_alive()):
        server.close()
        server = None
    if server is None:
        server = _servers[os.getpid()] = ForkServer(*wanted)
    return server


class ForkServer:
    """A warm Python behind walls, which forks a finished kernel for each notebook.

    Parameters
    ----------
    preload : sequence of str
        Modules to import before the first fork.
    limits : Limits
        What one kernel may use.
    hidden : sequence of Path
        Folders that must not be seen inside.
    unsafe : bool
        Whether to do without walls.
    """

    def __init__(
        self,
        preload: Sequence[str],
        limits: Limits,
        hidden: Sequence[Path] = (),
        unsafe: bool = False,
    ) -> None:
        self.wanted = (tuple(preload), limits, tuple(hidden), unsafe)
        self.limits = limits
        self.unsafe = unsafe
        self._numbers = itertools.count()
        self._owner = os.getpid()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        settings = {"preload": list(preload), "limits": limits.as_dict(), "unsafe": unsafe}
        program = [sys.executable, "-m", "cnnkit.grading.zygote", str(theirs.fileno())]
        program.append(json.dumps(settings))
        self._log = tempfile.TemporaryFile()  # noqa: SIM115
        with theirs:
            self._process = subprocess.Popen(
                program if unsafe else sandbox.command(program, hidden=hidden),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._log,
                pass_fds=[theirs.fileno()],
            )
        self._is_ready = False
        atexit.register(self.close)

    def wait(self) -> None:
        """Return when the imports are done."""
        if not self._is_ready:
            self._control.settimeout(START)
            try:
                answer = self._control.recv(64)
            except TimeoutError:
                answer = b""
            self._control.settimeout(None)
            if not answer:
                complaint = self.complaint()
                self.close()
                raise RuntimeError(f"the fork server did not start:\n{complaint}")
            self._is_ready = True

    def is_alive(self) -> bool:
        """Whether kernels can still be forked."""
        return self._process.poll() is None

    def outlives_its_kernels(self) -> bool:
        """Whether the server is still there a moment after one of its kernels ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(0.3)
        return self.is_alive()

    def complaint(self) -> str:
        """Return what the server and its kernels wrote to stderr."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)
        self._log.seek(0)
        return self._log.read(20000).decode(errors="replace")

    def fork_with_judge(
        self, folder: Path | None, files: Sequence[Path], given: Path, given_files: Sequence[Path]
    ) -> tuple[Kernel, Kernel]:
        """Return a kernel for a notebook and one for its tests, and join them by a line.

        Parameters
        ----------
        folder, files
            As for `fork`.
        given, given_files
            The same for the judge. They must not be the student's: Python imports what lies there.
        """
        here, there = socket.socketpair()
        with here, there:
            notebook = self.fork(folder, files, other=there)
            judge = self.fork(given, given_files, role="judge", other=here)
        judge.partner = notebook
        return notebook, judge

    def fork(
        self,
        folder: Path | None,
        files: Sequence[Path] = (),
        *,
        role: str = "notebook",
        other: socket.socket | None = None,
    ) -> Kernel:
        """Return a new kernel; its work folder holds copies of some files of a folder.

        Parameters
        ----------
        folder : Path, optional
            What the files' names inside are relative to.
        files : sequence of Path
            Regular files below that folder.
        role : {"notebook", "judge"}
            Whether it runs a notebook's cells or tests its functions.
        other : socket.socket, optional
            The kernel's line to the one with the other role.
        """
        self.wait()
        ours, theirs = socket.socketpair()
        number = next(self._numbers)
        with theirs:
            order = json.dumps({"order": "fork", "kernel": number, "role": role}).encode()
            lines = [theirs.fileno(), *([other.fileno()] if other else [])]
            socket.send_fds(self._control, [order], lines)
        kernel = Kernel(self, number, ours)
        if self.unsafe:
            kernel.send_files({"folder": str((folder or Path.cwd()).resolve())}, b"")
        else:
            kernel.send_files({"folder": None}, _archive(folder, files))
        return kernel

    def interrupt(self, number: int) -> None:
        """Send a kernel what Ctrl+C sends."""
        with contextlib.suppress(OSError):
            self._control.send(json.dumps({"order": "interrupt", "kernel": number}).encode())

    def close(self) -> None:
        """End the server and every kernel that it forked."""
        atexit.unregister(self.close)
        if self._owner != os.getpid():  # a fork of the grader does not end its parent's
            return
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._log.close()
        if _servers.get(self._owner) is self:
            del _servers[self._owner]


class Kernel:
    """One kernel, with the methods that nbclient expects of a manager and of a client."""

    allow_stdin = False
    has_kernel = True
    ipykernel = False
    kernel_id = "forked"

    def __init__(self, server: ForkServer, number: int, line: socket.socket) -> None:
        self._server = server
        self._number = number
        self._line: socket.socket | None = line
        line.setblocking(False)
        self._reader = wire.Reader()
        self._received = 0
        self._deadline = time.monotonic() + server.limits.seconds
        self._channels: dict[str, list[dict[str, Any]]] = {"shell": [], "iopub": []}
        self._news = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.ended = ""
        """Why the kernel is no more; a clause that continues "the kernel was stopped: "."""
        self.metadata: dict[str, Any] = {}
        """Goes along with every request to execute; ``graded`` marks a test cell."""
        self._running = ""
        self.peeks: list[str] = []
        """What the student's code looked around with while a test cell ran."""
        self.partner: Kernel | None = None
        """Of a judge: the kernel whose functions it tests."""
        self.was_interrupted = False
        """Whether a judge has asked to interrupt this kernel since this was last set."""
        self.blanked = 0
        """Of a judge: how many calls of the last cell had their arguments blanked."""
        self.session = self
        self.shell_channel = _Channel(self, "shell")
        self.iopub_channel = _Channel(self, "iopub")

    # -- sending ---------------------------------------------------------------------------------

    def send_files(self, header: dict[str, Any], archive: bytes) -> None:
        """Send the work folder's content, which the kernel waits for."""
        self._send(wire.pack(header, [archive]))

    def msg(
        self,
        msg_type: str,
        content: dict[str, Any] | None = None,
        parent: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> dict[str, Any]:
        """Make a Jupyter message, as nbclient's widgets ask a session to."""
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": msg_type,
            "session": "grading",
            "username": "grader",
            "date": datetime.now(UTC).isoformat(),
            "version": "5.4",
        }
        return {
            "header": header,
            "msg_id": header["msg_id"],
            "msg_type": msg_type,
            "parent_header": parent or {},
            "metadata": metadata or {},
            "content": content or {},
        }

    def execute(
        self,
        code: str,
        *,
        silent: bool = False,
        store_history: bool = True,
        stop_on_error: bool = True,
    ) -> str:
        """Ask for the execution of code; return the request's id."""
        content = {
            "code": code,
            "silent": silent,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": stop_on_error,
        }
        self._running = self.send(self.msg("execute_request", content, metadata=self.metadata))
        return self._running

    def kernel_info(self) -> str:
        """Ask the kernel for its language; return the request's id."""
        return self.send(self.msg("kernel_info_request"))

    def send(self, msg: dict[str, Any]) -> str:
        """Send a message; return its id."""
        self._send(wire.pack(msg))
        return msg["header"]["msg_id"]

    def _send(self, data: bytes) -> None:
        """Send everything; a kernel that does not read while it is spoken to is ended."""
        view, until = memoryview(data), time.monotonic() + 30
        while view and self._line is not None:
            try:
                view = view[self._line.send(view) :]
            except BlockingIOError:
                if time.monotonic() > until:
                    self.stop("it did not listen")
                select.select([], [self._line] if self._line else [], [], 1)
            except OSError:
                self._take_all()
                self.stop("its process ended")

    # -- receiving -------------------------------------------------------------------------------

    def attach(self, loop: asyncio.AbstractEventLoop) -> None:
        """Receive in a running loop from now on."""
        self._loop = loop
        self._news = asyncio.Event()
        if self._line is not None:
            loop.add_reader(self._line, self._take)

    def _take(self) -> bool:
        """Take what has arrived; return whether more may come."""
        assert self._line is not None
        try:
            data = self._line.recv(2**20)
        except BlockingIOError:
            return False
        except OSError:
            data = b""
        if not data:
            self.stop("its process ended")
            return False
        self._received += len(data)
        if self._received > FLOOD:
            self.stop(f"it sent more than {FLOOD // 2**20} MB")
            return False
        try:
            for message, buffers in self._reader.feed(data):
                self._sort(message, buffers)
        except (wire.BadMessage, KeyError, TypeError, AttributeError) as error:
            self.stop(f"it sent what is no message ({error})")
            return False
        self._news.set()
        return self._line is not None

    def _take_all(self) -> None:
        while self._line is not None and self._take():
            pass

    def _sort(self, message: dict[str, Any], buffers: list[bytes]) -> None:
        if "ended" in message:
            self.ended = self.ended or str(message["ended"])[:200]
            return
        if "peek" in message:
            if len(self.peeks) < 5:
                self.peeks.append(str(message["peek"])[:100])
            return
        if self.partner is not None and "interrupt" in message:
            self.partner.was_interrupted = True
            self.partner.interrupt()
            return
        if self.partner is not None and "blanked" in message:
            self.blanked = int(message["blanked"])
            return
        if "mark" in message:
            mark = self.msg("mark", {"number": message["mark"]}, {"msg_id": self._running})
            self._channels["iopub"].append(mark)
            return
        msg = message["msg"]
        msg["msg_type"] = msg["header"]["msg_type"]
        msg["buffers"] = buffers
        msg["content"]["__size__"] = None  # fails here if there is no content
        del msg["content"]["__size__"]
        msg["parent_header"].get("msg_id")
        self._channels[message["channel"]].append(msg)

    async def next_message(self, channel: str, timeout: float | None) -> dict[str, Any]:
        """Return the next message of a channel; raise Empty if none comes in time."""
        until = None if timeout is None else time.monotonic() + timeout
        while not self._channels[channel]:
            wait = self._deadline - time.monotonic()
            if wait <= 0:
                self.stop(f"the notebook took more than {self._server.limits.seconds} s")
            if until is not None:
                wait = min(wait, until - time.monotonic())
                if wait <= 0:
                    raise Empty
            if self._line is None:
                raise DeadKernelError(self.ended)
            self._news.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), max(wait, 0.001))
        return self._channels[channel].pop(0)

    async def changed(self, timeout: float = 10) -> str:
        """Return the name of a function that tests rely on and that was replaced, if any."""
        asked = self.send(self.msg("integrity_request"))
        try:
            while True:
                msg = await self.next_message("shell", timeout)
                if msg["parent_header"].get("msg_id") == asked:
                    return str(msg["content"].get("changed", "the answer"))[:100]
        except Empty:
            return NO_ANSWER

    async def settle(self) -> None:
        """Let a call that was given up end; stop the kernel if it goes on and on."""
        if self.was_interrupted and self._line is not None:
            self.was_interrupted = False
            with contextlib.suppress(DeadKernelError):
                for _ in range(10):
                    if await self.changed(0.2) != NO_ANSWER:
                        return
                    self.interrupt()
                self.stop("a call could not be interrupted when its time was over")

    # -- life and death --------------------------------------------------------------------------

    async def is_alive(self) -> bool:
        """Whether the kernel can still answer."""
        return self._line is not None

    async def interrupt_kernel(self) -> None:
        """Send what Ctrl+C sends."""
        self.interrupt()

    def interrupt(self) -> None:
        """Send what Ctrl+C sends."""
        self._server.interrupt(self._number)

    def stop(self, reason: str = "") -> None:
        """End the kernel and everything that it started."""
        if self._line is None:
            return
        self.ended = self.ended or reason
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_reader(self._line)
        self._line.close()  # the fork server kills all of the kernel's processes
        self._line = None
        self._news.set()


class _Channel:
    """One of a kernel's two channels, as nbclient reads them."""

    def __init__(self, kernel: Kernel, name: str) -> None:
        self._kernel = kernel
        self._name = name

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        return await self._kernel.next_message(self._name, timeout)

    def send(self, msg: dict[str, Any]) -> None:
        self._kernel.send(msg)


def _archive(folder: Path | None, files: Sequence[Path]) -> bytes:
    if not files:
        return b""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for path in files:
            info = tarfile.TarInfo(str(path.relative_to(folder)))
            info.size, info.mode = path.stat().st_size, 0o644
            with path.open("rb") as file:
                archive.addfile(info, file)
    return stream.getvalue()
