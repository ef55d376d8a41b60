"""Print every ratio: ``python -m benchmarks``, which is what ``make bench`` runs.

OpenBLAS chooses its kernels when NumPy is loaded, so each choice needs a process of its own.
Within a process all ways are timed in turns.
"""

from __future__ import annotations

import os
import subprocess
import sys

CORE_TYPES = ("SkylakeX", "Haswell")
"""OpenBLAS's kernels for AVX-512 and for AVX2; the first run some products at twice the speed."""

OTHERS = ("benchmarks.widgets", "benchmarks.grading")


def main() -> int:
    """Run the benchmarks once for each choice of kernels."""
    failed = 0
    for core_type in CORE_TYPES:
        print(f"== OPENBLAS_CORETYPE={core_type}", flush=True)
        environment = os.environ | {"OPENBLAS_CORETYPE": core_type}
        command = [sys.executable, "-m", "benchmarks.ops"]
        failed |= subprocess.run(command, env=environment, check=False).returncode
    for part in OTHERS:
        print(f"== {part}", flush=True)
        failed |= subprocess.run([sys.executable, "-m", part], check=False).returncode
    return failed


if __name__ == "__main__":
    sys.exit(main())
