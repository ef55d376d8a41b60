"""What every widget keeps to, tried on each page of the little book."""

import pytest
from playwright.sync_api import expect

from tests.book.conftest import LITTLE_BOOK
from tests.browser import visiting

PAGES = sorted(path.stem for path in LITTLE_BOOK.glob("*.md") if path.stem != "index")
COUNT_LISTENERS = """
window.kept = new Map();
const { addEventListener, removeEventListener } = EventTarget.prototype;
const shared = (at) => [window, document, document.body, document.documentElement].includes(at);
EventTarget.prototype.addEventListener = function (type, listener, options) {
  if (shared(this)) {
    window.kept.set(listener, type);
    options?.signal?.addEventListener("abort", () => window.kept.delete(listener));
  }
  return addEventListener.call(this, type, listener, options);
};
EventTarget.prototype.removeEventListener = function (type, listener, ...rest) {
  window.kept.delete(listener);
  return removeEventListener.call(this, type, listener, ...rest);
};
window.observers = new Set();
for (const name of ["ResizeObserver", "IntersectionObserver", "MutationObserver"]) {
  const Original = window[name];
  window[name] = class extends Original {
    observe(...all) { window.observers.add(this); super.observe(...all); }
    disconnect() { window.observers.delete(this); super.disconnect(); }
  };
}
"""
WHAT_IS_LEFT = "({listeners: [...window.kept.values()].sort(), observers: window.observers.size})"


@pytest.fixture(params=PAGES)
def page_name(request):
    return f"{request.param}.html"


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_it_lives_from_a_server_and_from_a_file(
    visit, little_book, little_address, page_name, scheme
):
    base = little_address if scheme == "http" else little_book.as_uri()
    visit.go(f"{base}/{page_name}")
    assert visit.page.locator('[data-ready="1"]').count() >= 2
    assert visit.page.locator(".ck-stand-in").count() == 0
    assert visit.page.locator(".ck-widget [id]").count() > 0
    ids = visit.page.evaluate("[...document.querySelectorAll('.ck-widget [id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_something_stands_there_without_scripts(browser, little_address, page_name):
    with visiting(browser, java_script_enabled=False) as visit:
        visit.page.goto(f"{little_address}/{page_name}")
        for stand_in in visit.page.locator(".ck-stand-in").all():
            expect(stand_in).to_be_visible()
            assert stand_in.text_content().strip() or stand_in.get_by_role("img").count()
        assert visit.page.locator(".ck-stand-in").count() >= 2
        visit.problems.clear()  # the scripts that were not to be loaded


@pytest.mark.parametrize(("theme", "width"), [("light", 375), ("dark", 1200)])
def test_everybody_can_use_it(browser, little_address, page_name, theme, width):
    """Axe finds nothing, nothing sticks out, and every key and button leaves it so."""
    with visiting(browser, width=width, color_scheme=theme) as visit:
        visit.go(f"{little_address}/{page_name}")
        assert visit.accessibility("article") == ""
        assert visit.overflow() <= 0
        widget = visit.page.locator(".ck-widget").first
        buttons = widget.get_by_role("button").all()
        for button in buttons:
            if button.is_visible() and button.is_enabled():
                button.click()
                assert visit.overflow() <= 0, button.text_content()
        for tab in widget.get_by_role("tab").all():
            tab.click()
            assert visit.accessibility("article") == "", tab.text_content()
            assert visit.overflow() <= 0, tab.text_content()
        assert visit.accessibility("article") == ""


def test_focus_is_seen_and_keys_reach_every_control(visit, little_address, page_name):
    """Going through with Tab, each stop in a widget shows that it is one."""
    visit.go(f"{little_address}/{page_name}")
    widget = visit.page.locator(".ck-widget").first
    widget.evaluate(
        """root => { const before = document.createElement("button");
        before.id = "start"; root.before(before); before.focus(); }"""
    )
    shown = """() => {
        const at = document.activeElement, root = at.closest(".ck-widget");
        if (!root) return null;
        const style = (e) => { const s = getComputedStyle(e);
            return [s.outlineStyle, s.outlineWidth, s.boxShadow, s.borderColor].join(); };
        const around = [at, at.parentElement, at.nextElementSibling].filter(Boolean);
        const near = [...around, ...at.querySelectorAll("*")];
        const focused = near.map(style).join(";");
        at.blur();
        const plain = near.map(style).join(";");
        at.focus({ focusVisible: true });
        return { seen: focused !== plain, what: at.outerHTML.slice(0, 120) };
    }"""
    stops = []
    for _ in range(80):
        visit.page.keyboard.press("Tab")
        stop = visit.page.evaluate(shown)
        if stop is None:
            break
        stops.append(stop)
    assert len(stops) >= 3
    assert [stop["what"] for stop in stops if not stop["seen"]] == []


def test_it_leaves_nothing_behind(visit, little_address, page_name):
    visit.page.add_init_script(COUNT_LISTENERS)
    visit.go(f"{little_address}/index.html")
    visit.go(f"{little_address}/{page_name}")
    alive = visit.page.evaluate(WHAT_IS_LEFT)
    visit.page.evaluate(
        "document.querySelectorAll('.ck-mount').forEach((place) => place.unmount())"
    )
    assert visit.page.locator(".ck-widget").count() == 0
    left = visit.page.evaluate(WHAT_IS_LEFT)
    assert left != alive
    visit.go(f"{little_address}/index.html")
    assert left == visit.page.evaluate(WHAT_IS_LEFT)


def test_it_waits_where_there_is_no_room(visit, little_address, page_name):
    """Hidden or too narrow it draws nothing that cannot be, and it comes back as it was."""
    visit.go(f"{little_address}/{page_name}")
    widget = visit.page.locator(".ck-widget").first
    before = widget.evaluate("root => root.outerHTML")
    drawn_after = """(place, styles) => {
        const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
        return styles.reduce(
            (done, style) => done.then(() => { place.style.cssText = style; return frame(); }),
            Promise.resolve());
    }"""
    widths = [f"width: {width}px" for width in (0, 20, 60, 100, 140, 180, 220, 260, 300)]
    for place in visit.page.locator(".ck-mount").all():
        place.evaluate(drawn_after, ["display: none", *widths, "display: none", ""])
    assert widget.evaluate("root => root.outerHTML") == before


def test_nothing_moves_for_who_wants_no_motion(browser, little_address, page_name):
    with visiting(browser, reduced_motion="reduce") as visit:
        visit.go(f"{little_address}/{page_name}")
        still = """[...document.querySelectorAll('.ck-widget *')].every((e) => {
            const style = getComputedStyle(e);
            return style.transitionDuration === '0s' && style.animationName === 'none';
        })"""
        assert visit.page.evaluate(still)
