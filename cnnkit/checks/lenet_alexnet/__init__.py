"""The assignment on LeNet and AlexNet: A1 to A10, each in a module of its own, and the bonus."""

from cnnkit.checks.lenet_alexnet.activation_bytes import A8
from cnnkit.checks.lenet_alexnet.breaking_call import BREAKING_CALL
from cnnkit.checks.lenet_alexnet.build_lenet5 import A9
from cnnkit.checks.lenet_alexnet.count_c3_parameters import A3
from cnnkit.checks.lenet_alexnet.dense_batch import A5
from cnnkit.checks.lenet_alexnet.dense_share import A7
from cnnkit.checks.lenet_alexnet.gemm_shapes import A6
from cnnkit.checks.lenet_alexnet.network_ledger import A4
from cnnkit.checks.lenet_alexnet.softmax import A1
from cnnkit.checks.lenet_alexnet.top3 import A2
from cnnkit.checks.lenet_alexnet.train_epoch import A10

__all__ = [
    "A1",
    "A2",
    "A3",
    "A4",
    "A5",
    "A6",
    "A7",
    "A8",
    "A9",
    "A10",
    "BREAKING_CALL",
    "EXERCISES",
]

EXERCISES = (A1, A2, A3, A4, A5, A6, A7, A8, A9, A10)
