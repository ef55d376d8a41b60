"""The walls around code that is graded: bubblewrap's command line, the limits, and the refusal.

Inside there is no network, the system is read-only, and nothing of the course is there.
What a kernel may write to is a small folder in memory that ends with it.
"""

from __future__ import annotations

import functools
import os
import shutil
import site
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

__all__ = ["Limits", "NoSandbox", "check", "command"]

HOME = "/student"
"""The kernels' home and work folder."""

EXCHANGE = Path("/usr/local/share/nbgrader")
"""Where nbgrader keeps everybody's submissions by default: within the system's folder."""


class NoSandbox(RuntimeError):
    """Submissions cannot be locked up on this machine."""


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Parameters
    ----------
    memory : int
        Bytes of all its processes together, and the address space of each.
    processes : int
        Processes at the same time.
    files : int
        Open files of one process.
    disk : int
        Bytes in its work folder, which lies in memory.
    output : int
        Characters that one cell may print, and bytes that it may display.
    seconds : int
        Time of the whole notebook, whatever its cells may take.

    Examples
    --------
    >>> Limits().processes
    64
    """

    memory: int = 6 * 2**30
    processes: int = 64
    files: int = 256
    disk: int = 256 * 2**20
    output: int = 2 * 2**20
    seconds: int = 900

    def as_dict(self) -> dict[str, int]:
        """Return the limits by name."""
        return asdict(self)


def check() -> None:
    """Raise `NoSandbox`, with the way out, unless submissions can be locked up here."""
    if reason := _why_not():
        raise NoSandbox(
            f"{reason}\nA submission may read the gradebook and the solutions then, and change "
            "them, so it is not run.\nTo grade without walls all the same, set "
            "`configure(c, unsafe=True)` in nbgrader_config.py."
        )


@functools.cache
def _why_not() -> str:
    if not sys.platform.startswith("linux"):
        return "Grading locks submissions up with bubblewrap, which runs on Linux only."
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return "Grading locks submissions up with bubblewrap: install the package bubblewrap."
    tried = subprocess.run(
        [bwrap, "--unshare-user", "--unshare-pid", "--unshare-net", "--ro-bind", "/", "/", "true"],
        capture_output=True,
        text=True,
        check=False,
    )
    if tried.returncode:
        return (
            "bubblewrap (package bubblewrap) is here, but the system does not let it make user "
            f"namespaces: {tried.stderr.strip()}\nOn Debian and Ubuntu, `sysctl "
            "kernel.unprivileged_userns_clone=1` or an AppArmor profile for bwrap allows it."
        )
    return ""


def command(program: Sequence[str], *, hidden: Sequence[Path] = ()) -> list[str]:
    """Return the command that runs a program within the walls.

    Parameters
    ----------
    program : sequence of str
        The command to run inside.
    hidden : sequence of Path
        Folders that must not be seen, wherever they lie: the course and the exchange.

    Examples
    --------
    >>> words = command(["python3", "-c", "pass"])
    >>> "--unshare-all" in words, "--clearenv" in words
    (True, True)
    """
    words = ["bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv"]
    words += ["--unshare-user", "--uid", "1000", "--gid", "1000", "--hostname", "grading"]
    words += ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        path = Path("/", name)
        if path.is_symlink():
            words += ["--symlink", os.readlink(path), str(path)]
        elif path.is_dir():
            words += ["--ro-bind", str(path), str(path)]
    for name in ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "fonts", "localtime"):
        words += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    # The real one, not a new one: only beside it may each kernel have one of its own.
    words += ["--bind", "/proc", "/proc", "--dev", "/dev", "--remount-ro", "/dev"]
    words += ["--tmpfs", "/tmp"]
    words += ["--tmpfs", HOME]
    shown = _python_folders()
    for folder in shown:
        words += ["--ro-bind", str(folder), str(folder)]
    if any(folder.is_relative_to("/tmp") for folder in shown):
        words += ["--remount-ro", "/tmp"]  # Python lives there: no kernel can have it for its own
    for folder in {path.resolve() for path in (*hidden, EXCHANGE)}:
        if folder.is_dir() and any(
            folder.is_relative_to(outer) for outer in (Path("/usr"), *shown)
        ):
            words += ["--tmpfs", str(folder), "--remount-ro", str(folder)]
    words += ["--remount-ro", "/", "--chdir", HOME]
    for name, value in _environment().items():
        words += ["--setenv", name, value]
    return [*words, "--", *program]


def _python_folders() -> list[Path]:
    """List what Python and this package need, the outer folders first and none twice."""
    wanted = [Path(sys.prefix), Path(sys.base_prefix)]
    wanted += [Path(sysconfig.get_paths()[key]) for key in ("stdlib", "purelib", "platlib")]
    wanted += [Path(sys.executable).resolve().parent.parent, Path(site.getsitepackages()[0])]
    wanted += [Path(__file__).resolve().parents[1]]  # cnnkit, where it is not in site-packages
    kept: list[Path] = []
    for folder in sorted(set(wanted), key=lambda path: len(path.parts)):
        within = (folder.is_relative_to(outer) for outer in (*kept, Path("/usr")))
        if folder.is_dir() and not any(within):
            kept.append(folder)
    return kept


def _environment() -> dict[str, str]:
    """Return the environment inside: nothing of the instructor's comes along."""
    one_thread = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
        "HOME": HOME,
        "USER": "student",
        "LANG": "C.UTF-8",
        "TMPDIR": "/tmp",
        "TZ": os.environ.get("TZ", ""),
        "NBGRADER_EXECUTION": "autograde",
        "PYTHONDONTWRITEBYTECODE": "1",
        "IPYTHONDIR": f"{HOME}/.ipython",
        "MPLCONFIGDIR": f"{HOME}/.matplotlib",
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
        **dict.fromkeys(one_thread, "1"),
    }
