"""Widgets in JupyterLab: keys reach them, Python hears of it, and they hear of Python."""

import importlib
import os
import pkgutil
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import expect

from cnnkit import widgets
from cnnkit.widgets._frontend import Widget
from tests.browser import chromium

# Every widget that opens on an example of its own.
OTHERS = sorted(
    f"{module.name}.{name}"
    for module in pkgutil.iter_modules(widgets.__path__, "cnnkit.widgets.")
    for name, kind in vars(importlib.import_module(module.name)).items()
    if isinstance(kind, type)
    and issubclass(kind, Widget)
    and kind.__module__ == module.name
    and name not in ("Widget", "PoolingLab", "SelfCheck")
)
CELLS = [
    "import numpy as np\n"
    "from cnnkit.widgets.pooling_lab import PoolingLab\n"
    "lab = PoolingLab(image=np.arange(16).reshape(4, 4))\n"
    "lab",
    "print('selected', lab.selected, 'pooled', lab.output.tolist(), 'angle', lab.angle)",
    "lab.window = 4",
    "with lab.hold_trait_notifications():\n    lab.image, lab.window, lab.stride = np.eye(3), 3, 1",
    *(f"import {path.rpartition('.')[0]}\n{path}()" for path in OTHERS),
]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Run JupyterLab on a notebook of these cells, with settings and files of its own."""
    folder = tmp_path_factory.mktemp("lab")
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(notebook, folder / "lab.ipynb")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    options = {
        "ServerApp.root_dir": folder,
        "ServerApp.port": port,
        "ServerApp.port_retries": 0,
        "IdentityProvider.token": token,
        "LabApp.news_url": None,
        "LabApp.expose_app_in_browser": True,
    }
    command = [
        Path(sys.executable).with_name("jupyter-lab"),
        "--no-browser",
        "--allow-root",
        *(f"--{name}={value}" for name, value in options.items()),
    ]
    own = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "HOME")
    environment = os.environ | {name: str(folder / name.lower()) for name in own}
    log = folder / "log.txt"
    with log.open("w") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        site = f"http://127.0.0.1:{port}"
        _wait_for(f"{site}/api/status?token={token}", server, log)
        yield f"{site}/lab/tree/lab.ipynb?reset&token={token}"
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=20)


def _wait_for(url, server, log, seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail(f"JupyterLab did not start:\n{log.read_text()}")


@pytest.fixture
def page(address):
    with chromium() as browser:
        page = browser.new_page(viewport={"width": 1200, "height": 1000})
        page.set_default_timeout(30_000)
        page.goto(address)
        page.wait_for_function("window.jupyterapp?.shell.currentWidget?.context?.isReady")
        page.wait_for_function(
            "jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'"
        )
        yield page


def run(page, cell):
    """Run one cell of the notebook and wait until it is done."""
    page.evaluate(
        """async (cell) => {
          jupyterapp.shell.currentWidget.content.activeCellIndex = cell;
          await jupyterapp.commands.execute("notebook:run-cell");
        }""",
        cell,
    )


def run_until(page, cell, text, seconds=20):
    """Run a cell until it prints this: what a reader does takes its time to reach Python."""
    output = page.locator(".jp-CodeCell").nth(cell).locator(".jp-OutputArea-output")
    end = time.monotonic() + seconds
    while True:
        run(page, cell)
        expect(output).to_have_count(1)
        if output.text_content().strip() == text or time.monotonic() > end:
            return expect(output).to_have_text(text)


def test_reader_and_python_move_the_same_lab(page):
    run(page, 0)
    lab = page.locator('[data-widget="PoolingLab"]')
    selected = lab.get_by_role("grid").get_by_role("gridcell")
    expect(selected).to_have_attribute("aria-label", "row 0, column 0: 5")

    lab.get_by_role("grid").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(selected).to_have_attribute("aria-label", "row 1, column 1: 15")
    page.keyboard.press("ArrowLeft")
    expect(selected).to_have_attribute("aria-label", "row 1, column 0: 13")
    page.keyboard.press("Shift+ArrowDown")
    expect(lab.locator("svg.ck-drawing")).to_contain_text("moved 1 down")

    # Lab would take arrow keys for itself, and move to another cell.
    lab.get_by_role("tab", name="Turned fives").click()
    lab.get_by_label("angle of the five").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex") == 0
    lab.get_by_role("tab", name="Pool and shift").click()

    run_until(page, 1, "selected (1, 0) pooled [[1.0, 3.0], [9.0, 11.0]] angle 2.0")

    run(page, 2)
    expect(selected).to_have_attribute("aria-label", "row 0, column 0: 11")
    expect(lab.get_by_label("window", exact=True)).to_have_value("4")

    run(page, 3)
    expect(selected).to_have_attribute("aria-label", "row 0, column 0: 1")
    expect(lab.get_by_label("window", exact=True)).to_have_value("3")

    lab.get_by_role("button", name="Roll the dice").click()
    expect(selected).to_have_attribute("aria-label", "row 0, column 0: 2.08")
    run_until(page, 1, "selected (0, 0) pooled [[2.08, 2.5], [1.0, 0.0]] angle 0.0")


@pytest.mark.parametrize("cell", range(4, len(CELLS)), ids=OTHERS)
def test_no_key_in_a_widget_moves_lab(page, cell):
    """Lab has a meaning for nearly every key, and two of them delete a cell."""
    run(page, cell)
    widget = page.locator(".ck-widget")
    expect(widget).to_be_visible()
    cells = page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length")
    stops = widget.locator("input, select, button, [tabindex='0']").element_handles()
    tried = 0
    for stop in stops:
        if not stop.is_visible():  # or no longer there, after what was pressed before
            continue
        stop.focus()
        for key in ("ArrowDown", "ArrowUp", "ArrowRight", "ArrowLeft", "j", "k", "d", "d", "b"):
            page.keyboard.press(key)
        tried += 1
    assert tried > 3
    assert page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex") == cell
    assert page.evaluate("jupyterapp.shell.currentWidget.content.widgets.length") == cells
