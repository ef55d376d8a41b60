"""Put a widget's script and style sheet together from the files beside it.

A widget travels as one text, in a notebook as in a static page, so its imports have to be put in.
That is all this does: it reads ``import { name } from "./shared/file.js"``, puts the file's text
first, and drops the word ``export`` there, as well as comments and indentation, which a page need
not carry.
A bundler would do it too, but would need node wherever the package is used.
"""

from __future__ import annotations

import difflib
import re
from pathlib import Path
from typing import Any

import anywidget
import traitlets

from cnnkit.palette import css_variables, signed_colour, unsigned_colour

__all__ = ["Widget", "load_css", "load_js"]

HERE = Path(__file__).parent
_IMPORT = re.compile(r'^import \{(?P<names>[^}]*)\} from "(?P<path>\./[^"]+|\.\./[^"]+)";$', re.M)
# Comments on lines of their own, indentation, empty lines. No text in our scripts spans lines.
_SPARE = re.compile(r"^[ \t]*(?://[^\n]*|/\*\*.*?\*/)?[ \t]*\n|^[ \t]+", re.M | re.S)
_EXPORT = re.compile(r"^export (?=(?:async )?function|const|class)", re.M)


class Widget(anywidget.AnyWidget):
    """What all our widgets share: a text that stands in where no script runs."""

    stand_in = traitlets.Unicode(help="HTML shown until, or instead of, the live widget").tag(
        sync=True
    )

    def __init__(self, **traits: Any) -> None:
        for name in traits:
            if not self.has_trait(name):
                near = difflib.get_close_matches(name, self.trait_names(), n=1)
                way_out = f"; did you mean {near[0]!r}?" if near else ""
                raise TypeError(f"{type(self).__name__} has no {name!r}{way_out}")
        super().__init__(**traits)


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
    return _SPARE.sub("", "\n".join(modules.values()))


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
            f".ck-widget {{\n{css_variables('light')}\n{_colour_maps()}\n}}",
            f"{dark} {{\n{css_variables('dark')}\n}}",
            (HERE / "ui" / "widget.css").read_text(encoding="utf-8"),
            (HERE / name).read_text(encoding="utf-8"),
        ]
    )


def _colour_maps() -> str:
    """Write the stops of the palette's two colour maps, which scripts read from the style sheet."""
    unsigned = " ".join(unsigned_colour(step / 2) for step in range(3))
    signed = " ".join(signed_colour(step / 2 - 1) for step in range(5))
    return f"--ck-unsigned: {unsigned};\n--ck-signed: {signed};"
