"""A10: one epoch of training.

Which example comes when is left to chance, so neither weights nor losses can be compared.
Instead the function trains a small net that keeps a diary, with an optimizer that does so, too;
what they saw is compared in words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from cnnkit.checks.exercise import Case, Exercise, Part, Trial
from cnnkit.checks.pytorch import needed, one_thread
from cnnkit.checks.returns import REAL, Dict, Returns, described
from cnnkit.withhold import withheld

if TYPE_CHECKING:
    import torch

__all__ = ["A10"]


@withheld
def train_epoch(
    model: torch.nn.Module,
    images: torch.Tensor,
    labels: torch.Tensor,
    optimizer: torch.optim.Optimizer,
    batch_size: int = 32,
) -> float:
    """Shuffle, then take one step for each batch; the right answer."""
    from torch import randperm
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    for batch in randperm(len(images)).split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def never_zeroed(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You never zero the gradients: each batch adds its own to those of all earlier ones.

    Call `optimizer.zero_grad()` before `backward`.
    """
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def zeroed_once(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You zero the gradients once, before the loop: they add up from the second batch on."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    optimizer.zero_grad()
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def zeroed_before_the_step(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """No gradient is left at the step: `zero_grad` belongs before `backward`, not after it.

    Without `backward` there is none either.
    """
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.zero_grad()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def no_step(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You compute gradients and never call `optimizer.step()`."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        total += loss.item() * len(batch)
    return total / len(images)


def step_after_the_loop(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You take one step, after the loop; take one for every batch."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        total += loss.item() * len(batch)
    optimizer.step()
    return total / len(images)


def own_optimizer(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You step an optimizer of your own; use the one that is handed in."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05)
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def mean_of_means(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You take the mean of the batches' means, so a small last batch weighs as much as a full one.

    Weight each mean by the size of its batch.
    """
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total, batches = 0.0, 0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total, batches = total + loss.item(), batches + 1
    return total / batches


def sum_of_means(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You add the batches' means up; divide by the number of examples what all of them lost."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total


def means_by_examples(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You add the batches' means up, and divide by the number of *examples*.

    A mean stands for a whole batch: multiply it by `len(batch)` first.
    """
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(images)


def sum_over_examples(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You return the loss of all examples together; divide by their number."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total


def last_loss(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You return the loss of the last batch; the mean over the whole epoch is asked for."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
    return loss.item()


def loss_of_trained(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You return the loss of the trained net; the mean of the losses on the way is asked for."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
    with torch.no_grad():
        return cross_entropy(model(images), labels).item()


def a_tensor(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You return a tensor, and with it the graph of every batch: `loss.item()` is a plain float."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss * len(batch)
    return total / len(images)


def a_detached_tensor(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You return a tensor, though without its graph: `loss.item()` is a plain float."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.detach() * len(batch)
    return total / len(images)


def returns_nothing(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You train and return nothing: `return` the mean loss."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()


def eval_mode(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You switch the net to eval mode, in which dropout sleeps; call `model.train()`."""
    import torch
    from torch.nn.functional import cross_entropy

    model.eval()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def mode_left(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You leave the mode as it is; after an evaluation the net is still in eval mode.

    Call `model.train()` first.
    """
    import torch
    from torch.nn.functional import cross_entropy

    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def one_full_batch(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You take all examples at once; split them into batches of `batch_size`."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(len(order)):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def one_by_one(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You take the examples one by one; a batch has `batch_size` of them."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(1):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def thirty_two_always(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You take batches of 32, whatever `batch_size` says."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(32):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def last_batch_dropped(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You drop what does not fill a batch; the last batch may be smaller."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order[: len(order) // batch_size * batch_size].split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def first_batch_only(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You return after the first batch: the `return` stands inside the loop."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
        return total / len(batch)


def two_epochs(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You go through the examples twice; one epoch is asked for."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in (*order.split(batch_size), *order.split(batch_size)):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / (2 * len(images))


def drawn_with_replacement(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You draw examples anew for each batch, so some come twice and others never: shuffle once."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randint(len(images), (len(images),))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def not_shuffled(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You do not shuffle: the examples come in the order in which they were handed in."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.arange(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def shuffled_alike(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You shuffle in the same way every epoch: do not seed inside the function."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images), generator=torch.Generator().manual_seed(0))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def labels_left_behind(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You shuffle the pictures and not their labels: use the same order for both."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    shuffled = images[order]
    for batch in torch.arange(len(images)).split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(shuffled[batch]), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def softmax_twice(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You apply softmax before the cross-entropy, which does that itself: hand it the logits."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]).softmax(1), labels[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def squared_error(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """Your gradients are those of squared errors; the loss is the cross-entropy."""
    import torch

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        logits = model(images[batch])
        target = torch.nn.functional.one_hot(labels[batch], logits.shape[1])
        loss = (logits - target).square().mean()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


def summed_loss(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You step along the *sum* of a batch's losses; take their mean, as `cross_entropy` does."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch], reduction="sum")
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(images)


def uphill(
    model: callable,
    images: object,
    labels: object,
    optimizer: object,
    batch_size: int = 32,
) -> float:
    """You step uphill: the loss itself goes backwards, not its negative."""
    import torch
    from torch.nn.functional import cross_entropy

    model.train()
    total = 0.0
    order = torch.randperm(len(images))
    for batch in order.split(batch_size):
        optimizer.zero_grad()
        loss = cross_entropy(model(images[batch]), labels[batch])
        (-loss).backward()
        optimizer.step()
        total += loss.item() * len(batch)
    return total / len(images)


@dataclass
class _Step:
    """One step of the optimizer: what was forwarded before it, and what its gradients were."""

    examples: list[int]
    modes: set[str]
    loss: float
    gradients: str


@dataclass
class _Diary:
    """What the net and the optimizer saw in one epoch."""

    forwarded: list[tuple[list[int], bool]] = field(default_factory=list)
    steps: list[_Step] = field(default_factory=list)


def _watch(
    torch: ModuleType,
    train: Callable[..., Any],
    images: np.ndarray,
    labels: np.ndarray,
    batch_size: tuple[int, ...],
) -> dict[str, str]:
    """Let a function train for two epochs, the second one after an evaluation; say what it did."""
    from torch.nn.functional import cross_entropy

    x, y = torch.tensor(images, dtype=torch.float32), torch.tensor(labels)
    rows = {row.numpy().tobytes(): number for number, row in enumerate(x.flatten(1))}
    classes, diaries, returned, after = int(y.max()) + 1, [], [], []

    class Net(torch.nn.Module):
        """One dense layer that notes which examples it is shown."""

        def __init__(self) -> None:
            super().__init__()
            self.dense = torch.nn.Linear(x[0].numel(), classes)

        def forward(self, batch: torch.Tensor) -> torch.Tensor:
            if torch.is_grad_enabled():
                shown = (row.numpy().tobytes() for row in batch.detach().flatten(1))
                diaries[-1].forwarded.append(([rows.get(row, -1) for row in shown], self.training))
            return self.dense(batch.flatten(1))

    class Optimizer(torch.optim.SGD):
        """Gradient descent that looks at the gradients before it takes a step."""

        def step(self, closure: Callable[[], Any] | None = None) -> Any:
            value = closure() if closure else None
            note(diaries[-1])
            super().step()
            return value

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(10)
        net = Net()
        weights = list(net.parameters())
        optimizer = Optimizer(weights, lr=0.02)  # so small that no order of batches goes uphill
        sums, ever = ([torch.zeros_like(w) for w in weights] for _ in range(2))  # of all gradients

        def loss_of_all() -> float:
            with torch.no_grad():
                return float(cross_entropy(net.dense(x.flatten(1)), y))

        untrained = loss_of_all()

        def slopes(loss_of: Callable[[torch.Tensor], torch.Tensor], shown: list[int]) -> list:
            with torch.enable_grad():
                matrix, bias = (w.detach().clone().requires_grad_() for w in weights)
                loss = loss_of(x[shown].flatten(1) @ matrix.T + bias)
                return list(torch.autograd.grad(loss, (matrix, bias)))

        def note(diary: _Diary) -> None:
            """Compare the gradients with what they should be, and with what goes wrong often."""
            fresh = diary.forwarded[sum(len(step.modes) > 0 for step in diary.steps) :]
            shown = [number for batch, _ in fresh for number in batch]
            modes = {"train mode" if training else "eval mode" for _, training in fresh}
            if not shown or -1 in shown:
                diary.steps.append(_Step(shown, modes, float("nan"), "of other pictures"))
                return
            own = slopes(lambda z: cross_entropy(z, y[shown]), shown)
            for kept in (sums, ever):
                for total, new in zip(kept, own, strict=True):
                    total += new
            start = sum(len(step.examples) for step in diary.steps)
            beside = y[start : start + len(shown)]
            known = {
                "of the batch": own,
                "of the batch and those before it": sums,
                "of the batch and those before it, other epochs included": ever,
                "of a sum over the batch": [len(shown) * g for g in own],
                "with the sign turned round": [-g for g in own],
                "of a softmax before the cross-entropy": slopes(
                    lambda z: cross_entropy(z.softmax(1), y[shown]), shown
                ),
            }
            if len(beside) == len(shown):
                known["for the labels of other pictures"] = slopes(
                    lambda z: cross_entropy(z, beside), shown
                )
            with torch.no_grad():
                loss = float(cross_entropy(net.dense(x[shown].flatten(1)), y[shown]))
            diary.steps.append(_Step(shown, modes, loss, _named(torch, weights, known)))

        for epoch in range(2):
            diaries.append(_Diary())
            net.train(epoch == 0)
            for total in sums:
                total.zero_()
            before = [w.detach().clone() for w in weights]
            mine, theirs = x.clone(), y.clone()
            returned.append(train(net, mine, theirs, optimizer, *batch_size))
            moved = any(not torch.equal(a, b) for a, b in zip(before, weights, strict=True))
            after.append(loss_of_all())
            unchanged = torch.equal(mine, x) and torch.equal(theirs, y)
            if not unchanged or (moved and not diaries[-1].steps):
                break
    return {
        "examples": _examples(diaries, len(x)),
        "batches": _batches(diaries[0]),
        "order": _order(diaries),
        "mode": _modes(diaries),
        "gradients": _gradients(diaries),
        "steps": _steps(diaries, moved=moved),
        "arguments": "as they were" if unchanged else "changed",
        "loss": "lower after training" if after[-1] < untrained else "not lower after training",
        "returned": _returned(returned, diaries, after, len(x)),
    }


def _named(torch: ModuleType, weights: list, known: dict[str, list]) -> str:
    """Find out which of the known gradients lie in the parameters."""
    found = [w.grad for w in weights]
    if all(g is None or not g.any() for g in found):
        return "missing"
    if any(g is None for g in found):
        return "of something else"
    for name, gradients in known.items():
        pairs = zip(found, gradients, strict=True)
        if all(torch.allclose(g, k, rtol=1e-3, atol=1e-5) for g, k in pairs):
            return name
    return "of something else"


def _examples(diaries: list[_Diary], count: int) -> str:
    for diary in diaries:
        shown = sorted(number for batch, _ in diary.forwarded for number in batch)
        if shown == list(range(count)):
            continue
        if -1 in shown:
            return "other pictures than those handed in"
        if len(shown) == 2 * count:
            return "used twice"
        if len(set(shown)) == len(shown):
            return "not all of them used"
        return "some used more often than others"
    return "each used once"


def _batches(diary: _Diary) -> str:
    sizes = [len(batch) for batch, _ in diary.forwarded]
    return f"of {', '.join(map(str, sizes))}" if sizes else "none"


def _order(diaries: list[_Diary]) -> str:
    orders = [[number for batch, _ in diary.forwarded for number in batch] for diary in diaries]
    if min(map(len, orders)) < 8:  # a shuffled order may be the old one
        return "any"
    if orders[0] == sorted(orders[0]):
        return "as handed in"
    return "the same in every epoch" if orders[0] == orders[-1] and orders[1:] else "shuffled"


def _modes(diaries: list[_Diary]) -> str:
    trained = [training for diary in diaries for _, training in diary.forwarded]
    if all(trained):
        return "train mode"
    return "train mode only if it was on" if any(trained) else "eval mode"


def _gradients(diaries: list[_Diary]) -> str:
    names = [step.gradients for diary in diaries for step in diary.steps]
    wrong = [name for name in names if name != "of the batch"]
    return wrong[-1] if wrong else "of the batch"


def _steps(diaries: list[_Diary], *, moved: bool) -> str:
    steps, batches = len(diaries[0].steps), len(diaries[0].forwarded)
    if steps == batches and steps:
        return "one for each batch"
    if not steps:
        return "none, and yet the weights have moved" if moved else "none"
    return "fewer than batches" if steps < batches else "more than batches"


def _returned(returned: list, diaries: list[_Diary], after: list[float], count: int) -> str:
    """Name the first of the known means and sums that all epochs returned."""
    for value in returned:
        if type(value).__name__ == "Tensor":
            return "a tensor with its graph" if value.requires_grad else "a tensor"
        if type(value) not in REAL:
            return described(value)
    values = [float(value) for value in returned]
    known: dict[str, list[float]] = {}
    for diary, trained in zip(diaries, after, strict=True):
        losses = np.array([step.loss for step in diary.steps] or [np.nan])
        sizes = np.array([len(step.examples) for step in diary.steps] or [1])
        for name, value in {
            "the mean loss per example": (losses * sizes).sum() / count,
            "the mean of the batches' means": losses.mean(),
            "the sum of the batches' means": losses.sum(),
            "the sum of the batches' means by the number of examples": losses.sum() / count,
            "the sum over all examples": (losses * sizes).sum(),
            "the loss of the last batch": losses[-1],
            "the loss of the first batch": losses[0],
            "the loss after the epoch": trained,
        }.items():
            known.setdefault(name, []).append(float(value))
    for name, right in known.items():
        if np.allclose(values, right, rtol=1e-4, atol=1e-5):
            return name
    return "another number"


class _Watched(Trial):
    """Train a small net, and read the diaries."""

    def of(self, function: Callable[..., Any]) -> Callable[..., dict[str, str]]:
        torch = needed("train_epoch")

        def watched(images: np.ndarray, labels: np.ndarray, *batch_size: int) -> dict[str, str]:
            with one_thread(torch):
                return _watch(torch, function, images, labels, batch_size)

        return watched

    def written(self, name: str, args: Sequence[Any]) -> str:
        words = ("model", "images", "labels", "optimizer", *map(str, args[2:]))
        return f"{name}({', '.join(words)})"


class _Finding(Returns):
    """What was seen, in words."""

    def difference(self, got: Any, expected: Any, *, reveal: bool) -> str | None:
        if got == expected:
            return None
        return f"{got}" + (f"; asked for: {expected}" if reveal else "")


_BATCHES = ("examples", "batches", "order")
_TRAINING = ("mode", "gradients", "steps", "arguments")


def _findings(*keys: str) -> Dict:
    return Dict({key: _Finding() for key in keys})


def _pictures(count: int, height: int, width: int, classes: int) -> tuple[np.ndarray, np.ndarray]:
    """Draw pictures that differ, with labels that a dense layer can learn."""
    rng = np.random.default_rng((count, height, width))
    labels = np.arange(count) * 7 % classes
    images = rng.normal(size=(count, 1, height, width))
    images[..., 0, 0] += 2 * labels[:, None]
    return images.astype(np.float32), labels


A10 = Exercise(
    "A10",
    train_epoch,
    _findings(*_BATCHES, *_TRAINING, "returned"),  # a mistake may lower the loss, or not
    mistakes=(
        never_zeroed,
        zeroed_once,
        zeroed_before_the_step,
        no_step,
        step_after_the_loop,
        own_optimizer,
        mean_of_means,
        sum_of_means,
        means_by_examples,
        sum_over_examples,
        last_loss,
        loss_of_trained,
        a_tensor,
        a_detached_tensor,
        returns_nothing,
        eval_mode,
        mode_left,
        one_full_batch,
        one_by_one,
        thirty_two_always,
        last_batch_dropped,
        first_batch_only,
        two_epochs,
        drawn_with_replacement,
        not_shuffled,
        shuffled_alike,
        labels_left_behind,
        softmax_twice,
        squared_error,
        summed_loss,
        uphill,
    ),
    telling=(
        Case(*_pictures(11, 2, 3, 3), 4),
        Case(*_pictures(37, 2, 2, 2)),
    ),
    parts=(
        Part("batches", 1, _findings(*_BATCHES)),
        Part("training", 2, _findings(*_TRAINING, "loss")),
        Part("mean loss", 1, _findings("returned")),
    ),
    trial=_Watched(),
)
