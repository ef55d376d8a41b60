"""Right answers that leave the work to PyTorch and come back with .numpy()."""

import numpy as np
import torch
from torch.nn import functional


def tensor(x, dtype=None):
    return torch.tensor(np.ascontiguousarray(x)).to(dtype or torch.float64)


def max_pool2d(x, window, stride):
    return functional.max_pool2d(tensor(x)[None, None], window, stride)[0, 0].numpy()


def avg_pool2d(x, window, stride):
    return functional.avg_pool2d(tensor(x)[None, None], window, stride)[0, 0].numpy()


def pool_channels(x, window, stride, mode="max"):
    if mode not in {"max", "avg"}:
        raise ValueError("max or avg")
    pool = functional.max_pool2d if mode == "max" else functional.avg_pool2d
    return pool(tensor(x)[None], window, stride)[0].numpy()


def max_pool1d_partial(x, window, stride):
    # PyTorch wants the window no longer than the row, and its ceil_mode no start past the end
    window = min(window, len(x))
    pooled = functional.max_pool1d(tensor(x)[None, None], window, stride, ceil_mode=True)
    count = 1 + max(0, -(-(len(x) - window) // stride))
    return pooled[0, 0, :count].numpy()


def changed_fraction(detectors, entering, window):
    if window % 2 == 0:
        raise ValueError("the window must be odd")
    before = tensor(detectors)
    after = torch.cat([torch.tensor([entering], dtype=before.dtype), before[:-1]])
    rows = torch.stack([before, after])
    padded = functional.pad(rows, (window // 2, window // 2), value=-float("inf"))
    pooled = padded.unfold(1, window, 1).amax(dim=2)
    return tuple((pair[0] != pair[1]).double().mean().item() for pair in (rows, pooled))


def l2_pool2d(x, window, stride):
    return functional.lp_pool2d(tensor(x)[None, None], 2, window, stride)[0, 0].numpy()


def stochastic_pool_mean(x, window):
    maps = tensor(x, torch.float32)[None, None]
    sums, squares = (functional.avg_pool2d(m, window) * window**2 for m in (maps, maps**2))
    return torch.where(sums > 0, squares / sums.clamp_min(1e-30), 0.0)[0, 0].numpy()


def max_pool_argmax(x, window, stride):
    _, places = functional.max_pool2d(tensor(x)[None, None], window, stride, return_indices=True)
    return places[0, 0].numpy()


def small_cnn_table(size, in_channels, filters, kernel, pool, outputs):
    net = [
        torch.nn.Conv2d(in_channels, filters, kernel, padding="same", device="meta"),
        torch.nn.MaxPool2d(pool),
        torch.nn.Linear((size // pool) ** 2 * filters, outputs, device="meta"),
    ]
    maps = net[0](torch.empty(1, in_channels, size, size, device="meta"))
    pooled = net[1](maps)
    count = [sum(p.numel() for p in layer.parameters()) for layer in net]
    return {
        "conv_shape": (*maps.shape[2:], maps.shape[1]),
        "conv_params": count[0],
        "pool_shape": (*pooled.shape[2:], pooled.shape[1]),
        "pool_params": count[1],
        "fc_weights": net[2].weight.numel(),
        "fc_params": count[2],
    }


def channel_max_pool(x, group):
    maps = tensor(x)
    if maps.shape[0] % group:
        raise ValueError("incomplete group")
    return maps.unflatten(0, (-1, group)).amax(dim=1).numpy()
