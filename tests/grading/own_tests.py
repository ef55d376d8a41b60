"""A plugin for pytest: let nbgrader's own tests, which ship with it, run with our configuration."""

from pathlib import Path

import pytest

CONFIGURE = """
from cnnkit.grading.config import configure
configure(c)
c.CheckTests.enabled = False  # these notebooks hold no right answers
"""


@pytest.fixture(autouse=True)
def with_our_configuration(temp_cwd):
    """Add to the configuration that nbgrader's tests make for each of them."""
    with Path(temp_cwd, "nbgrader_config.py").open("a") as config:
        config.write(CONFIGURE)
