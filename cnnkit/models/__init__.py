"""Networks of the course as tables of layers, and the builders that make them run.

A table is data: every row names a layer, says what it is and where that is written.
``table.ledger()`` counts its parameters, connections and receptive fields, `build` makes the NumPy
network, and `cnnkit.models.pytorch` makes the same in PyTorch and moves weights between both.
"""

from cnnkit.models.alexnet import ALEXNET_GROUPED, ALEXNET_SINGLE, ALEXNET_TORCHVISION
from cnnkit.models.build import build
from cnnkit.models.cifar10 import CIFAR10_DEMO
from cnnkit.models.lenet import LENET5, LENET5_1998
from cnnkit.models.sigmoid_cnn import SIGMOID_CNN, SIGMOID_EXAMPLE, sigmoid_example_net
from cnnkit.models.table import Entry, Table

__all__ = [
    "ALEXNET_GROUPED",
    "ALEXNET_SINGLE",
    "ALEXNET_TORCHVISION",
    "CIFAR10_DEMO",
    "LENET5",
    "LENET5_1998",
    "SIGMOID_CNN",
    "SIGMOID_EXAMPLE",
    "TABLES",
    "Entry",
    "Table",
    "build",
    "sigmoid_example_net",
]

TABLES = (
    LENET5_1998,
    LENET5,
    ALEXNET_GROUPED,
    ALEXNET_SINGLE,
    ALEXNET_TORCHVISION,
    CIFAR10_DEMO,
    SIGMOID_CNN,
)
"""All of them."""
