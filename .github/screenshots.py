"""Take the README's pictures from the built book, so that they never show what is not there.

Run it with ``make screenshots`` after ``make book``.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
BOOK = HERE.parent / "_build" / "html"
LAB = '[data-widget="PoolingLab"][data-ready="1"]'


def main() -> int:
    """Write one picture for each theme beside this file."""
    chromium = shutil.which("chromium")
    if chromium is None or not BOOK.is_dir():
        print("chromium and a built book (make book) are needed", file=sys.stderr)
        return 1
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        for theme in ("light", "dark"):
            page = browser.new_page(
                viewport={"width": 1180, "height": 1120},
                color_scheme=theme,
                device_scale_factor=1.25,
            )
            page.goto((BOOK / "chapters" / "index.html").as_uri())
            page.wait_for_selector(LAB)
            page.screenshot(path=HERE / f"book-{theme}.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
