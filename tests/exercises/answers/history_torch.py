"""Right answers that leave the work to PyTorch and come back with .numpy()."""

import numpy as np
import torch
from torch.nn import functional


def tensor(x):
    return torch.tensor(np.ascontiguousarray(x)).double()


def count_dense_parameters(layer_sizes, bias=True):
    layers = [
        torch.nn.Linear(layer_sizes[i], layer_sizes[i + 1], bias=bias, device="meta")
        for i in range(len(layer_sizes) - 1)
    ]
    return sum(weights.numel() for layer in layers for weights in layer.parameters())


def edge_neuron(inputs, position):
    # the gradient of the answer is the weights
    x = torch.zeros(inputs, requires_grad=True)
    (x[position] - x[position + 1]).backward()
    return x.grad.numpy()


def simple_cell_plane(image, template, threshold):
    score = functional.conv2d(tensor(image)[None, None], tensor(template)[None, None])[0, 0]
    return functional.relu(score - threshold).numpy()


def complex_cell_plane(simple_plane, block):
    return (functional.max_pool2d(padded(simple_plane, block)[None], block)[0] > 0).numpy()


def padded(plane, block):
    """Fill the last blocks up with silent cells."""
    missing_rows, missing_columns = (-side % block for side in plane.shape)
    return functional.pad(tensor(plane), (0, missing_columns, 0, missing_rows))


def preferred_orientation(patch, templates):
    responses = functional.conv2d(tensor(patch)[None, None], tensor(templates)[:, None]).flatten()
    return (responses == responses.max()).nonzero()[0].item()


def unpack_rgb24(pixels):
    bits = torch.tensor([16, 8, 0])
    numbers = torch.tensor(pixels.astype(np.int64))[..., None]
    return ((numbers >> bits) & 0xFF).to(torch.uint8).numpy()


def shift_damage(image, distance):
    before = tensor(image).bool()
    after = functional.pad(before, (0, distance))[:, distance : distance + before.shape[1]]
    return (before & ~after).sum().item(), (after & ~before).sum().item()


def layer_costs(inputs, outputs, connections):
    dense = torch.nn.Linear(inputs, outputs, bias=False, device="meta").weight
    local = torch.empty(outputs, connections, device="meta")
    conv = torch.nn.Conv1d(1, 1, connections, bias=False, device="meta").weight
    stored = {"dense": dense, "local": local, "conv": conv}
    uses = {"dense": 1, "local": 1, "conv": outputs}
    return {name: (w.numel(), w.numel() * uses[name]) for name, w in stored.items()}
