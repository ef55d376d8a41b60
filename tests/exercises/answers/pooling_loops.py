"""Right answers in plain loops, from functions that chatter: that may not cost a point."""

import logging
import os
import sys
import warnings

import numpy as np

logging.basicConfig()  # this handler keeps the stderr of now


def chatter():
    print("still counting")
    print("still counting", file=sys.stderr)
    os.write(2, b"still counting\n")
    logging.getLogger("loops").warning("still counting")
    warnings.warn("still counting", RuntimeWarning, stacklevel=2)


def starts(size, window, stride):
    chatter()
    return range(0, size - window + 1, stride)


def max_pool2d(x, window, stride):
    rows, columns = starts(x.shape[0], window, stride), starts(x.shape[1], window, stride)
    out = np.empty((len(rows), len(columns)))
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            best = x[top, left]
            for r in range(top, top + window):
                for c in range(left, left + window):
                    if x[r, c] > best:
                        best = x[r, c]
            out[i, j] = best
    return out


def avg_pool2d(x, window, stride):
    rows, columns = starts(x.shape[0], window, stride), starts(x.shape[1], window, stride)
    out = np.zeros((len(rows), len(columns)), dtype=np.float32)
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            total = 0.0
            for r in range(top, top + window):
                for c in range(left, left + window):
                    total += float(x[r, c])
            out[i, j] = total / (window * window)
    return out


def pool_channels(x, window, stride, mode="max"):
    if mode == "max":
        pool = max_pool2d
    elif mode == "avg":
        pool = avg_pool2d
    else:
        raise ValueError(mode)
    maps = []
    for channel in range(x.shape[0]):
        maps.append(pool(x[channel], window, stride))
    return np.stack(maps)


def max_pool1d_partial(x, window, stride):
    chatter()
    out = []
    start = 0
    while not out or start - stride + window < len(x):
        best = x[start]
        for value in x[start : start + window]:
            if value > best:
                best = value
        out.append(best)
        start += stride
    return np.array(out)


def changed_fraction(detectors, entering, window):
    chatter()
    if window % 2 != 1:
        raise ValueError("the window needs a middle")
    moved = [entering] + [float(value) for value in detectors[:-1]]
    changed = pooled_changed = 0
    for i in range(len(moved)):
        near = range(max(0, i - window // 2), min(len(moved), i + window // 2 + 1))
        changed += moved[i] != detectors[i]
        pooled_changed += max(moved[k] for k in near) != max(detectors[k] for k in near)
    return np.float64(changed / len(moved)), np.float64(pooled_changed / len(moved))


def l2_pool2d(x, window, stride):
    rows, columns = starts(x.shape[0], window, stride), starts(x.shape[1], window, stride)
    out = np.zeros((len(rows), len(columns)))
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            for r in range(top, top + window):
                for c in range(left, left + window):
                    out[i, j] += float(x[r, c]) ** 2
            out[i, j] = out[i, j] ** 0.5
    return out


def stochastic_pool_mean(x, window):
    chatter()
    out = np.zeros((x.shape[0] // window, x.shape[1] // window))
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            values = [
                float(x[i * window + r, j * window + c])
                for r in range(window)
                for c in range(window)
            ]
            if any(values):
                out[i, j] = sum(value * value for value in values) / sum(values)
    return out


def max_pool_argmax(x, window, stride):
    rows, columns = starts(x.shape[0], window, stride), starts(x.shape[1], window, stride)
    out = np.zeros((len(rows), len(columns)), dtype=np.int32)
    for i, top in enumerate(rows):
        for j, left in enumerate(columns):
            place = (top, left)
            for r in range(top, top + window):
                for c in range(left, left + window):
                    if x[r, c] > x[place]:
                        place = (r, c)
            out[i, j] = place[0] * x.shape[1] + place[1]
    return out


def small_cnn_table(size, in_channels, filters, kernel, pool, outputs):
    chatter()
    side = np.int64(0)
    while (side + 1) * pool <= size:
        side += 1
    weights = side * side * filters * outputs
    return {
        "fc_params": weights + outputs,
        "fc_weights": weights,
        "pool_params": np.uint8(0),
        "pool_shape": (side, side, filters),
        "conv_params": np.int64(filters * in_channels * kernel**2 + filters),
        "conv_shape": (np.int16(size), np.int64(size), filters),
    }


def channel_max_pool(x, group):
    chatter()
    if x.shape[0] % group != 0:
        raise ValueError("channels would be left over")
    out = np.full((x.shape[0] // group, *x.shape[1:]), -np.inf)
    for channel in range(x.shape[0]):
        for place in np.ndindex(*x.shape[1:]):
            if x[(channel, *place)] > out[(channel // group, *place)]:
                out[(channel // group, *place)] = x[(channel, *place)]
    return out
