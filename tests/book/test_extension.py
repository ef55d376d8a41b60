"""The book's own parts, without a browser: facts, the table of exercises, the Sphinx extension."""

import ast
import json
import re
from types import SimpleNamespace

import nbformat
import numpy as np
import pytest
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

import cnnkit.book as extension
from cnnkit.book.exercise_table import exercise_table
from cnnkit.book.facts import fact
from cnnkit.palette import ROLES


@pytest.fixture
def glued():
    """Read what a page's cell has glued so far, as a dict from name to text."""
    shell = InteractiveShell.instance()
    shell.display_pub = CapturingDisplayPublisher()

    def read() -> dict[str, str]:
        outputs = shell.display_pub.outputs
        return {
            o["metadata"]["scrapbook"]["name"].split("/")[-1]: _text(o["data"]) for o in outputs
        }

    yield read
    InteractiveShell.clear_instance()


def _text(data: dict[str, str]) -> str:
    # The page reads the text as a Python literal: "3,211" without quotes would become a pair.
    return ast.literal_eval(next(v for key, v in data.items() if key.endswith("text/plain")))


def test_a_fact_is_written_as_the_page_asks(glued):
    fact("pixels", np.int64(50_176), 50_176)
    fact("share", 0.6274, 0.627, write=".1%")
    fact("row", np.array([1.0, 0.2]), [1, 0.2], write="g")
    assert glued() == {"pixels": "50,176", "share": "62.7%", "row": "[1, 0.2]"}


def test_a_fact_that_does_not_hold_stops_the_page_and_is_not_glued(glued):
    with pytest.raises(AssertionError, match="pixels is 50,176, the page says 50,175"):
        fact("pixels", 50_176, 50_175)
    assert glued() == {}


def test_the_table_of_exercises_adds_up_the_points_under_each_heading(tmp_path):
    cells = [
        nbformat.v4.new_markdown_cell("# Title"),
        nbformat.v4.new_markdown_cell("## O1 first\n\nText."),
        nbformat.v4.new_code_cell("pass", metadata={"nbgrader": {"points": 2}}),
        nbformat.v4.new_code_cell("pass", metadata={"nbgrader": {"points": 1}}),
        nbformat.v4.new_markdown_cell("## Not an exercise"),
        nbformat.v4.new_markdown_cell("## O2 second"),
        nbformat.v4.new_code_cell("pass", metadata={"nbgrader": {"points": 4}}),
    ]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "made.ipynb")
    rows = exercise_table(tmp_path / "made.ipynb").data.splitlines()[2:]
    assert rows == ["| O1 first | 3 |", "| O2 second | 4 |", "| **together** | **7** |"]


def test_each_widget_gets_its_own_text_to_stand_in_for_it():
    states = {
        "a": {"state": {"stand_in": "<p>first</p>"}},
        "b": {"state": {"stand_in": "<p>second</p>"}},
    }
    script = SimpleNamespace(
        attributes={"type": extension.STATE, "body": json.dumps({"state": states})}
    )
    view = '<script type="application/vnd.jupyter.widget-view+json">{"model_id": "%s"}</script>'
    context = {"script_files": [script], "body": f"<p>x</p>{view % 'b'}{view % 'a'}"}
    extension._stand_in_for_widgets(None, "page", "", context, None)
    shown = re.findall(r'<div class="ck-stand-in">(.*?)</div>', context["body"])
    assert shown == ["<p>second</p>", "<p>first</p>"]
    assert context["body"].count("widget-view+json") == 2, "the scripts stay for the host"


def test_only_thebe_is_left_out_of_the_scripts():
    kept = SimpleNamespace(filename="_static/other.js", attributes={})
    dropped = [
        SimpleNamespace(filename=None, attributes={"body": 'const THEBE_JS_URL = "elsewhere"'}),
        SimpleNamespace(filename="_static/sphinx-thebe.js", attributes={}),
    ]
    context = {"script_files": [kept, *dropped], "css_files": []}
    extension._drop_thebe(None, "page", "", context, None)
    assert context["script_files"] == [kept]


def test_the_palette_is_written_for_both_themes(tmp_path):
    extension._write_palette(SimpleNamespace(outdir=tmp_path))
    sheet = (tmp_path / "_static" / "cnnkit-palette.css").read_text()
    light, dark = sheet.split('html[data-theme="dark"]')
    for role, colour in ROLES.items():
        assert f"--ck-{role}: {colour.light};" in light
        assert f"--ck-{role}: {colour.dark};" in dark


@pytest.mark.parametrize(
    ("page", "source", "offered"),
    [
        ("chapters/exercises/pooling/pooling", "chapters/exercises/pooling/pooling.ipynb", True),
        ("chapters/pooling/index", "chapters/pooling/index.md", False),
    ],
)
def test_student_notebooks_get_a_download_link_and_other_pages_do_not(page, source, offered):
    context = {"sourcename": source, "body": "<h1>x</h1>", "pathto": lambda name, _: "../" + name}
    extension._offer_download(None, page, "", context, None)
    assert ("Download this notebook" in context["body"]) == offered
    assert (f'href="../_sources/{source}"' in context["body"]) == offered


def test_citations_are_items_of_their_list():
    context = {"body": '<div role="list"><div role="doc-biblioentry">x</div></div>'}
    extension._list_references(None, "page", "", context, None)
    assert context["body"] == '<div role="list"><div role="listitem">x</div></div>'
