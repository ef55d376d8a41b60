"""A real browser for the tests: the system's Chromium, kept from every other host."""

import base64
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from tests.system import require_program

ARGUMENTS = [
    "--no-sandbox",  # tests may run as root, in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
AXE = Axe()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser, once for the tests of a folder."""
    path = require_program("chromium", package="chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """An open page, and whatever went wrong on it so far."""

    page: Page
    problems: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.problems.append(f"error: {error}"))
        self.page.on("request", self._requested)
        self.page.on("requestfailed", lambda request: self.problems.append(f"lost: {request.url}"))

    def _heard(self, message):
        where = message.location["url"]
        # A browser asks for a site's icon by itself; nobody needs one here.
        if message.type in ("error", "warning") and not where.endswith("/favicon.ico"):
            self.problems.append(f"console: {message.text} ({where})")

    def _requested(self, request):
        if not request.url.startswith(("http://127.0.0.1:", "file:", "data:", "blob:")):
            self.problems.append(f"another host: {request.url}")

    def go(self, url: str):
        """Open a page and wait until all its widgets live."""
        self.page.goto(url)
        self.page.wait_for_function(
            """() => [...document.querySelectorAll('script[type*="widget-view"]')].every(
                (view) => view.nextElementSibling?.querySelector("[data-ready], [data-error]"))"""
        )
        assert self.page.locator("[data-error]").count() == 0

    def accessibility(self, selector: str) -> str:
        """Let axe-core look at a part of the page; an empty string is what one wants."""
        # Without preload, which fetches the theme's style sheets once more, and some in vain.
        results = AXE.run(self.page, selector, {"resultTypes": ["violations"], "preload": False})
        return results.generate_report() if results.violations_count else ""

    def set_theme(self, theme: str):
        """Make the reader's system light or dark, which the book follows."""
        self.page.emulate_media(color_scheme=theme)
        self.page.wait_for_function(
            "theme => document.documentElement.dataset.theme === theme", arg=theme
        )

    def overflow(self) -> int:
        """Count the pixels by which the page is wider than the screen."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )


@contextmanager
def visiting(browser: Browser, *, width: int = 1200, **options) -> Iterator[Visit]:
    """Open an empty page, and check at the end that nothing went wrong."""
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    visit = Visit(context.new_page())
    yield visit
    context.close()
    assert not visit.problems, "\n".join(visit.problems)


class WidgetInUse:
    """One widget of a page, as a reader uses it.

    A test's own class names the widget, and adds what that one has beside all others.
    """

    widget: str

    def __init__(self, page: Page, number: int = 0):
        self.page = page
        self.root = page.locator(f'[data-widget="{self.widget}"]').nth(number)
        self.grid = self.root.get_by_role("grid")
        self.drawing = self.root.locator("svg.ck-drawing")
        self.refusal = self.root.get_by_role("alert")

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def example(self, name: str) -> Locator:
        """Find the button of an example, by its name in Python."""
        return self.button(name[0].upper() + name[1:])

    def tab(self, name: str) -> Locator:
        return self.root.get_by_role("tab", name=name)

    def field(self, name: str) -> Locator:
        return self.root.get_by_label(name, exact=True)

    def choose(self, name: str, group: str | None = None):
        """Press one of a few that look like one bar."""
        bar = self.root.get_by_role("group", name=group) if group else self.root
        bar.locator("label", has_text=re.compile(f"^{re.escape(name)}$")).click()

    def cell(self) -> str:
        """Read what a screen reader hears of the chosen cell: "row 0, column 1: 8"."""
        return self.grid.get_by_role("gridcell").get_attribute("aria-label")

    def said(self) -> str:
        """Read the last announcement."""
        return self.root.locator(".ck-hidden[role=status]").first.text_content()

    def met(self) -> int:
        """Count the challenges that are met."""
        return self.root.locator("li.ck-met").count()

    def copied(self, what: str) -> str:
        """Press "Copy link" or "Copy Python", and read what can be pasted then."""
        self.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.button(f"Copy {what}").click()
        expect(self.root.locator(".ck-share .ck-note")).to_have_text("Copied.")
        return self.page.evaluate("navigator.clipboard.readText()")


def meet_challenge(widget: WidgetInUse, meet: Callable[[Any], None], praise: str):
    """Meet a challenge, read the praise, and find it met on the page as it is opened anew."""
    assert widget.met() == 0
    meet(widget)
    expect(widget.root.locator("li.ck-met")).to_contain_text(praise)
    expect(widget.root.locator(".ck-challenges [role=status]")).to_contain_text("Challenge met.")
    assert widget.met() == 1
    widget.page.reload()
    expect(widget.root.locator("li.ck-met")).to_have_count(1)


def state_in(link: str) -> dict[str, Any]:
    """Read the state that a link carries."""
    text = link.split("#", maxsplit=1)[1].split("-", maxsplit=2)[2]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def drag(page: Page, start: tuple[float, float], *others: tuple[float, float]):
    """Press the mouse at a point of the screen, move it to the others, and let go."""
    page.mouse.move(*start)
    page.mouse.down()
    for point in others:
        page.mouse.move(*point, steps=2)
    page.mouse.up()


def point_in(locator: Locator, x: float, y: float) -> tuple[float, float]:
    """Place a point in an element, as fractions of its width and height."""
    box = locator.bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def read_number(text: str) -> float:
    """Read a number as it stands on the page, with a true minus sign."""
    return float(text.replace("\N{MINUS SIGN}", "-"))
