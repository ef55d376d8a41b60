"""The history assignment: H1 to H8, each in a module of its own, and the bonus."""

from cnnkit.checks.history.breaking_call import BREAKING_CALL
from cnnkit.checks.history.complex_cell_plane import H4
from cnnkit.checks.history.count_dense_parameters import H1
from cnnkit.checks.history.edge_neuron import H2
from cnnkit.checks.history.layer_costs import H8
from cnnkit.checks.history.preferred_orientation import H5
from cnnkit.checks.history.shift_damage import H7
from cnnkit.checks.history.simple_cell_plane import H3
from cnnkit.checks.history.unpack_rgb24 import H6

__all__ = ["BREAKING_CALL", "EXERCISES", "H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8"]

EXERCISES = (H1, H2, H3, H4, H5, H6, H7, H8)
