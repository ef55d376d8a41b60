"""What cnnkit and PyTorch compute for GradientRouter: values, deltas, gradients, steps."""

from typing import Any

import numpy as np
import torch
import torch.nn.functional as F

from cnnkit.widgets.gradient_router import NUMBERS, PRESETS, SETTING, GradientRouter


def fixtures() -> dict[str, Any]:
    """Return the content of each fixture file by its name."""
    presets = [_route(GradientRouter(**preset["state"])) for preset in PRESETS.values()]
    return {"routes": [_route(router) for router in _routers()], "route-presets": presets}


def _routers():
    rng = np.random.default_rng(10)
    for number in range(24):
        size = (0.3, 1, 4)[number % 3]
        numbers = {name: rng.normal(size=shape) * size for name, shape in NUMBERS.items()}
        if number % 4 == 0:  # whole numbers: many units tie, others are saturated
            numbers = {name: values.round() for name, values in numbers.items()}
        yield GradientRouter(**numbers, pooling=("avg", "max")[number // 12], learning_rate=0.1)
    yield GradientRouter(np.zeros((6, 6)), pooling="max")  # everything ties


def _route(router):
    state = {name: np.asarray(getattr(router, name)).tolist() for name in NUMBERS}
    rest = {name: getattr(router, name) for name in SETTING if name not in NUMBERS}
    cnnkit = {"values": router.values, "back": router.deltas | router.gradients}
    case = {"state": state | rest, "cost": router.cost}
    case |= {name: _flat(arrays) for name, arrays in cnnkit.items()}
    case["torch"] = _flat(_by_autograd(router))
    router.step()
    after = {name: getattr(router, name).tolist() for name in ("conv", "fc1", "fc2")}
    return case | {"after": after, "costs": router.costs}


def _flat(arrays):
    return {name: np.asarray(values).ravel().tolist() for name, values in arrays.items()}


def _by_autograd(router):
    """Differentiate the net as PyTorch writes it, with respect to all that has a gradient."""
    leaves = {name: torch.tensor(getattr(router, name), requires_grad=True) for name in NUMBERS}
    x, conv, fc1, fc2, target = leaves.values()
    sums = {"map": F.conv2d(x[None, None], conv[None, None])}
    pool = F.avg_pool2d if router.pooling == "avg" else F.max_pool2d
    sums["pooled"] = pool(torch.sigmoid(sums["map"]), 2)
    sums["hidden"] = sums["pooled"].reshape(1, 4) @ fc1
    sums["output"] = torch.sigmoid(sums["hidden"]) @ fc2
    cost = ((torch.sigmoid(sums["output"]) - target) ** 2).sum() / 2
    wanted = leaves | sums
    grads = torch.autograd.grad(cost, list(wanted.values()))
    return {name: grad.numpy() for name, grad in zip(wanted, grads, strict=True)}
