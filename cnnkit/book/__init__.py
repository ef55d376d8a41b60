"""The book's Sphinx extension: the static widget host, the palette, and formulas without a CDN.

Listed in ``_config.yml`` under ``extra_extensions``.
With it, a built page makes no request to any other host, and its widgets need no kernel.
"""

from __future__ import annotations

import html
import importlib.util
import json
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.fileutil import copy_asset
from sphinx.util.osutil import ensuredir

from cnnkit.palette import css_variables

__all__ = ["setup"]

HERE = Path(__file__).parent
STATE = "application/vnd.jupyter.widget-state+json"
VIEW = re.compile(
    r'<script type="application/vnd\.jupyter\.widget-view\+json">(?P<spec>.*?)</script>', re.DOTALL
)


def setup(app: Sphinx) -> dict[str, bool]:
    """Connect the extension's parts to Sphinx."""
    app.config.mathjax_path = "mathjax/tex-chtml.js"
    app.connect("config-inited", _add_static_folder)
    app.connect("builder-inited", _write_palette)
    app.connect("html-page-context", _drop_thebe, priority=900)
    app.connect("html-page-context", _stand_in_for_widgets, priority=900)
    app.connect("html-page-context", _share_texts, priority=910)
    app.connect("html-page-context", _list_references, priority=900)
    app.connect("html-page-context", _offer_download, priority=900)
    app.connect("build-finished", _copy_mathjax)
    for sheet in ("cnnkit-palette.css", "cnnkit.css"):
        app.add_css_file(sheet)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _add_static_folder(app: Sphinx, config: Any) -> None:
    # Jupyter Book puts every script it finds in a static folder on every page, and it looks before
    # extensions are set up. Adding the folder here keeps the host on pages that show a widget.
    config.html_static_path.append(str(HERE / "static"))


def _write_palette(app: Sphinx) -> None:
    """Write the palette as a style sheet: light by default, dark where the theme says so."""
    folder = Path(app.outdir) / "_static"
    ensuredir(folder)
    (folder / "cnnkit-palette.css").write_text(
        f":root {{\n{css_variables('light')}\n}}\n"
        f'html[data-theme="dark"] {{\n{css_variables("dark")}\n}}\n'
    )


def _drop_thebe(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    """Leave out sphinx-thebe: it loads from a CDN, and its script stands twice on each page."""

    def is_thebe(script: Any) -> bool:
        body = _attributes(script).get("body") or ""
        return "THEBE_JS_URL" in body or "sphinx-thebe" in str(
            getattr(script, "filename", "") or ""
        )

    context["script_files"][:] = [s for s in context.get("script_files", []) if not is_thebe(s)]
    context["css_files"][:] = [s for s in context.get("css_files", []) if not is_thebe(s)]


def _attributes(script: Any) -> dict[str, Any]:
    """Return a script's attributes; what Sphinx keeps as a plain string has none."""
    return getattr(script, "attributes", None) or {}


def _widget_states(context: dict) -> list[dict[str, Any]]:
    """List the attributes of the scripts that hold the widgets' saved states."""
    scripts = map(_attributes, context.get("script_files", []))
    return [attributes for attributes in scripts if attributes.get("type") == STATE]


def _stand_in_for_widgets(
    app: Sphinx, page: str, template: str, context: dict, doctree: Any
) -> None:
    """Put each widget's text in its place, for readers whose browser runs no scripts.

    The host removes it when the widget has been drawn.
    """
    states: dict[str, Any] = {}
    for attributes in _widget_states(context):
        states |= json.loads(attributes["body"])["state"]

    def with_stand_in(match: re.Match[str]) -> str:
        model_id = json.loads(html.unescape(match["spec"]))["model_id"]
        stand_in = states.get(model_id, {}).get("state", {}).get("stand_in", "")
        return f'<div class="ck-stand-in">{stand_in}</div>{match[0]}'

    if "body" in context:
        context["body"] = VIEW.sub(with_stand_in, context["body"])


def _share_texts(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    """Keep each widget's script and style sheet once in a page, however many widgets use it.

    Our host understands ``{"same": model_id}`` in their place; others would not.
    """
    if "cnnkit-host.js" not in app.config.nb_ipywidgets_js:
        return
    for attributes in _widget_states(context):
        saved = json.loads(attributes["body"])
        first: dict[tuple[str, str], str] = {}
        for model_id, model in saved["state"].items():
            for name in ("_esm", "_css"):
                if text := model["state"].get(name):
                    holder = first.setdefault((name, text), model_id)
                    if holder != model_id:
                        model["state"][name] = {"same": holder}
        attributes["body"] = json.dumps(saved).replace("</", r"<\/")


def _list_references(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    """Make list items of the references: docutils' role for them is deprecated, and misplaced."""
    if "body" in context:
        body = context["body"]
        context["body"] = body.replace('role="doc-biblioentry"', 'role="listitem"')


def _offer_download(app: Sphinx, page: str, template: str, context: dict, doctree: Any) -> None:
    """Put a download link on top of every page that is a student notebook."""
    if "/exercises/" not in f"/{page}" or not context.get("sourcename", "").endswith(".ipynb"):
        return
    name = Path(page).name + ".ipynb"
    target = context["pathto"](f"_sources/{context['sourcename']}", 1)
    context["body"] = (
        f'<p class="ck-download"><a href="{target}" download="{name}">Download this notebook</a>'
        f" ({name}) and work on it in Jupyter.</p>" + context["body"]
    )


def _copy_mathjax(app: Sphinx, error: Exception | None) -> None:
    """Copy what our pages use of MathJax: one script and its fonts, 1.6 of 24 megabytes."""
    if error is not None or app.builder.format != "html":
        return
    package = importlib.util.find_spec("sphinx-mathjax-offline")
    source = Path(package.submodule_search_locations[0]) / "static" / "mathjax"
    target = Path(app.outdir) / "_static" / "mathjax"
    fonts = Path("output", "chtml", "fonts", "woff-v2")
    ensuredir(target / fonts)
    copy_asset(source / "tex-chtml.js", target)
    copy_asset(source / fonts, target / fonts)
