"""Pictures with labels, to train on: the digits of scikit-learn, and MNIST.

`digits` is the default: 1,797 pictures of 8x8 pixels that come with scikit-learn, so it needs no
network, and a small net learns them in about a second.
`mnist` downloads 70,000 pictures of 28x28 once, and keeps them.
Both return (training, test), each of which is (images, labels).
"""

from __future__ import annotations

import functools
import gzip
import hashlib
import io
import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from cnnkit.errors import require_whole

__all__ = ["MNIST_FILES", "MNIST_MIRRORS", "Examples", "digits", "mnist"]

MNIST_FILES = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
"""The files of MNIST, and the SHA-256 of each after unpacking.

Mirrors pack the same content differently, so that the packed files can't be compared.
"""

MNIST_MIRRORS = (
    "https://ossci-datasets.s3.amazonaws.com/mnist/",
    "https://storage.googleapis.com/cvdf-datasets/mnist/",
)
"""Where the files are asked for, in this order: folders that hold them with the ending .gz."""


class Examples(NamedTuple):
    """Pictures and what they show.

    `images` has shape (examples, 1, height, width), float32, from 0 (paper) to 1 (ink);
    `labels` has shape (examples,), int64.
    """

    images: np.ndarray
    labels: np.ndarray


# -- without a network --------------------------------------------------------------------------


def digits(
    *, enlarge: int = 1, size: int | None = None, test: int = 360, seed: int = 0
) -> tuple[Examples, Examples]:
    """Return the handwritten digits that come with scikit-learn.

    Parameters
    ----------
    enlarge : int
        Every pixel becomes a square of so many pixels on a side.
    size : int, optional
        Height and width after putting paper around the enlarged picture; 8 * `enlarge` by default.
    test : int
        How many of the 1,797 examples are kept for testing.
    seed : int
        Decides which ones; the same seed gives the same split.

    Returns
    -------
    (Examples, Examples)
        For training, and for testing.

    Raises
    ------
    ValueError
        If the picture is larger than `size`, or no example is left for training.

    Notes
    -----
    Source: E. Alpaydin and C. Kaynak, "Optical recognition of handwritten digits", UCI Machine
    Learning Repository, 1998; CC BY 4.0.
    scikit-learn has the 1,797 pictures that were kept for testing there.

    Examples
    --------
    >>> training, test = digits(enlarge=3, size=32)
    >>> training.images.shape, test.images.shape
    ((1437, 1, 32, 32), (360, 1, 32, 32))
    """
    enlarge = require_whole(enlarge, "enlarge")
    pictures, labels = _bundled_digits()
    test = require_whole(test, "test", minimum=0)
    if test >= len(pictures):
        raise ValueError(f"test must leave some of the {len(pictures)} examples, got {test}")
    large = pictures.repeat(enlarge, axis=1).repeat(enlarge, axis=2)
    images = _framed(large, 16, large.shape[-1] if size is None else size)
    order = np.random.default_rng(seed).permutation(len(pictures))
    learn, keep = order[test:], order[:test]
    return Examples(images[learn], labels[learn]), Examples(images[keep], labels[keep])


@functools.cache
def _bundled_digits() -> tuple[np.ndarray, np.ndarray]:
    from sklearn.datasets import load_digits  # a second to import: only when asked for

    bundled = load_digits()
    return bundled.images, bundled.target.astype(np.int64)


def _framed(pictures: np.ndarray, ink: int, size: int) -> np.ndarray:
    """Put paper around pictures, a channel axis before them, and scale full ink to 1."""
    size, height = require_whole(size, "size"), pictures.shape[-1]
    if size < height:
        raise ValueError(f"size must be at least the picture's own {height} pixels, got {size}")
    before = (size - height) // 2
    images = np.zeros((len(pictures), 1, size, size), dtype=np.float32)
    images[:, 0, before : before + height, before : before + height] = pictures
    images /= ink
    return images


# -- downloaded once ----------------------------------------------------------------------------


def mnist(
    *, size: int = 28, mirrors: Sequence[str] = MNIST_MIRRORS, progress: bool = True
) -> tuple[Examples, Examples]:
    """Return the handwritten digits of MNIST; downloads 11 MB when it is called the first time.

    Files that are there are used, packed (.gz) or not: by default in the user's cache folder,
    otherwise in the folder ``mnist`` of the one that the environment variable ``CNNKIT_DATA``
    names.
    Every file is checked whenever it is read.

    Parameters
    ----------
    size : int
        Height and width after putting paper around the 28x28 pixels; LeNet-5 wants 32.
    mirrors : sequence of str
        Addresses of folders to download from, tried in this order.
    progress : bool
        Whether to show a progress bar for each download.

    Returns
    -------
    (Examples, Examples)
        60,000 for training, and 10,000 for testing.

    Raises
    ------
    ConnectionError
        If a file is neither here nor on a mirror, with the right content; the message says what
        each of them gave, and what to do without a network.

    Notes
    -----
    Source: Y. LeCun, C. Cortes and C. J. C. Burges, "The MNIST database of handwritten digits",
    1998.
    """
    arrays = {name: _idx(_content(name, mirrors, progress)) for name in MNIST_FILES}
    return tuple(
        Examples(
            _framed(arrays[f"{part}-images-idx3-ubyte"], 255, size),
            arrays[f"{part}-labels-idx1-ubyte"].astype(np.int64),
        )
        for part in ("train", "t10k")
    )


def _content(name: str, mirrors: Sequence[str], progress: bool) -> bytes:
    """Find a file in the cache folder or on a mirror, and return it unpacked and checked."""
    import pooch  # it brings a web client: only when asked for

    folder = Path(os.environ.get("CNNKIT_DATA") or pooch.os_cache("cnnkit")) / "mnist"
    failures = []
    for path in (folder / name, folder / f"{name}.gz"):
        if path.exists():
            content = _unpacked(path.read_bytes())
            if hashlib.sha256(content).hexdigest() == MNIST_FILES[name]:
                return content
            failures.append(f"{path}: not the content of MNIST")

    def download_unpacked(url: str, target: str, _: Any) -> None:
        packed = io.BytesIO()
        pooch.HTTPDownloader(progressbar=progress, chunk_size=2**16)(url, packed, None)
        Path(target).write_bytes(_unpacked(packed.getvalue()))

    for mirror in mirrors:
        url = f"{mirror.rstrip('/')}/{name}.gz"
        try:  # pooch compares what was written with the checksum, and keeps it if they agree
            kept = pooch.retrieve(
                url, MNIST_FILES[name], fname=name, path=folder, downloader=download_unpacked
            )
            return Path(kept).read_bytes()
        except OSError as error:
            failures.append(f"{url}: {type(error).__name__}")
        except ValueError:
            failures.append(f"{url}: not the content of MNIST")
    tried = "\n".join(f"  {failure}" for failure in failures)
    raise ConnectionError(
        f"{name} of MNIST is not in {folder}, and no mirror gave it:\n{tried}\n"
        f"Use digits(), the default, which needs no network.\n"
        f"Or put the four files of MNIST into that folder yourself, packed (.gz) or not;\n"
        f"to have them elsewhere, set the environment variable CNNKIT_DATA to a folder that has a "
        f"folder mnist."
    )


def _unpacked(content: bytes) -> bytes:
    """Unpack what is packed; what is damaged comes back as it is, and fails its check."""
    try:
        return gzip.decompress(content)
    except (OSError, EOFError, zlib.error):
        return content


def _idx(content: bytes) -> np.ndarray:
    """Read MNIST's format: two zeros, a code for bytes, the number of axes, their sizes, bytes."""
    axes = content[3]
    shape = np.frombuffer(content, ">u4", count=axes, offset=4)
    return np.frombuffer(content, np.uint8, offset=4 + 4 * axes).reshape(shape)
