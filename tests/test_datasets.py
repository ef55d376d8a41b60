"""Digits come with scikit-learn; MNIST from a mirror, here a real server on this machine."""

from __future__ import annotations

import gzip
import hashlib
import socket
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits

from cnnkit import datasets
from cnnkit.datasets import Examples, digits, mnist

# -- digits -------------------------------------------------------------------------------------


def test_every_digit_of_scikit_learn_is_there_once():
    bundled = load_digits()
    training, test = digits(test=500)
    assert (len(training.images), len(test.images)) == (1297, 500)
    pictures = np.concatenate([training.images, test.images])[:, 0].reshape(-1, 64) * 16
    labels = np.concatenate([training.labels, test.labels])
    ours = sorted(map(tuple, np.column_stack([pictures, labels]).astype(int)))
    theirs = sorted(map(tuple, np.column_stack([bundled.data, bundled.target]).astype(int)))
    assert ours == theirs


@pytest.mark.parametrize("examples", digits(enlarge=3, size=32), ids=["training", "test"])
def test_what_every_set_of_digits_looks_like(examples):
    assert type(examples) is Examples
    assert examples.images.dtype == np.float32
    assert examples.labels.dtype == np.int64
    assert examples.images.shape == (len(examples.labels), 1, 32, 32)
    assert (examples.images.min(), examples.images.max()) == (0, 1)
    assert set(examples.labels) == set(range(10))


def test_the_seed_decides_the_split():
    first, same, other = digits(seed=1), digits(seed=1), digits(seed=2)
    for ours, theirs in zip(first, same, strict=True):
        np.testing.assert_array_equal(ours.images, theirs.images)
        np.testing.assert_array_equal(ours.labels, theirs.labels)
    assert (first[1].labels != other[1].labels).any()


def test_pixels_become_squares_with_paper_around():
    plain, framed = digits()[1].images, digits(enlarge=3, size=32)[1].images
    assert plain.shape[2:] == (8, 8)
    np.testing.assert_array_equal(framed[:, :, 4:28, 4:28][:, :, 1::3, 2::3], plain)
    assert framed.sum() == 9 * plain.sum()  # so there is no ink outside


def test_every_call_gives_arrays_of_its_own():
    digits()[0].images[...] = 7
    digits()[0].labels[...] = 7
    assert digits()[0].images.max() == 1
    assert set(digits()[0].labels) == set(range(10))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"size": 7}, "size must be at least the picture's own 8 pixels, got 7"),
        ({"enlarge": 4, "size": 28}, "size must be at least the picture's own 32 pixels, got 28"),
        ({"enlarge": 0}, "enlarge must be at least 1, got 0"),
        ({"test": 1797}, "test must leave some of the 1797 examples, got 1797"),
    ],
)
def test_digits_that_cannot_be_made_are_refused(options, message):
    with pytest.raises(ValueError) as caught:  # noqa: PT011 - the whole message is compared
        digits(**options)
    assert str(caught.value) == message


# -- MNIST --------------------------------------------------------------------------------------

# Made up: pictures of 28x28 whose pixels count up, in the format of MNIST.
PICTURES = {"train": 5, "t10k": 3}


def _idx(array: np.ndarray) -> bytes:
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


def _contents() -> dict[str, bytes]:
    contents = {}
    for part, count in PICTURES.items():
        pixels = np.arange(count * 28 * 28).reshape(count, 28, 28) % 256
        contents[f"{part}-images-idx3-ubyte"] = _idx(pixels.astype(np.uint8))
        contents[f"{part}-labels-idx1-ubyte"] = _idx(np.arange(count, dtype=np.uint8))
    return contents


CONTENTS = _contents()


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def mirror(tmp_path) -> Iterator[tuple[str, Path]]:
    """Serve the made-up files, packed; give the address, and the folder that is served."""
    folder = tmp_path / "served"
    folder.mkdir()
    for name, content in CONTENTS.items():
        (folder / f"{name}.gz").write_bytes(gzip.compress(content))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/", folder
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def dead() -> str:
    """Give an address where nobody listens."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{sock.getsockname()[1]}/"


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch) -> Path:
    """Give every test a cache folder of its own, and the checksums of the made-up files."""
    checksums = {name: hashlib.sha256(content).hexdigest() for name, content in CONTENTS.items()}
    monkeypatch.setattr(datasets, "MNIST_FILES", checksums)
    monkeypatch.setenv("CNNKIT_DATA", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    return tmp_path / "cache" / "mnist"


def is_all_there(loaded: tuple[Examples, Examples]) -> bool:
    """Insist on every pixel and label of the made-up files."""
    for examples, count in zip(loaded, PICTURES.values(), strict=True):
        expected = np.arange(count * 28 * 28).reshape(count, 1, 28, 28) % 256
        np.testing.assert_array_equal(examples.images * 255, expected.astype(np.float32))
        assert examples.labels.tolist() == list(range(count))
        assert (examples.images.dtype, examples.labels.dtype) == (np.float32, np.int64)
    return True


def test_where_one_mirror_is_dead_the_next_one_is_asked(mirror, dead, cache):
    address, _ = mirror
    assert is_all_there(mnist(mirrors=[dead, address], progress=False))
    assert {path.name for path in cache.iterdir()} == set(CONTENTS)


def test_what_is_in_the_cache_is_not_asked_for_again(mirror, dead):
    address, _ = mirror
    mnist(mirrors=[address], progress=False)
    assert is_all_there(mnist(mirrors=[dead], progress=False))
    assert is_all_there(mnist(mirrors=[]))


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
def test_files_that_were_put_there_by_hand_are_used(packed, cache):
    cache.mkdir(parents=True)
    for name, content in CONTENTS.items():
        path = cache / (f"{name}.gz" if packed else name)
        path.write_bytes(gzip.compress(content) if packed else content)
    assert is_all_there(mnist(mirrors=[]))
    assert len(list(cache.iterdir())) == 4  # nothing was added


def test_the_pictures_are_framed(mirror):
    training, _ = mnist(size=32, mirrors=[mirror[0]], progress=False)
    assert training.images.shape == (5, 1, 32, 32)
    np.testing.assert_array_equal(training.images[..., 2:30, 2:30], mnist(mirrors=[])[0].images)
    assert not training.images[..., [0, 1, 30, 31]].any()


@pytest.mark.parametrize(
    "damage",
    [
        lambda packed: gzip.compress(b"<html>Please log in</html>"),
        lambda packed: b"<html>Please log in</html>",
        lambda packed: packed[: len(packed) // 2],
        lambda packed: packed[:20] + bytes([packed[20] ^ 255]) + packed[21:],
        lambda packed: b"",
    ],
    ids=["another file", "a page", "cut off", "a flipped byte", "nothing"],
)
def test_a_mirror_with_other_content_is_passed_over_and_nothing_is_kept(mirror, cache, damage):
    address, folder = mirror
    path = folder / "train-images-idx3-ubyte.gz"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ConnectionError) as caught:
        mnist(mirrors=[address], progress=False)
    assert f"{address}train-images-idx3-ubyte.gz: not the content of MNIST" in str(caught.value)
    assert list(cache.iterdir()) == []


def test_a_damaged_file_in_the_cache_is_replaced(mirror, cache):
    address, _ = mirror
    mnist(mirrors=[address], progress=False)
    (cache / "train-labels-idx1-ubyte").write_bytes(b"half of it")
    assert is_all_there(mnist(mirrors=[address], progress=False))
    assert is_all_there(mnist(mirrors=[]))


def test_a_mirror_without_the_file_is_passed_over(mirror, dead):
    address, _ = mirror
    assert is_all_there(mnist(mirrors=[f"{address}elsewhere", address], progress=False))


def test_without_a_network_the_way_out_is_said(dead, cache):
    cache.mkdir(parents=True)
    (cache / "train-images-idx3-ubyte.gz").write_bytes(b"not it")
    with pytest.raises(ConnectionError) as caught:
        mnist(mirrors=[dead, f"{dead}again/"], progress=False)
    assert str(caught.value) == (
        f"train-images-idx3-ubyte of MNIST is not in {cache}, and no mirror gave it:\n"
        f"  {cache / 'train-images-idx3-ubyte.gz'}: not the content of MNIST\n"
        f"  {dead}train-images-idx3-ubyte.gz: ConnectionError\n"
        f"  {dead}again/train-images-idx3-ubyte.gz: ConnectionError\n"
        f"Use digits(), the default, which needs no network.\n"
        f"Or put the four files of MNIST into that folder yourself, packed (.gz) or not;\n"
        f"to have them elsewhere, set the environment variable CNNKIT_DATA to a folder that has a "
        f"folder mnist."
    )


def test_without_a_setting_files_are_kept_in_the_users_own_cache(monkeypatch, dead, tmp_path):
    monkeypatch.delenv("CNNKIT_DATA")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(ConnectionError, match=r"is not in .*cnnkit.*mnist, and no mirror"):
        mnist(mirrors=[dead], progress=False)


def test_a_bar_shows_each_download(mirror, capfd):
    mnist(mirrors=[mirror[0]])
    assert capfd.readouterr().err.count("100%") >= 4
