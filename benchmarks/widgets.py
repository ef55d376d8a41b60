"""How fast the widgets answer: ``python -m benchmarks.widgets``, part of ``make bench``.

The goals are 3 ms for one channel of 256 x 256 pixels under 11 x 11, 10 ms for an answer of the
sketch net, and 16 ms, a frame of a 60-hertz screen, for whatever a reader does; a ratio below 1
keeps within them.
The last table needs the built book.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).parent
BOOK = HERE.parent / "_build" / "html"
CHANNEL, ANSWER, FRAME = 3.0, 10.0, 16.0  # milliseconds

KEYS = """
async (root) => {
  const stops = [...root.querySelectorAll("input, select, button, [tabindex]")].filter(
    (e) => e.tabIndex >= 0 && e.getClientRects().length && !e.disabled);
  let slowest = [0, ""];
  for (const stop of stops) {
    const times = [];
    for (let time = 0; time < 9; time += 1) {
      const start = performance.now();
      if (stop.matches("input[type=range]")) {
        stop.value = Number(stop.value) + (time % 2 ? 1 : -1) * (Number(stop.step) || 1);
        stop.dispatchEvent(new Event("input", { bubbles: true }));
      } else if (stop.matches("button")) {
        stop.click();
      } else {
        const key = time % 2 ? "ArrowRight" : "ArrowLeft";
        stop.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
      }
      await Promise.resolve();
      root.getBoundingClientRect(); // layout included
      times.push(performance.now() - start);
    }
    const median = times.sort((a, b) => a - b)[times.length >> 1];
    const name = stop.getAttribute("aria-label") || stop.textContent.trim() || stop.tagName;
    if (median > slowest[0]) slowest = [median, name.slice(0, 40)];
  }
  return slowest;
}
"""


def main() -> None:
    """Print the tables."""
    ran = subprocess.run(
        ["node", str(HERE / "widgets.mjs")], capture_output=True, text=True, check=True
    )
    print(f"{'256x256 under 11x11':24}{'ms':>7}{'of 3 ms':>9}")
    times = json.loads(ran.stdout)
    answer = times.pop("sketch net")
    for name, time in times.items():
        print(f"{name:24}{time:7.2f}{time / CHANNEL:9.2f}")
    print(f"\n{'one answer':24}{'ms':>7}{'of 10 ms':>9}")
    print(f"{'sketch net':24}{answer:7.2f}{answer / ANSWER:9.2f}")
    print(f"\n{'slowest control':24}{'ms':>7}{'of 16 ms':>9}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1200, "height": 900})
        for path in sorted(BOOK.rglob("*.html")):
            if "widget-view" in path.read_text(encoding="utf-8"):
                _time_widgets(page, path)
        browser.close()


def _time_widgets(page: Page, path: Path) -> None:
    page.goto(path.as_uri())
    page.wait_for_function("!document.querySelector('.ck-stand-in')")
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.resolve(); }")
    for widget in page.locator("[data-widget]").all():
        name = widget.get_attribute("data-widget")
        if name != "SelfCheck":
            time, control = widget.evaluate(KEYS)
            print(f"{name:24}{time:7.2f}{time / FRAME:9.2f}  {path.stem}: {control}", flush=True)


if __name__ == "__main__":
    main()
