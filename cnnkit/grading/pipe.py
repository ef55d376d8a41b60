"""ipykernel's kernel with a pipe to the grader where ipykernel has ZeroMQ.

Everything that a notebook can see is ipykernel's own code. What is replaced is the transport:
`PipeSession` writes frames, `Direct` does at once what a thread would do, and `Stream` reads what
was written past Python before it sends anything. Only the zygote imports this module.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from ipykernel.iostream import IOPubThread, OutStream
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from jupyter_client.session import Session
from traitlets.utils.importstring import import_item

from cnnkit.grading import wire

__all__ = ["SHELL", "Direct", "Pipe", "PipeApp", "PipeSession", "Stream", "flush_now_and_then"]


class Pipe:
    """The kernel's end of the line to the grader; also of its forks' and its threads'."""

    def __init__(self) -> None:
        self.line: socket.socket | None = None
        self._lock = threading.RLock()
        self._between_processes = tempfile.TemporaryFile()  # noqa: SIM115

    def write(self, message: dict[str, Any], buffers: Any = ()) -> None:
        """Send a frame whole, whoever else is sending."""
        if self.line is None:
            return
        data = wire.pack(message, buffers)
        with self._lock:
            fcntl.lockf(self._between_processes, fcntl.LOCK_EX)
            try:
                self.line.sendall(data)
            finally:
                fcntl.lockf(self._between_processes, fcntl.LOCK_UN)


SHELL, IOPUB = object(), object()

wake = threading.Event()
"""Set when there is something to flush."""


class PipeSession(Session):
    """Writes to the pipe what the base class would send by ZeroMQ."""

    pipe = Pipe()

    def send(
        self,
        stream: Any,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> dict[str, Any] | None:
        """Write a message to the pipe."""
        if isinstance(msg_or_type, dict):
            msg = msg_or_type
            buffers = buffers or msg.get("buffers", [])
        else:
            msg = self.msg(
                msg_or_type, content=content, parent=parent, header=header, metadata=metadata
            )
        if self.check_pid and os.getpid() != self.pid:
            return None
        channel = "shell" if stream is SHELL else "iopub"
        self.pipe.write({"channel": channel, "msg": msg}, buffers or ())
        return msg


class Direct(IOPubThread):
    """Does at once what the base class would hand to its thread."""

    def __init__(self) -> None:
        self.thread = threading.Thread(target=lambda: None)  # never started
        self.io_loop = None
        self.background_socket = IOPUB

    def schedule(self, f: Callable[[], Any]) -> None:
        """Call a function."""
        f()

    def start(self) -> None:
        """Start nothing."""

    def stop(self) -> None:
        """Stop nothing."""

    def close(self) -> None:
        """Close nothing."""


class Stream(OutStream):
    """Reads what was written to the file descriptor before anything is sent."""

    left = 0
    said_so = False

    def _schedule_flush(self) -> None:
        if not self._flush_pending:
            self._flush_pending = True
            wake.set()

    def _watch_pipe_fd(self) -> None:
        os.set_blocking(self._fid, False)
        poll = select.poll()
        poll.register(self._fid, select.POLLIN)
        while self._should_watch:
            poll.poll()
            self._drain()

    def _drain(self) -> None:
        if self._fid is None or not self._is_master_process():
            return
        with self._buffer_lock:
            while True:
                try:
                    data = os.read(self._fid, 65536)
                except (BlockingIOError, OSError):
                    return
                if not data:
                    return
                OutStream.write(self, self._capped(data.decode(errors="replace")))

    def write(self, string: str) -> int:
        """Take text, up to the running cell's allowance."""
        if not isinstance(string, str):
            return super().write(string)  # which complains
        super().write(self._capped(string))
        return len(string)

    def _capped(self, string: str) -> str:
        """Cut what goes beyond the cell's allowance, while it is produced."""
        if len(string) <= Stream.left:
            Stream.left -= len(string)
            return string
        string, Stream.left = string[: Stream.left], 0
        if not Stream.said_so:
            Stream.said_so = True
            return string + "\n... the rest of this cell's output is cut ...\n"
        return string

    def flush(self) -> None:
        """Send what was written, to the stream and to the descriptor."""
        self._drain()
        self._flush()


class PipeApp(IPKernelApp):
    """ipykernel's application without sockets and threads."""

    def init_crash_handler(self) -> None:
        """Do without."""

    def init_connection_file(self) -> None:
        """Do without."""

    def init_poller(self) -> None:
        """Do without."""

    def init_sockets(self) -> None:
        """Put the pipe in the place of the sockets."""
        self.iopub_thread = Direct()
        self.iopub_socket = IOPUB

    def init_heartbeat(self) -> None:
        """Do without."""

    def write_connection_file(self) -> None:
        """Do without."""

    def log_connection_info(self) -> None:
        """Do without."""

    def init_io(self) -> None:
        """Set the display hook alone: the streams belong to each fork."""
        if self.displayhook_class:
            self.displayhook = import_item(str(self.displayhook_class))(self.session, IOPUB)

    def init_kernel(self) -> None:
        """Make the kernel."""
        self.kernel = IPythonKernel.instance(
            parent=self,
            session=self.session,
            shell_channel_thread=SimpleNamespace(parent_thread=threading.main_thread()),
            iopub_thread=self.iopub_thread,
            iopub_socket=IOPUB,
            log=self.log,
            profile_dir=self.profile_dir,
            user_ns=self.user_ns,
        )
        self.displayhook.get_execution_count = lambda: self.kernel.execution_count

    def init_io_of_a_fork(self) -> None:
        """Redirect the output of a fork."""
        sys.stdout = Stream(self.session, self.iopub_thread, "stdout", watchfd="force")
        sys.stderr = Stream(self.session, self.iopub_thread, "stderr", watchfd="force")
        sys.displayhook = self.displayhook
        self.patch_io()


def flush_now_and_then() -> None:
    """Send output while a cell is still running, as ipykernel's thread does."""
    while True:
        wake.wait()
        time.sleep(OutStream.flush_interval)
        wake.clear()
        for stream in (sys.__dict__.get("stdout"), sys.__dict__.get("stderr")):
            if isinstance(stream, Stream):
                with contextlib.suppress(Exception):
                    stream.flush()
