"""Right answers in plain loops, from functions that chatter: that may not cost a point."""

import logging
import math
import os
import sys
import warnings

import numpy as np
import torch

logging.basicConfig()  # this handler keeps the stderr of now


def chatter():
    print("still counting")
    print("still counting", file=sys.stderr)
    os.write(2, b"still counting\n")
    logging.getLogger("loops").warning("still counting")
    warnings.warn("still counting", RuntimeWarning, stacklevel=2)


def softmax(logits):
    chatter()
    if logits.ndim > 1:
        return np.array([softmax(row) for row in logits])
    highest = max(logits)
    powers = [math.exp(z - highest) for z in logits]
    return np.array([power / sum(powers) for power in powers])


def top3(scores, labels):
    chatter()
    taken = []
    for _ in range(3):
        best = None
        for i in range(len(labels)):
            if i not in taken and (best is None or scores[i] > scores[best]):
                best = i
        taken.append(best)
    return [labels[i] for i in taken]


def count_c3_parameters(table, kernel):
    chatter()
    count = 0
    for column in table.T:
        count += 1
        for linked in column:
            if linked:
                count += kernel * kernel
    return np.int64(count)


def network_ledger(shape, layers):
    chatter()
    here, count = list(shape), 0
    for layer in layers:
        if layer[0] == "fc":
            inputs = 1
            for side in here:
                inputs *= side
            count += layer[1] * inputs + layer[1]
            here = [layer[1]]
            continue
        if layer[0] == "conv":
            _, filters, window, stride, padding, groups = layer
            count += filters * (here[0] // groups) * window * window + filters
        else:
            (_, window, stride), padding, filters = layer, 0, here[0]
        sides = []
        for side in here[1:]:
            start, fits = -padding, 0
            while start + window <= side + padding:
                start, fits = start + stride, fits + 1
            sides.append(fits)
        here = [filters, *sides]
    return tuple(here), count


def dense_batch(x, weight, bias):
    chatter()
    out = np.zeros((len(x), len(weight)))
    for n, example in enumerate(x):
        for m, row in enumerate(weight):
            out[n, m] = bias[m]
            for value, w in zip(example, row, strict=True):
                out[n, m] += float(value) * float(w)
    return out


def gemm_shapes(batch, in_channels, height, width, out_channels, kernel, stride, padding):
    chatter()
    tall, wide = height + 2 * padding, width + 2 * padding
    places = 0
    for _ in range(0, tall - kernel + 1, stride):
        for _ in range(0, wide - kernel + 1, stride):
            places += 1
    column = in_channels * kernel * kernel
    stored = (column * places) / (in_channels * height * width)
    return (out_channels, column), (column, places * batch), stored


def dense_share(parameters):
    chatter()
    dense = total = 0
    for name in parameters:
        total += parameters[name]
        if name[:2] == "fc":
            dense += parameters[name]
    if not total:
        return 0.0
    return np.float64(dense / total)


def activation_bytes(shapes, batch, bytes_per_value=4):
    chatter()
    total = 0
    for _ in range(batch):
        for shape in shapes:
            total += math.prod(shape) * bytes_per_value
    return total


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.convolutions = torch.nn.ModuleList(
            torch.nn.Conv2d(*channels, 5) for channels in [(1, 6), (6, 16), (16, 120)]
        )
        self.dense = torch.nn.ModuleList([torch.nn.Linear(120, 84), torch.nn.Linear(84, 10)])

    def forward(self, x):
        chatter()
        for number, convolution in enumerate(self.convolutions):
            if number:
                x = torch.nn.functional.avg_pool2d(x, 2)
            x = torch.tanh(convolution(x))
        x = x.view(len(x), 120)
        x = torch.tanh(self.dense[0](x))
        return self.dense[1](x)


def build_lenet5():
    chatter()
    return Net()


def train_epoch(model, images, labels, optimizer, batch_size=32):
    chatter()
    model.train()
    order = list(range(len(images)))
    np.random.default_rng().shuffle(order)
    losses = []
    while order:
        batch, order = order[:batch_size], order[batch_size:]
        scores = model(torch.stack([images[i] for i in batch]))
        each = [torch.logsumexp(row, 0) - row[labels[i]] for row, i in zip(scores, batch)]  # noqa: B905
        (sum(each) / len(batch)).backward()
        optimizer.step()
        optimizer.zero_grad()
        losses += [float(loss) for loss in each]
    return sum(losses) / len(losses)
