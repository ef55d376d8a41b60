"""A browser, the built book, and a little book of widgets made for these tests."""

import functools
import shutil
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.browser import chromium, visiting

REPOSITORY = Path(__file__).resolve().parents[2]
LITTLE_BOOK = Path(__file__).parent / "little_book.md"


@pytest.fixture(scope="package")
def browser():
    with chromium() as browser:
        yield browser


@pytest.fixture
def visit(browser):
    with visiting(browser) as visit:
        yield visit


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture(scope="package")
def serve():
    """Return what serves a folder on this machine, and gives its address."""
    servers = []

    def start(folder):
        handler = functools.partial(_Quiet, directory=str(folder))
        server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="package")
def little_book(tmp_path_factory):
    """Build a book of one page that shows the widgets, with the real book's settings."""
    folder = tmp_path_factory.mktemp("little-book")
    shutil.copy(REPOSITORY / "_config.yml", folder)
    (folder / "_toc.yml").write_text("format: jb-book\nroot: index\n")
    shutil.copy(LITTLE_BOOK, folder / "index.md")
    (folder / "chapters").mkdir()
    (folder / "chapters" / "references.bib").touch()
    command = [
        Path(sys.executable).with_name("jupyter-book"),
        "build",
        ".",
        "-W",
        "-n",
        "--keep-going",
    ]
    built = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout + built.stderr
    return folder / "_build" / "html"


@pytest.fixture(scope="package")
def little_address(little_book, serve):
    return f"{serve(little_book)}/index.html"
