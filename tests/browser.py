"""A real browser for the tests: the system's Chromium, kept from every other host."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

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


def copied(widget: Any, what: str) -> str:
    """Press "Copy link" or "Copy Python" of a widget, and read what can be pasted then."""
    widget.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    widget.button(f"Copy {what}").click()
    expect(widget.root.locator(".ck-share .ck-note")).to_have_text("Copied.")
    return widget.page.evaluate("navigator.clipboard.readText()")
