"""Print every ratio: ``python -m benchmarks``, which is what ``make bench`` runs.

OpenBLAS chooses its kernels when NumPy is loaded, so each choice needs a process of its own.
Within a process all ways are timed in turns.
"""

from __future__ import annotations

import os
import subprocess
import sys

# None: what OpenBLAS finds by itself. On newer AMD processors that is AVX2, although the
# AVX-512 kernels, which SkylakeX names, run there at twice the speed.
CORE_TYPES = ("SkylakeX", None)


def main() -> int:
    """Run the benchmarks once for each choice of kernels."""
    failed = 0
    for core_type in CORE_TYPES:
        environment = dict(os.environ)
        environment.pop("OPENBLAS_CORETYPE", None)
        if core_type:
            environment["OPENBLAS_CORETYPE"] = core_type
        print(f"== OPENBLAS_CORETYPE={core_type or '(default)'}", flush=True)
        command = [sys.executable, "-m", "benchmarks.ops"]
        failed |= subprocess.run(command, env=environment, check=False).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
