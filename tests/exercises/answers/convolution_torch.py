"""Right answers that leave the work to PyTorch and come back with .numpy()."""

import numpy as np
import torch
from torch.nn import functional


def tensor(x):
    return torch.tensor(np.ascontiguousarray(x)).double()


def correlate1d(signal, kernel):
    return functional.conv1d(tensor(signal)[None], tensor(kernel)[None, None])[0].numpy()


def correlate2d(image, kernel):
    return functional.conv2d(tensor(image)[None], tensor(kernel)[None, None])[0].numpy()


def convolve2d(image, kernel):
    # the adjoint of a correlation turns the kernel; what hangs over the edge is cut off
    whole = functional.conv_transpose2d(tensor(image)[None], tensor(kernel)[None, None])[0]
    h, w = kernel.shape
    return whole[h - 1 : whole.shape[0] - h + 1, w - 1 : whole.shape[1] - w + 1].numpy()


def toeplitz_matrix(kernel, size):
    return functional.conv1d(torch.eye(size).double()[:, None], tensor(kernel)[None, None])[
        :, 0
    ].T.numpy()


def correlate_channels(image, kernel, bias=0.0):
    return functional.conv2d(tensor(image), tensor(kernel)[None], tensor([bias]))[0].numpy()


def conv_bank(image, weight, bias):
    return functional.conv2d(tensor(image), tensor(weight), tensor(bias)).numpy()


def count_conv_parameters(
    out_channels, in_channels, kernel_height, kernel_width, bias=True, groups=1
):
    layer = torch.nn.Conv2d(
        in_channels,
        out_channels,
        (kernel_height, kernel_width),
        bias=bias,
        groups=groups,
        device="meta",
    )
    return sum(parameter.numel() for parameter in layer.parameters())


def im2col(image, kernel_height, kernel_width):
    return functional.unfold(tensor(image)[None], (kernel_height, kernel_width)).numpy()


def find_template(image, template):
    picture, small = tensor(image)[None, None], tensor(template)[None, None]
    products = functional.conv2d(picture, small)
    squares = functional.conv2d(picture**2, torch.ones_like(small))
    scores = products / (squares.sqrt() * small.norm())
    scores[squares == 0] = -torch.inf
    first = int(scores.mul(1e9).round().flatten().numpy().argmax())
    return divmod(first, scores.shape[-1])


def filter_uint8(image, kernel, divisor):
    sums = functional.conv2d(tensor(image)[None], tensor(kernel)[None, None])[0]
    return (sums / divisor).round().clamp(0, 255).to(torch.uint8).numpy()


def tiled_correlate1d(signal, kernels):
    maps = functional.conv1d(tensor(signal)[None], tensor(kernels)[:, None])
    places = torch.arange(maps.shape[1])
    return maps[places % len(kernels), places].numpy()


def match_maps(image, filters, maps):
    own = functional.conv2d(tensor(image)[None], tensor(filters)[:, None])
    return torch.cdist(tensor(maps).flatten(1), own.flatten(1)).argmin(dim=1).tolist()
