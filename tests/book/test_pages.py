"""Every page of the built book, as readers get it: from a server, from a file, on a phone."""

import functools
import gzip
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.book.conftest import REPOSITORY

BOOK = REPOSITORY / "_build" / "html"
# What Sphinx makes by itself: the index, the search, and the way to the first page.
MADE_BY_SPHINX = {"genindex.html", "search.html", "index.html"}
PAGES = sorted(
    name
    for path in BOOK.rglob("*.html")
    if not (name := path.relative_to(BOOK).as_posix()).startswith("_")
    and name not in MADE_BY_SPHINX
)
STATE = re.compile(
    r'<script type="application/vnd\.jupyter\.widget-state\+json">(.*?)</script>', re.DOTALL
)


def test_the_book_is_built():
    assert PAGES, "there is no built book: run `make book` first"


@pytest.fixture(scope="package")
def address(serve):
    return serve(BOOK)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_whole(visit, address, page):
    """No error, no request to another host, all widgets alive, nothing wider than a phone."""
    visit.go(f"{address}/{page}")
    assert visit.page.locator('[data-widget]:not([data-ready="1"])').count() == 0
    for theme in ("light", "dark"):
        visit.set_theme(theme)
        assert visit.accessibility("article") == "", theme
    broken = "[...document.images].filter((e) => !e.naturalWidth).map((e) => e.src)"
    assert visit.page.evaluate(broken) == []
    visit.page.set_viewport_size({"width": 375, "height": 800})
    assert visit.overflow() <= 0


@pytest.mark.parametrize("page", PAGES)
def test_a_page_works_from_a_file(visit, page):
    visit.go((BOOK / page).as_uri())
    assert visit.page.locator('[data-widget]:not([data-ready="1"])').count() == 0


class References(HTMLParser):
    """What a page refers to, and the places on it that may be referred to."""

    def __init__(self, path: Path):
        super().__init__()
        self.targets, self.places = [], {""}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.places.add(attributes.get("id"))
        self.targets += [attributes[name] for name in ("href", "src") if attributes.get(name)]


read = functools.cache(References)


@pytest.mark.parametrize("page", PAGES)
def test_no_link_of_a_page_is_broken(page):
    broken = []
    for target in read(BOOK / page).targets:
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            continue
        path = (BOOK / page).parent / unquote(parts.path) if parts.path else BOOK / page
        path = path.resolve()
        if not path.is_file() or (
            path.suffix == ".html" and unquote(parts.fragment) not in read(path).places
        ):
            broken.append(target)
    assert broken == []


@pytest.mark.parametrize("page", PAGES)
def test_a_page_brings_each_script_once_and_less_than_40_kilobytes(page):
    scripts = [(BOOK / "_static" / "cnnkit-host.js").read_text(encoding="utf-8")]
    for state in STATE.findall((BOOK / page).read_text(encoding="utf-8")):
        models = json.loads(state)["state"].values()
        texts = [model["state"].get("_esm") for model in models]
        scripts += [text for text in texts if isinstance(text, str)]
    assert len(set(scripts)) == len(scripts)
    assert len(gzip.compress("".join(scripts).encode())) < 40_000
