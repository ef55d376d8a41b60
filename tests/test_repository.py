"""What is in the repository belongs there, and its files agree with each other."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import cnnkit
from tests.system import require_program

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

# Package registries and content networks: the book makes no request to one, and which registry a
# machine uses is the machine's own business.
HOSTS = (
    r"pypi\.org|pythonhosted\.org|download\.pytorch\.org|npmjs\.(?:com|org)|yarnpkg\.com"
    r"|jsdelivr\.net|unpkg\.com|cdnjs\.cloudflare|esm\.sh"
)
# Folders of one person's machine. "/tmp" by itself is fine: a sandbox has one, too.
FOLDERS = r"(?<![\w.$}/-])/(work|root|home|Users|opt|tmp)/\w"
MACHINE = re.compile(f"{HOSTS}|{FOLDERS}")

LARGEST = 600_000  # bytes


def tracked() -> list[Path]:
    """List what git has, and what it would take with the next ``git add``."""
    git = require_program("git", package="git")
    if not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    command = [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listing.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_registry_or_somebodys_machine():
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in tracked()
        for number, line in enumerate(path.read_text(errors="ignore").splitlines(), start=1)
        if (match := MACHINE.search(line))
    ]
    assert not found


@pytest.mark.parametrize(
    ("line", "caught"),
    [
        ("see https://files.pythonhosted" + ".org/packages", True),
        ("cd /" + "home/ada/cnn", True),
        ("open('/" + "tmp/map.npy')", True),
        ("--tmpfs /tmp --dir /tmp/", False),
        ("chapters/work/notes.md and https://example.org/home/ada", False),
        ("$HOME/home/x, ${ROOT}/tmp/y and ./opt/z", False),
    ],
)
def test_the_pattern_itself(line, caught):
    assert bool(MACHINE.search(line)) is caught


def test_no_notebook_stores_outputs():
    for path in tracked():
        if path.suffix == ".ipynb":
            for cell in json.loads(path.read_text())["cells"]:
                assert not cell.get("outputs"), f"{path.relative_to(ROOT)}: {cell['id']}"
                assert not cell.get("execution_count"), f"{path.relative_to(ROOT)}: {cell['id']}"


def test_no_file_is_larger_than_a_picture():
    assert not [path for path in tracked() if path.stat().st_size > LARGEST]


def test_the_commit_hook_strips_outputs_and_keeps_what_nbgrader_needs(tmp_path):
    nbgrader = {"grade_id": "size-answer", "solution": True, "grade": False, "locked": False}
    cell = nbformat.v4.new_code_cell("1 + 1", id="size-answer", execution_count=3)
    cell.metadata = nbformat.from_dict({"nbgrader": nbgrader, "tags": ["hide-input"]})
    cell.outputs = [nbformat.v4.new_output("execute_result", {"text/plain": "2"})]
    notebook = tmp_path / "size.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), notebook)

    hooks = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())["repos"][0]["hooks"]
    strip = next(hook for hook in hooks if hook["id"] == "strip-notebooks")
    subprocess.run([*shlex.split(strip["entry"]), notebook], cwd=ROOT, check=True)

    (stripped,) = nbformat.read(notebook, as_version=4).cells
    assert stripped.outputs == []
    assert stripped.execution_count is None
    assert stripped.id == "size-answer"
    assert stripped.metadata == cell.metadata
    assert stripped.source == "1 + 1"


def test_every_direct_dependency_has_one_tested_version():
    pinned = {}
    for line in (ROOT / "constraints.txt").read_text().splitlines():
        assert re.fullmatch(r"[\w.-]+==[\w.!+]+", line), (
            f"a name and a version, nothing else: {line}"
        )
        name, version = line.split("==")
        pinned[canonicalize_name(name)] = version
    extras = PROJECT["optional-dependencies"].values()
    direct = [Requirement(text) for texts in [PROJECT["dependencies"], *extras] for text in texts]
    for requirement in direct:
        if requirement.name != PROJECT["name"]:
            version = pinned.get(canonicalize_name(requirement.name))
            assert version, f"constraints.txt lacks {requirement.name}"
            assert requirement.specifier.contains(version), f"{requirement} excludes {version}"


# -- files that speak of each other --------------------------------------------------------------

WORKFLOW = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())


def test_every_make_target_that_is_mentioned_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    pages = [*ROOT.glob("*.md"), *ROOT.glob("chapters/guide/*.md"), *ROOT.glob(".github/**/*.yml")]
    for path in [*pages, ROOT / ".ci/run"]:
        mentioned = re.findall(
            r"(?:`|^ *(?:- run: )?)make ([a-z-]+)", path.read_text(), re.MULTILINE
        )
        assert set(mentioned) <= targets, path.relative_to(ROOT)


def test_the_workflow_tries_every_python_that_is_promised():
    promised = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    assert WORKFLOW["jobs"]["test"]["strategy"]["matrix"]["python"] == promised


def test_only_publishing_may_write():
    assert WORKFLOW["permissions"] == {"contents": "read"}
    may_write = [name for name, job in WORKFLOW["jobs"].items() if "permissions" in job]
    assert may_write == ["publish"]


def test_all_files_agree_on_the_version():
    version = PROJECT["version"]
    assert cnnkit.__version__ == version
    assert str(yaml.safe_load((ROOT / "CITATION.cff").read_text())["version"]) == version
    latest = re.search(r"^## \[(.+?)\]", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
    assert latest
    assert latest[1] == version
