"""A browser, the built book, and a little book of widgets made for these tests."""

import functools
import json
import shutil
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.browser import chromium, visiting

REPOSITORY = Path(__file__).resolve().parents[2]
LITTLE_BOOK = Path(__file__).parent / "little_book"


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
    """Build a book with a page for each large widget, with the real book's settings."""
    folder = tmp_path_factory.mktemp("little-book")
    shutil.copy(REPOSITORY / "_config.yml", folder)
    shutil.copytree(LITTLE_BOOK, folder, dirs_exist_ok=True)
    pages = sorted(path.stem for path in LITTLE_BOOK.glob("*.md") if path.stem != "index")
    toc = {"format": "jb-book", "root": "index", "chapters": [{"file": page} for page in pages]}
    (folder / "_toc.yml").write_text(json.dumps(toc))  # which is YAML, too
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
    """Where the little book is served; the page of a widget is ``<stem>.html``."""
    return serve(little_book)
