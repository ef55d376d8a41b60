"""A9: LeNet-5 in PyTorch.

A network is no plain data, so it is examined: a case names what is looked at, and what is seen is
written down in words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any

from cnnkit.checks.exercise import Case, Exercise, Part, Trial
from cnnkit.checks.pytorch import needed, one_thread
from cnnkit.checks.returns import Returns, described
from cnnkit.models.lenet import LENET5
from cnnkit.withhold import withheld

if TYPE_CHECKING:
    import torch

__all__ = ["A9"]


@withheld
def build_lenet5() -> torch.nn.Module:
    """Build it from the table of the book; the right answer."""
    from cnnkit.models.pytorch import build_torch

    return build_torch(LENET5)


def softmax_at_the_end() -> object:
    """Your net ends with a softmax; cross-entropy takes logits and does that itself."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
        nn.Softmax(dim=1),
    )


def log_softmax_at_the_end() -> object:
    """Your net ends with a log-softmax; cross-entropy takes logits and does that itself."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
        nn.LogSoftmax(dim=1),
    )


def sigmoid_at_the_end() -> object:
    """Your net ends with a sigmoid; logits may be any numbers: nothing follows the last layer."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
        nn.Sigmoid(),
    )


def relu_at_the_end() -> object:
    """Your net ends with a ReLU, which cuts negative logits off; nothing follows the last layer."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
        nn.ReLU(),
    )


def no_conv_biases() -> object:
    """Your convolutions have no biases: leave `bias=False` out."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5, bias=False),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5, bias=False),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5, bias=False),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


def no_dense_biases() -> object:
    """Your dense layers have no biases: leave `bias=False` out."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(120, 84, bias=False),
        nn.ReLU(),
        nn.Linear(84, 10, bias=False),
    )


def first_layer_frozen() -> object:
    """Your first layer is frozen: every parameter learns, so leave `requires_grad` alone."""
    from torch import nn

    net = nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )
    for parameter in net[0].parameters():
        parameter.requires_grad = False
    return net


def all_frozen() -> object:
    """All your parameters are frozen: leave `requires_grad` alone."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    ).requires_grad_(False)


def c5_is_dense() -> object:
    """Your C5 is a dense layer; it is a convolution with windows of 5 × 5.

    On 32 × 32 pictures both compute the same, on larger ones only a convolution still fits.
    """
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(400, 120),
        nn.ReLU(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


def padded_first_layer() -> object:
    """Your C1 pads its pictures; they are 32 × 32 here, so that nothing needs padding.

    With pictures of 28 × 28 a padding of 2 does the same.
    """
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


def same_padding() -> object:
    """Your convolutions keep the size of their maps; LeNet-5 pads nowhere."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5, padding=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5, padding=2),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


def windows_of_three() -> object:
    """Your windows are 3 × 3; those of LeNet-5 are 5 × 5."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 3),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


def no_pooling() -> object:
    """You left the pooling out: after C1 and C3 the maps are halved."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.Conv2d(16, 120, 5),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


def no_f6() -> object:
    """You left out F6: between C5 and the output there is a dense layer of 84."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(120, 10),
    )


def sixteen_in_groups() -> object:
    """Your C3 works in groups; all 16 maps read all 6."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5, groups=2),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    )


def no_activations() -> object:
    """Your layers follow each other without an activation: ReLU after C1, C3, C5 and F6.

    Without one, two layers in a row can do no more than one.
    """
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.Linear(84, 10),
    )


def one_activation_short() -> object:
    """There is no activation between F6 and the output."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.Linear(84, 10),
    )


def eleven_outputs() -> object:
    """Your net has eleven outputs; there are ten digits."""
    from torch import nn

    return nn.Sequential(
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 11),
    )


def single_loses_its_axis() -> object:
    """For a single picture your result loses its batch axis: `squeeze` drops every axis of size 1.

    Use `flatten(1)`.
    """
    from torch import nn

    class Net(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.maps = nn.Sequential(
                nn.Conv2d(1, 6, 5),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Conv2d(6, 16, 5),
                nn.ReLU(),
                nn.MaxPool2d(2),
                nn.Conv2d(16, 120, 5),
                nn.ReLU(),
            )
            self.dense = nn.Sequential(nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10))

        def forward(self, x: object) -> object:
            return self.dense(self.maps(x).squeeze())

    return Net()


def same_net_each_time() -> object:
    """You return the same net in every call; each call makes a new one, with weights of its own."""
    from torch import nn

    if not hasattr(nn, "kept_lenet5"):
        nn.kept_lenet5 = nn.Sequential(
            nn.Conv2d(1, 6, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(6, 16, 5),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Conv2d(16, 120, 5),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(120, 84),
            nn.ReLU(),
            nn.Linear(84, 10),
        )
    return nn.kept_lenet5


def a_list() -> object:
    """You return a list of layers; `nn.Sequential(*layers)` makes a net of them."""
    from torch import nn

    return [
        nn.Conv2d(1, 6, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(6, 16, 5),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(16, 120, 5),
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(120, 84),
        nn.ReLU(),
        nn.Linear(84, 10),
    ]


def parameters(torch: ModuleType, net: torch.nn.Module) -> str:
    """Count the parameters."""
    return f"{sum(p.numel() for p in net.parameters()):,} parameters"


def maps(torch: ModuleType, net: torch.nn.Module) -> str:
    """List what every convolution reads and writes, but for those of single pixels."""
    steps = [
        f"{_by(before)} to {_by(after)}"
        for name, before, after in _operations(torch, net)
        if name == "convolution" and before[2:] != (1, 1)
    ]
    return f"convolutions from {', '.join(steps)}" if steps else "no convolution"


def activations(torch: ModuleType, net: torch.nn.Module) -> str:
    """Count the places between two layers where something else than pooling happens."""
    places = [False]
    for name, _, _ in _operations(torch, net):
        if name in _LAYERS:
            places.append(False)
        elif name not in _NO_ACTIVATIONS:
            places[-1] = True
    between = places[1:-1]
    return f"an activation in {sum(between)} of {len(between)} places between its layers"


def outputs(torch: ModuleType, net: torch.nn.Module) -> str:
    """Give the shapes of the results for one picture, and for seven."""
    one, seven = (_by(net(torch.zeros(batch, 1, 32, 32)).shape) for batch in (1, 7))
    return f"results of {one} for one picture and {seven} for seven"


def values(torch: ModuleType, net: torch.nn.Module) -> str:
    """Say what kind of numbers come out, with weights of ours, which are not small."""
    random = torch.Generator().manual_seed(9)
    with torch.no_grad():
        for p in net.parameters():
            width = 3 / p[0].numel() ** 0.5 if p.ndim > 1 else 0.1
            p.copy_(width * torch.randn(p.shape, generator=random))
        out = net(torch.randn(16, 1, 32, 32, generator=random))
    for kind, sums in (
        ("probabilities", out.sum(dim=-1)),
        ("logarithms of probabilities", out.exp().sum(dim=-1)),
    ):
        if torch.allclose(sums, torch.ones_like(sums), atol=1e-3):
            return f"{kind} as results"
    low, high = float(out.min()), float(out.max())
    if low >= -1 and high <= 1:
        return f"results between {round(low)} and {round(high)}"
    return "results without a negative number" if low >= 0 else "logits as results"


def gradients(torch: ModuleType, net: torch.nn.Module) -> str:
    """Count the parameters that the loss sends no gradient to."""
    out = net(torch.randn(7, 1, 32, 32, generator=torch.Generator().manual_seed(9)))
    if out.requires_grad:
        torch.nn.functional.cross_entropy(out, torch.arange(7)).backward()
    tensors = list(net.parameters())
    missing = sum(p.grad is None for p in tensors)
    if not missing:
        return "a gradient for every parameter"
    return f"no gradient for {missing} of its {len(tensors)} arrays of parameters"


_LOOKED_AT = {
    look.__name__: look for look in (parameters, maps, activations, outputs, values, gradients)
}

_LAYERS = {"addmm", "baddbmm", "bmm", "convolution", "linear", "matmul", "mm"}
_NO_ACTIVATIONS = {
    *("_adaptive_avg_pool2d", "adaptive_avg_pool2d", "avg_pool2d", "mean"),
    *("max_pool2d", "max_pool2d_with_indices", "mkldnn_max_pool2d"),
    *("_reshape_alias", "_unsafe_view", "alias", "clone", "contiguous", "detach", "expand"),
    *("flatten", "permute", "reshape", "squeeze", "t", "transpose", "unsqueeze", "view"),
    *("add", "add_", "bernoulli_", "div_", "empty_like", "mul", "native_dropout", "zeros"),
}


def _operations(
    torch: ModuleType, net: torch.nn.Module
) -> list[tuple[str, Sequence[int], Sequence[int]]]:
    """List what PyTorch computes for one picture: name, shape that goes in, shape that comes out.

    Below all layers and functions, however the net is written.
    """
    from torch.utils._python_dispatch import TorchDispatchMode

    seen = []

    class Watch(TorchDispatchMode):
        def __torch_dispatch__(
            self, operation: Any, types: Any, args: tuple = (), kwargs: dict | None = None
        ) -> Any:
            out = operation(*args, **(kwargs or {}))
            shapes = (tuple(getattr(x, "shape", ())) for x in (args[0] if args else None, out))
            seen.append((operation.overloadpacket.__name__, *shapes))
            return out

    picture = torch.zeros(1, 1, 32, 32)
    with Watch():
        net(picture)
    return seen


def _by(shape: Sequence[int]) -> str:
    """Write a shape; that of maps without the batch."""
    return "×".join(map(str, shape[1:] if len(shape) == 4 else shape))


class _Examined(Trial):
    """Build a net, or two, and look at it."""

    def of(self, function: Callable[[], Any]) -> Callable[[str], str]:
        torch = needed("build_lenet5")

        def examined(what: str) -> str:
            net = function()
            if not isinstance(net, torch.nn.Module):
                return f"{_ODD}{described(net)}"
            if what == "twice":
                shared = {*net.parameters()} & {*function().parameters()}
                return "weights of another call" if shared else "weights of its own"
            with one_thread(torch):
                if any(map(torch.nn.parameter.is_lazy, net.parameters())):
                    net(torch.zeros(1, 1, 32, 32))  # lazy layers make their weights when first used
                return _LOOKED_AT[what](torch, net)

        return examined

    def written(self, name: str, args: Sequence[Any]) -> str:
        return f"{name}()"


_ODD = "no net: "


class _Finding(Returns):
    """What was seen, in words."""

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:
        if got == expected:
            return None
        if got.startswith(_ODD):
            return f"a torch.nn.Module is expected, yours is {got.removeprefix(_ODD)}"
        return f"your net has {got}" + (f"; asked for: {expected}" if reveal else "")


A9 = Exercise(
    "A9",
    build_lenet5,
    _Finding(),
    mistakes=(
        softmax_at_the_end,
        log_softmax_at_the_end,
        sigmoid_at_the_end,
        relu_at_the_end,
        no_conv_biases,
        no_dense_biases,
        first_layer_frozen,
        all_frozen,
        c5_is_dense,
        padded_first_layer,
        same_padding,
        windows_of_three,
        no_pooling,
        no_f6,
        sixteen_in_groups,
        no_activations,
        one_activation_short,
        eleven_outputs,
        single_loses_its_axis,
        same_net_each_time,
        a_list,
    ),
    telling=tuple(Case(what) for what in (*_LOOKED_AT, "twice")),
    parts=(
        Part("parameters", 1, _Finding()),
        Part("layers", 1, _Finding()),
        Part("results", 1, _Finding()),
        Part("learning", 1, _Finding()),
    ),
    trial=_Examined(),
)
