"""The static host by itself: pages written by hand, with models as myst-nb saves them."""

import json

import pytest
from playwright.sync_api import expect

from cnnkit.widgets.self_check import SelfCheck
from tests.book.conftest import REPOSITORY

HOST = REPOSITORY / "cnnkit" / "book" / "static" / "cnnkit-host.js"
STATE = "application/vnd.jupyter.widget-state+json"
VIEW = "application/vnd.jupyter.widget-view+json"
COUNTER = """export default {
  initialize({ model }) { model.set("made", (model.get("made") ?? 0) + 1); },
  render({ model, el, signal }) {
    const button = document.createElement("button");
    const show = () => { button.textContent = `${model.get("count")} of ${model.get("made")}`; };
    button.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes(); };
    model.on("change:count", show);
    signal.addEventListener("abort", () => { document.title = "aborted"; });
    el.append(button);
    show();
    return () => { model.off("change:count", show); document.title = "left"; };
  },
};"""


@pytest.fixture
def open_page(visit, tmp_path):
    """Return what writes a page with these models and views, and opens it from its file."""

    def open_it(models, views):
        state = {name: {"model_name": "AnyModel", "state": model} for name, model in models.items()}
        body = "".join(
            f'<div class="ck-stand-in">instead of {name}</div>'
            f'<script type="{VIEW}">{json.dumps({"model_id": name})}</script>'
            for name in views
        )
        saved = json.dumps({"state": state}).replace("</", r"<\/")
        path = tmp_path / "page.html"
        path.write_text(
            f'<!doctype html><meta charset="utf-8"><title>page</title>{body}'
            f'<script type="{STATE}">{saved}</script><script>{HOST.read_text()}</script>'
        )
        visit.page.goto(path.as_uri())
        return visit.page

    return open_it


def test_a_model_shown_twice_is_one_model(open_page):
    page = open_page({"a": {"_esm": COUNTER, "count": 0}}, ["a", "a"])
    buttons = page.get_by_role("button")
    expect(buttons).to_have_text(["0 of 1", "0 of 1"])
    buttons.first.click()
    expect(buttons).to_have_text(["1 of 1", "1 of 1"])


def test_models_of_one_kind_share_their_script_but_not_their_state(open_page):
    models = {"a": {"_esm": COUNTER, "count": 0}, "b": {"_esm": {"same": "a"}, "count": 5}}
    page = open_page(models, ["b", "a"])
    buttons = page.get_by_role("button")
    expect(buttons).to_have_text(["5 of 1", "0 of 1"])
    buttons.first.click()
    expect(buttons).to_have_text(["6 of 1", "0 of 1"])


def test_a_widget_can_be_taken_out_of_the_page(open_page):
    page = open_page({"a": {"_esm": COUNTER, "count": 0}}, ["a", "a"])
    buttons = page.get_by_role("button")
    expect(buttons).to_have_count(2)
    page.evaluate("document.querySelector('.ck-mount').unmount()")
    assert page.title() == "aborted"
    buttons.click()
    expect(buttons).to_have_text(["1 of 1"])


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ({}, "AnyModel needs a live Jupyter session."),
        ({"_esm": "export default { render() { throw new Error('broken'); } };"}, "broken"),
    ],
    ids=["no script", "a script that fails"],
)
def test_where_a_widget_cannot_live_its_stand_in_stays(open_page, visit, model, message):
    page = open_page({"a": model, "b": SelfCheck.number("1 + 1?", 2).get_state()}, ["a", "b"])
    expect(page.locator("[data-error]")).to_contain_text(message)
    expect(page.get_by_text("instead of a")).to_be_visible()
    # the next widget lives all the same
    expect(page.locator('[data-widget="SelfCheck"][data-ready="1"]')).to_be_visible()
    expect(page.get_by_text("instead of b")).to_have_count(0)
    assert any(message in problem for problem in visit.problems)
    visit.problems.clear()
