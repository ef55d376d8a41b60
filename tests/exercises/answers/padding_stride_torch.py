"""Right answers that leave the work to PyTorch and come back with .numpy()."""

import numpy as np
import torch
from torch.nn import functional


def tensor(x):
    return torch.tensor(np.ascontiguousarray(x))


def output_size(size, kernel, stride=1, padding=0):
    layer = torch.nn.Conv1d(1, 1, kernel, stride, padding, device="meta")
    return layer(torch.empty(1, size, device="meta")).shape[-1]


def same_padding(kernel):
    # "same" in PyTorch: a delta at the start of the kernel tells how far back it reaches
    kernel_of_zeros = torch.zeros(1, 1, kernel)
    kernel_of_zeros[0, 0, 0] = 1
    row = torch.arange(1.0, 3 * kernel)
    shifted = functional.conv1d(row[None], kernel_of_zeros, padding="same")[0]
    before = int((shifted == 0).sum())
    return before, kernel - 1 - before


def pad2d(x, padding):
    top, bottom, left, right = padding
    return functional.pad(tensor(x), (left, right, top, bottom)).numpy()


def strided_correlate1d(signal, kernel, stride, padding):
    row = functional.pad(tensor(signal).double(), (0, padding))
    return functional.conv1d(row[None], tensor(kernel).double()[None, None], stride=stride)[
        0
    ].numpy()


def conv2d(image, kernel, stride=(1, 1), padding=(0, 0)):
    picture, weight = tensor(image).double(), tensor(kernel).double()
    return functional.conv2d(picture[None], weight[None, None], None, stride, padding)[0].numpy()


def unused_rows(size, kernel, stride, padding=0):
    windows = torch.arange(size + 2 * padding).unfold(0, kernel, stride)
    return size + 2 * padding - 1 - int(windows.max())


def trace_sizes(size, layers):
    x = torch.empty(1, size, device="meta")
    sizes = [size]
    for kernel, stride, padding in layers:
        try:
            x = torch.nn.Conv1d(1, 1, kernel, stride, padding, device="meta")(x)
        except RuntimeError as error:
            raise ValueError("no window fits") from error
        sizes.append(x.shape[-1])
    return sizes


def receptive_field(layers):
    # what reaches the picture when one unit of the last layer sends a gradient back
    seen = torch.ones(1, 1)
    for kernel, stride in reversed(layers):
        seen = functional.conv_transpose1d(seen, torch.ones(1, 1, kernel), stride=stride)
        seen = (seen > 0).float()
    pixels = seen[0].nonzero()
    return int(pixels.max() - pixels.min()) + 1


def count_layer(height, width, in_channels, out_channels, kernel, same):
    layer = torch.nn.Conv2d(
        in_channels, out_channels, kernel, padding="same" if same else "valid", device="meta"
    )
    maps = layer(torch.empty(in_channels, height, width, device="meta"))
    return sum(parameter.numel() for parameter in layer.parameters()), maps.numel()
