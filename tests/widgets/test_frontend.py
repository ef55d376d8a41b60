"""How a widget's files become one text."""

import gzip

import pytest

from cnnkit.palette import ROLES
from cnnkit.widgets import _frontend
from cnnkit.widgets._frontend import Widget, load_css, load_js
from cnnkit.widgets.connectivity_explorer import ConnectivityExplorer
from cnnkit.widgets.gradient_router import GradientRouter
from cnnkit.widgets.matrix_twin import MatrixTwin
from cnnkit.widgets.pooling_lab import PoolingLab
from cnnkit.widgets.self_check import SelfCheck
from cnnkit.widgets.sketch_playground import SketchPlayground
from cnnkit.widgets.sliding_window import SlidingWindow
from cnnkit.widgets.target_search import TargetSearch


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Give the loader a folder of its own, and return what writes files into it."""
    monkeypatch.setattr(_frontend, "HERE", tmp_path)
    (tmp_path / "shared").mkdir()

    def write(**texts):
        for name, text in texts.items():
            path = tmp_path / (name.replace("__", "/") + ".js")
            path.write_text(text)

    return write


def test_what_is_imported_comes_first_and_once(files):
    files(
        entry='import { one } from "./shared/one.js";\nimport { two } from "./shared/two.js";\n'
        "export default { one, two };\n",
        shared__one="export const one = 1;\n",
        shared__two='import { one } from "./one.js";\nexport function two() {\n  return one;\n}\n',
    )
    assert load_js("entry.js") == (
        "const one = 1;\nfunction two() {\nreturn one;\n}\nexport default { one, two };\n"
    )


def test_an_import_over_several_lines_is_put_in_too(files):
    files(
        entry='import {\n  one,\n} from "./shared/one.js";\nexport default { one };\n',
        shared__one="export const one = 1;\n",
    )
    assert load_js("entry.js") == "const one = 1;\nexport default { one };\n"


def test_comments_are_left_out_but_not_what_looks_like_one(files):
    code = 'export const url = "https://a.b"; // stays\n', "let x = 4 /2/ 1;\n"
    files(entry=f"/** Goes. */\n{code[0]}  // goes\n\n/**\n * goes\n */\n{code[1]}")
    assert load_js("entry.js") == "".join(code)


@pytest.mark.parametrize(
    "line",
    [
        'import { one as two } from "./shared/one.js";',
        'import one from "./shared/one.js";',
        'import * as one from "./shared/one.js";',
        'import { one } from "lodash";',
        'import "./shared/one.js";',
    ],
)
def test_an_import_that_cannot_be_put_in_is_an_error(files, line):
    files(entry=line + "\n", shared__one="export const one = 1;\n")
    with pytest.raises(ValueError, match=r"entry\.js (renames an import|has an import that can't)"):
        load_js("entry.js")


def test_two_files_may_not_define_the_same_name(files):
    files(
        entry='import { one } from "./shared/one.js";\nfunction helper() {}\n',
        shared__one="const helper = 2;\nexport const one = helper;\n",
    )
    with pytest.raises(ValueError, match=r"helper is defined in one\.js and in entry\.js"):
        load_js("entry.js")


def test_the_style_sheet_has_every_role_in_both_themes():
    css = load_css("self_check.css")
    for role, colour in ROLES.items():
        assert f"--ck-{role}: {colour.light};" in css
        assert f"--ck-{role}: {colour.dark};" in css


@pytest.mark.parametrize(
    "widget",
    [
        ConnectivityExplorer,
        GradientRouter,
        MatrixTwin,
        PoolingLab,
        SelfCheck,
        SketchPlayground,
        SlidingWindow,
        TargetSearch,
    ],
)
def test_a_widget_is_light_and_brings_everything_along(widget):
    script = str(widget._esm)
    assert "\nimport " not in script
    assert script.count("export default") == 1
    assert "http://" not in script.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in script
    assert len(gzip.compress(script.encode())) < 20_500  # a page has 40 kB for all


def test_a_misspelt_trait_is_an_error_that_says_which_names_there_are():
    with pytest.raises(TypeError, match="SelfCheck has no 'awnser'; did you mean 'answer'"):
        SelfCheck(awnser=3)
    assert issubclass(SelfCheck, Widget)
