"""Right answers without a loop over values, with NumPy's and SciPy's own routines."""

import functools

import numpy as np
import torch
from scipy import special
from torch import nn


def softmax(logits):
    return special.softmax(logits, axis=-1)


def top3(scores, labels):
    best = np.lexsort((np.arange(len(scores)), -scores))[:3]
    return np.array(labels)[best].tolist()


def count_c3_parameters(table, kernel):
    return np.add.reduce(np.count_nonzero(table, axis=0) * kernel**2 + 1)


def _after(state, layer):
    (channels, *sides), count = state
    kind, *numbers = layer
    if kind == "fc":
        inputs = channels * np.prod(sides, dtype=int)
        return (numbers[0],), count + numbers[0] * (inputs + 1)
    filters, window, stride, padding, groups = (
        numbers if kind == "conv" else (channels, *numbers, 0, None)
    )
    fits = (np.array(sides) + 2 * padding - window) // stride + 1
    if groups:
        count += filters * (channels // groups * window**2 + 1)
    return (filters, *fits), count


def network_ledger(shape, layers):
    return functools.reduce(_after, layers, (shape, 0))


def dense_batch(x, weight, bias):
    return np.einsum("nd,md->nm", x, weight) + bias[np.newaxis]


def gemm_shapes(batch, in_channels, height, width, out_channels, kernel, stride, padding):
    sides = np.array([height, width])
    places = np.prod((sides + 2 * padding - kernel) // stride + 1)
    rows = in_channels * kernel**2
    stored = places * kernel**2 / np.prod(sides)
    return (out_channels, rows), (rows, batch * places), stored


def dense_share(parameters):
    names, counts = (
        np.array([*parameters], dtype=str),
        np.array([*parameters.values()], dtype=float),
    )
    total = counts.sum()
    return counts[np.char.startswith(names, "fc")].sum() / total if total else np.float32(0)


def activation_bytes(shapes, batch, bytes_per_value=4):
    return batch * bytes_per_value * sum(np.prod(shape, dtype=np.int64) for shape in shapes)


def build_lenet5():
    channels = [(1, 6), (6, 16), (16, 120)]
    maps = [(nn.Conv2d(*pair, kernel_size=5), nn.GELU(), nn.MaxPool2d(2)) for pair in channels]
    layers = [layer for three in maps for layer in three][:-1]
    return nn.Sequential(
        *layers, nn.Flatten(), nn.Linear(120, 84), nn.Dropout(), nn.SiLU(), nn.Linear(84, 10)
    )


def train_epoch(model, images, labels, optimizer, batch_size=32):
    model.train(True)
    order = torch.from_numpy(np.random.permutation(len(images)))  # noqa: NPY002
    total = 0.0
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        logits = model(images.index_select(0, batch))
        loss = nn.functional.nll_loss(logits.log_softmax(1), labels[batch], reduction="sum")
        model.zero_grad()
        (loss / len(batch)).backward()
        optimizer.step()
        total = total + loss.detach().numpy()
    return np.float64(total / len(images))
