"""H8: what three kinds of layers store and compute."""

from __future__ import annotations

from cnnkit.checks.exercise import Case, Exercise, Part
from cnnkit.checks.returns import Dict, Tuple, Whole
from cnnkit.withhold import withheld

__all__ = ["H8"]


@withheld
def layer_costs(inputs: int, outputs: int, connections: int) -> dict[str, tuple[int, int]]:
    """Count the weights that are stored and the multiply-adds they take part in."""
    every, few = inputs * outputs, connections * outputs
    return {"dense": (every, every), "local": (few, few), "conv": (connections, few)}


def shared_work(inputs: int, outputs: int, connections: int) -> dict[str, tuple[int, int]]:
    """Your convolution computes as little as it stores; sharing saves memory, no work.

    Its few weights are used once for every output.
    """
    every, few = inputs * outputs, connections * outputs
    return {"dense": (every, every), "local": (few, few), "conv": (connections, connections)}


def nothing_shared(inputs: int, outputs: int, connections: int) -> dict[str, tuple[int, int]]:
    """Your convolution has weights of its own for every output; all outputs share the same ones."""
    every, few = inputs * outputs, connections * outputs
    return {"dense": (every, every), "local": (few, few), "conv": (few, few)}


def local_shares(inputs: int, outputs: int, connections: int) -> dict[str, tuple[int, int]]:
    """Your locally connected layer shares its weights; only the convolution does."""
    every, few = inputs * outputs, connections * outputs
    return {"dense": (every, every), "local": (connections, few), "conv": (connections, few)}


def local_is_dense(inputs: int, outputs: int, connections: int) -> dict[str, tuple[int, int]]:
    """Your locally connected layer has all weights; only `connections` of them lead to an output.

    Weights that are not there are not stored, and nothing is multiplied with them.
    """
    every, few = inputs * outputs, connections * outputs
    return {"dense": (every, every), "local": (every, every), "conv": (connections, few)}


def conv_works_like_dense(
    inputs: int, outputs: int, connections: int
) -> dict[str, tuple[int, int]]:
    """Your convolution looks at all inputs for each output; it multiplies `connections` of them."""
    every, few = inputs * outputs, connections * outputs
    return {"dense": (every, every), "local": (few, few), "conv": (connections, every)}


def per_input(inputs: int, outputs: int, connections: int) -> dict[str, tuple[int, int]]:
    """You count the kernel once for every input; it is laid on once for every *output*."""
    every, few = inputs * outputs, connections * outputs
    work = connections * inputs
    return {"dense": (every, every), "local": (few, few), "conv": (connections, work)}


def local_per_input(inputs: int, outputs: int, connections: int) -> dict[str, tuple[int, int]]:
    """You count a locally connected layer's weights by its inputs.

    Each *output* has `connections` of them.
    """
    every, few = inputs * outputs, connections * outputs
    own = connections * inputs
    return {"dense": (every, every), "local": (own, own), "conv": (connections, few)}


def with_biases(inputs: int, outputs: int, connections: int) -> dict[str, tuple[int, int]]:
    """You count biases, too; weights are asked for."""
    every, few = inputs * outputs, connections * outputs
    return {
        "dense": (every + outputs, every),
        "local": (few + outputs, few),
        "conv": (connections + 1, few),
    }


def bias_added(inputs: int, outputs: int, connections: int) -> dict[str, tuple[int, int]]:
    """You count the addition of a bias to each output; the layers of this exercise have none."""
    every, few = inputs * outputs, connections * outputs
    return {
        "dense": (every, every + outputs),
        "local": (few, few + outputs),
        "conv": (connections, few + outputs),
    }


def counts_changed_places(
    inputs: int, outputs: int, connections: int
) -> dict[str, tuple[int, int]]:
    """Your two counts have changed places: the weights come first."""
    every, few = inputs * outputs, connections * outputs
    return {"dense": (every, every), "local": (few, few), "conv": (few, connections)}


def additions_apart(inputs: int, outputs: int, connections: int) -> dict[str, tuple[int, int]]:
    """You count multiplications and additions separately; a multiply-add is one of each."""
    every, few = inputs * outputs, connections * outputs
    return {"dense": (every, 2 * every), "local": (few, 2 * few), "conv": (connections, 2 * few)}


def squared_connections(inputs: int, outputs: int, connections: int) -> dict[str, tuple[int, int]]:
    """You square the connections; they are counted already: a kernel of 2 × 2 has 4 of them."""
    every, square = inputs * outputs, connections * connections
    few = square * outputs
    return {"dense": (every, every), "local": (few, few), "conv": (square, few)}


def dense_adds(inputs: int, outputs: int, connections: int) -> dict[str, tuple[int, int]]:
    """You add inputs and outputs; a dense layer has one weight for every *pair* of them."""
    few = connections * outputs
    return {
        "dense": (inputs + outputs, inputs + outputs),
        "local": (few, few),
        "conv": (connections, few),
    }


def dense_has_square_matrix(
    inputs: int, outputs: int, connections: int
) -> dict[str, tuple[int, int]]:
    """You take as many outputs as inputs; a dense layer has `inputs * outputs` weights."""
    every, few = inputs * inputs, connections * outputs
    return {"dense": (every, every), "local": (few, few), "conv": (connections, few)}


def work_once_per_neuron(inputs: int, outputs: int, connections: int) -> dict[str, tuple[int, int]]:
    """You count one multiply-add per output; each output needs one for every weight it uses."""
    every, few = inputs * outputs, connections * outputs
    return {"dense": (every, outputs), "local": (few, outputs), "conv": (connections, outputs)}


def weights_only(inputs: int, outputs: int, connections: int) -> dict[str, int]:
    """You return the weights alone; a tuple (weights, multiply-adds) is asked for in each entry."""
    return {"dense": inputs * outputs, "local": connections * outputs, "conv": connections}


def conv_key_differs(inputs: int, outputs: int, connections: int) -> dict[str, tuple[int, int]]:
    """Your numbers are right, but the third key has another name: it is 'conv'."""
    every, few = inputs * outputs, connections * outputs
    return {"dense": (every, every), "local": (few, few), "convolutional": (connections, few)}


def lists(inputs: int, outputs: int, connections: int) -> dict[str, list[int]]:
    """Your numbers are right, but they come in lists; use round brackets, (weights, work)."""
    every, few = inputs * outputs, connections * outputs
    return {"dense": [every, every], "local": [few, few], "conv": [connections, few]}


_PAIR = Tuple((Whole(), Whole()), names=("weights", "multiply-adds"))
_COSTS = Dict({"dense": _PAIR, "local": _PAIR, "conv": _PAIR})

H8 = Exercise(
    "H8",
    layer_costs,
    _COSTS,
    mistakes=(
        shared_work,
        nothing_shared,
        local_shares,
        local_is_dense,
        conv_works_like_dense,
        per_input,
        local_per_input,
        with_biases,
        bias_added,
        counts_changed_places,
        additions_apart,
        squared_connections,
        dense_adds,
        dense_has_square_matrix,
        work_once_per_neuron,
        weights_only,
        conv_key_differs,
        lists,
    ),
    telling=(Case(13, 11, 3), Case(100, 64, 9)),
    parts=(
        Part("dense", 1, _COSTS.only("dense")),
        Part("local", 1, _COSTS.only("local")),
        Part("conv", 2, _COSTS.only("conv")),
    ),
)
