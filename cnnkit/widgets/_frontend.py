"""Put a widget's script and style sheet together from the files beside it.

A widget travels as one text, in a notebook as in a static page, so its imports have to be put in.
That is all this does: it reads ``import { name } from "./shared/file.js"``, puts the file's text
first, and drops the word ``export`` there.
A bundler would do it too, but would need node wherever the package is used.
"""

from __future__ import annotations

import re
from pathlib import Path

import anywidget
import traitlets

from cnnkit.palette import css_variables

__all__ = ["Widget", "load_css", "load_js"]

HERE = Path(__file__).parent
_IMPORT = re.compile(r'^import \{(?P<names>[^}]*)\} from "(?P<path>\./[^"]+|\.\./[^"]+)";$', re.M)
_EXPORT = re.compile(r"^export (?=(?:async )?function|const|class)", re.M)


class Widget(anywidget.AnyWidget):
    """What all our widgets share: a text that stands in where no script runs."""

    stand_in = traitlets.Unicode(help="HTML shown until, or instead of, the live widget").tag(
        sync=True
    )


def load_js(name: str) -> str:
    """Return the text of a widget's ES module with its imports put in.

    Parameters
    ----------
    name : str
        File name in this folder.

    Raises
    ------
    ValueError
        If a file imports in a form that is not put in (default, renamed, from elsewhere), or two
        files define the same name.
    """
    modules: dict[Path, str] = {}
    _collect(HERE / name, modules)
    defined: dict[str, Path] = {}
    for path, text in modules.items():
        for match in re.finditer(r"^(?:async )?(?:function|const|let|class) (\w+)", text, re.M):
            other = defined.setdefault(match[1], path)
            if other != path:
                raise ValueError(f"{match[1]} is defined in {other.name} and in {path.name}")
    return "\n".join(modules.values())


def _collect(path: Path, modules: dict[Path, str]) -> None:
    """Add `path` after everything that it imports, each file once."""
    text = path.read_text(encoding="utf-8")
    for match in _IMPORT.finditer(text):
        if " as " in match["names"]:
            raise ValueError(f"{path.name} renames an import: {match[0]}")
        needed = (path.parent / match["path"]).resolve()
        if needed not in modules:
            _collect(needed, modules)
    text = _IMPORT.sub("", text)
    if left := re.search(r"^import .*$", text, re.M):
        raise ValueError(f"{path.name} has an import that can't be put in: {left[0]}")
    is_entry = path.parent == HERE
    modules[path.resolve()] = text if is_entry else _EXPORT.sub("", text)


def load_css(name: str) -> str:
    """Return a widget's style sheet: the palette in both themes, the common part, its own."""
    dark = ", ".join(
        f"{where} .ck-widget"
        for where in ('html[data-theme="dark"]', '[data-jp-theme-light="false"]')
    )
    return "\n".join(
        [
            f".ck-widget {{\n{css_variables('light')}\n}}",
            f"{dark} {{\n{css_variables('dark')}\n}}",
            (HERE / "ui" / "widget.css").read_text(encoding="utf-8"),
            (HERE / name).read_text(encoding="utf-8"),
        ]
    )
