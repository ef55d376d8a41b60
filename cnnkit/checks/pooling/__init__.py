"""The pooling assignment: O1 to O10, each in a module of its function's name, and the bonus."""

from cnnkit.checks.pooling.avg_pool2d import O2
from cnnkit.checks.pooling.breaking_call import BREAKING_CALL
from cnnkit.checks.pooling.changed_fraction import O5
from cnnkit.checks.pooling.channel_max_pool import O10
from cnnkit.checks.pooling.l2_pool2d import O6
from cnnkit.checks.pooling.max_pool1d_partial import O4
from cnnkit.checks.pooling.max_pool2d import O1
from cnnkit.checks.pooling.max_pool_argmax import O8
from cnnkit.checks.pooling.pool_channels import O3
from cnnkit.checks.pooling.small_cnn_table import O9
from cnnkit.checks.pooling.stochastic_pool_mean import O7

__all__ = [
    "BREAKING_CALL",
    "EXERCISES",
    "O1",
    "O2",
    "O3",
    "O4",
    "O5",
    "O6",
    "O7",
    "O8",
    "O9",
    "O10",
]

EXERCISES = (O1, O2, O3, O4, O5, O6, O7, O8, O9, O10)
