"""One setting for every test: the same code gives the same result, however busy the machine is."""

import os

# More threads than cores make NumPy and PyTorch wait for each other; set before either is loaded.
os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from hypothesis import settings

# Fresh examples for once: pytest --hypothesis-profile=default
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")
