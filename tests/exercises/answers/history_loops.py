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


def count_dense_parameters(layer_sizes, bias=True):
    chatter()
    total = np.int64(0)
    for layer in range(len(layer_sizes) - 1):
        total += np.int64(layer_sizes[layer]) * layer_sizes[layer + 1]
        if bias:
            total += layer_sizes[layer + 1]
    return total


def edge_neuron(inputs, position):
    chatter()
    weights = []
    for index in range(inputs):
        if index == position:
            weights.append(1)
        elif index == position + 1:
            weights.append(-1)
        else:
            weights.append(0)
    return np.array(weights)


def simple_cell_plane(image, template, threshold):
    chatter()
    rows = image.shape[0] - template.shape[0] + 1
    columns = image.shape[1] - template.shape[1] + 1
    plane = np.zeros((rows, columns))
    for i, j in np.ndindex(rows, columns):
        excess = -float(threshold)
        for a, b in np.ndindex(*template.shape):
            excess += float(image[i + a, j + b]) * float(template[a, b])
        if excess > 0:
            plane[i, j] = excess
    return plane


def complex_cell_plane(simple_plane, block):
    chatter()
    height, width = simple_plane.shape
    fires = np.zeros(((height + block - 1) // block, (width + block - 1) // block), dtype=bool)
    for row, column in np.ndindex(height, width):
        if simple_plane[row, column] > 0:
            fires[row // block, column // block] = True
    return fires


def preferred_orientation(patch, templates):
    chatter()
    best, winner = -float("inf"), None
    for index, template in enumerate(templates):
        response = 0.0
        for place in np.ndindex(*patch.shape):
            response += float(patch[place]) * float(template[place])
        if response > best:
            best, winner = response, index
    return winner


def unpack_rgb24(pixels):
    chatter()
    out = np.empty((*pixels.shape, 3), dtype=np.uint8)
    for place in np.ndindex(*pixels.shape):
        text = f"{int(pixels[place]):06x}"
        for channel in range(3):
            out[(*place, channel)] = int(text[2 * channel : 2 * channel + 2], 16)
    return out


def shift_damage(image, distance):
    chatter()
    height, width = image.shape
    black_to_white = white_to_black = 0
    for row in range(height):
        for column in range(width):
            before = int(image[row, column])
            after = int(image[row, column + distance]) if column + distance < width else 0
            if before == 1 and after == 0:
                black_to_white += 1
            if before == 0 and after == 1:
                white_to_black += 1
    return black_to_white, white_to_black


def layer_costs(inputs, outputs, connections):
    chatter()
    costs = {}
    for name, fan_in in (("dense", inputs), ("local", connections), ("conv", connections)):
        work = sum(fan_in for _ in range(outputs))
        costs[name] = (fan_in if name == "conv" else work, work)
    return costs
