"""A missing system package is a skip at home and a failure where everything is promised."""

import pytest

from tests.system import require_program


def test_a_program_that_is_there_is_returned_by_its_path():
    assert require_program("sh", package="dash").endswith("/sh")


@pytest.mark.parametrize(
    ("promised", "outcome"), [("", pytest.skip.Exception), ("true", pytest.fail.Exception)]
)
def test_a_missing_program_names_its_package(monkeypatch, promised, outcome):
    monkeypatch.setenv("CI", promised)
    with pytest.raises(outcome, match="the Debian package bubblewrap"):
        require_program("no-such-program", package="bubblewrap")
