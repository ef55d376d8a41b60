"""Training steps as PyTorch does, repeats itself exactly, and says what went wrong."""

from __future__ import annotations

import os
import signal

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from cnnkit.datasets import digits
from cnnkit.errors import ShapeError
from cnnkit.layers import Conv2d, Dropout, Flatten, Layer, Linear, MaxPool2d, ReLU, Sequential
from cnnkit.ops.loss import cross_entropy
from cnnkit.training import SGD, History, Score, evaluate, fit, linear_decay, minibatches
from cnnkit.withhold import BorrowedAnswer, withholding
from tests.arrays import FLOATS, agree


def small_net(seed: int = 0, *, dtype: type = np.float32) -> Sequential:
    rng = np.random.default_rng(seed)
    return Sequential(
        Conv2d(1, 4, 3, rng=rng, dtype=dtype),
        ReLU(),
        MaxPool2d(2),
        Flatten(),
        Dropout(0.1, rng=rng),
        Linear(36, 10, rng=rng, dtype=dtype),
    )


IMAGES, LABELS = digits(seed=0)[0]
IMAGES, LABELS = IMAGES[:200], LABELS[:200]


def train(net: Layer, **changes) -> History:
    """Train a net for a moment, with anything changed."""
    settings = {
        "epochs": 2,
        "batch_size": 32,
        "optimizer": SGD(net, 0.1, momentum=0.9),
        "rng": np.random.default_rng(0),
        "progress": False,
    }
    data = {"images": IMAGES, "labels": LABELS}
    return fit(net, **(data | settings | changes))


def values(net: Layer) -> list[np.ndarray]:
    return [values.copy() for _, values, _ in net.parameters()]


# -- batches ------------------------------------------------------------------------------------


@given(examples=st.integers(1, 20), batch_size=st.integers(1, 25), seed=st.integers(0, 9))
def test_every_example_comes_once_with_its_own_label(examples, batch_size, seed):
    images = np.arange(examples).reshape(-1, 1, 1, 1) * np.ones((1, 1, 2, 2))
    batches = list(
        minibatches(images, np.arange(examples), batch_size, rng=np.random.default_rng(seed))
    )
    full, rest = divmod(examples, batch_size)
    assert [len(labels) for _, labels in batches] == [batch_size] * full + [rest] * (rest > 0)
    assert sorted(np.concatenate([labels for _, labels in batches])) == list(range(examples))
    for batch_images, labels in batches:
        np.testing.assert_array_equal(batch_images[:, 0, 1, 1], labels)
        assert not np.shares_memory(batch_images, images)


def test_the_generator_decides_the_order():
    def order(rng):
        return [labels.tolist() for _, labels in minibatches(IMAGES, LABELS, 50, rng=rng)]

    rng = np.random.default_rng(1)
    first, second = order(rng), order(rng)
    assert first != second
    assert first == order(np.random.default_rng(1))
    assert first != [part.tolist() for part in np.split(LABELS, 4)]


# -- steps --------------------------------------------------------------------------------------


def test_two_steps_with_momentum_and_decay_by_hand():
    """Gradient 1 at weight 8: v = 1 + 8/2 = 5, then v = 5/2 + 1 + 3/2 = 5; the rate is 1."""
    net = Linear(1, 1, bias=False, dtype=np.float64)
    net.weight[...] = 8
    optimizer = SGD(net, 1.0, momentum=0.5, weight_decay=0.5)
    seen = []
    for _ in range(2):
        net(np.ones((1, 1)))
        net.backward(np.ones((1, 1)))
        optimizer.step()
        seen.append(net.weight.item())
    assert seen == [8 - 5, 3 - 5]


@pytest.mark.parametrize("dtype", FLOATS, ids=["float32", "float64"])
@pytest.mark.parametrize("momentum", [0, 0.9])
@pytest.mark.parametrize("weight_decay", [0, 0.01])
def test_ten_steps_are_those_of_pytorch(dtype, momentum, weight_decay):
    ours = Sequential(Linear(64, 8, dtype=dtype), ReLU(), Linear(8, 10, dtype=dtype))
    theirs = torch.nn.Sequential(torch.nn.Linear(64, 8), torch.nn.ReLU(), torch.nn.Linear(8, 10))
    theirs.to(getattr(torch, np.dtype(dtype).name))
    with torch.no_grad():
        for parameter, start in zip(theirs.parameters(), values(ours), strict=True):
            parameter.copy_(torch.tensor(start))
    options = {"momentum": momentum, "weight_decay": weight_decay}
    optimizer = SGD(ours, 0.1, **options)
    their_optimizer = torch.optim.SGD(theirs.parameters(), lr=0.1, **options)
    for step in range(10):
        x = IMAGES[20 * step : 20 * step + 20].reshape(20, 64).astype(dtype)
        labels = LABELS[20 * step : 20 * step + 20]
        _, grad = cross_entropy(ours(x), labels)
        ours.backward(grad)
        optimizer.step()
        their_optimizer.zero_grad()
        torch.nn.functional.cross_entropy(theirs(torch.tensor(x)), torch.tensor(labels)).backward()
        their_optimizer.step()
    for parameter, end in zip(theirs.parameters(), values(ours), strict=True):
        agree(end, parameter)


def test_the_rate_follows_the_progress_of_the_training():
    rate = linear_decay(1.0, 0.5)
    assert [rate(progress) for progress in (0.0, 0.5, 1.0)] == [1.0, 0.75, 0.5]
    seen = []
    net = small_net()
    train(net, epochs=2, batch_size=50, optimizer=SGD(net, lambda p: seen.append(p) or 0.1))
    assert seen == [0.0, *(step / 8 for step in range(8))]  # once to look, then 2 epochs of 4


def test_a_rate_can_be_changed_by_hand():
    net = small_net()
    optimizer = SGD(net, 0.1)
    optimizer.learning_rate = 0.0
    before = values(net)
    train(net, optimizer=optimizer)
    for old, new in zip(before, values(net), strict=True):
        np.testing.assert_array_equal(old, new)


# -- the loop -----------------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_net_and_another_seed_another():
    nets = [small_net() for _ in range(3)]
    histories = [
        train(net, rng=np.random.default_rng(seed))
        for net, seed in zip(nets, (5, 5, 6), strict=True)
    ]
    np.testing.assert_array_equal(histories[0], histories[1])
    for one, same, other in zip(*map(values, nets), strict=True):
        np.testing.assert_array_equal(one, same)
        assert (one != other).any()


def test_the_history_has_an_entry_for_each_epoch_and_gets_better():
    net = small_net()
    history = train(net, epochs=6, validation=(IMAGES, LABELS))
    assert {array.shape for array in history} == {(6,)}
    assert history.loss[-1] < history.loss[0] / 2
    assert history.accuracy[-1] > 0.8 > history.accuracy[0]
    score = evaluate(net, IMAGES, LABELS)
    assert score == (history.validation_loss[-1], history.validation_accuracy[-1])


def test_the_history_is_a_mean_over_examples_and_not_over_batches():
    """With a rate of 0 nothing is learned, so each epoch measures the net as it is."""
    net = Sequential(Flatten(), Linear(64, 10))
    history = train(net, images=IMAGES[:50], labels=LABELS[:50], optimizer=SGD(net, 0.0))
    expected, _ = cross_entropy(net(IMAGES[:50]), LABELS[:50])
    assert history.loss == pytest.approx([expected] * 2, rel=1e-6)
    assert history.accuracy.tolist() == [evaluate(net, IMAGES[:50], LABELS[:50]).accuracy] * 2


def test_without_validation_there_is_nothing_to_validate():
    history = train(small_net())
    assert np.isnan(history.validation_loss).all()
    assert np.isnan(history.validation_accuracy).all()


def test_validation_is_not_learned_from_and_changes_nothing():
    with_, without = small_net(), small_net()
    train(with_, validation=(IMAGES[::-1], LABELS[::-1]))
    train(without)
    for one, other in zip(values(with_), values(without), strict=True):
        np.testing.assert_array_equal(one, other)


def test_training_uses_training_mode_and_leaves_testing_mode():
    modes = []

    class Spy(Layer):
        def _forward(self, x):
            modes.append(self.training)
            return x, x.shape

        def _backward(self, grad_output, cache):
            return grad_output

    net = Sequential(Spy(), Flatten(), Linear(64, 10))
    train(net, epochs=1, batch_size=100, validation=(IMAGES, LABELS))
    assert modes == [False, False, True, True, False]  # a look at both data sets, two steps, a test
    assert not any(layer.training for layer in net)


def test_arguments_are_not_changed():
    images, labels = IMAGES.copy(), LABELS.copy()
    images.flags.writeable = labels.flags.writeable = False
    train(small_net(), images=images, labels=labels, validation=(images, labels))
    np.testing.assert_array_equal(images, IMAGES)


@pytest.mark.parametrize("batch_size", [1, 7, 200, 1000])
def test_a_score_does_not_depend_on_the_size_of_the_batches(batch_size):
    net = small_net()
    score = evaluate(net, IMAGES, LABELS, batch_size=batch_size)
    logits = net(IMAGES)
    assert type(score) is Score
    assert score.loss == pytest.approx(cross_entropy(logits, LABELS)[0], rel=1e-5)
    assert score.accuracy == (logits.argmax(axis=1) == LABELS).mean()
    assert {type(number) for number in score} == {float}


def test_an_interrupt_returns_the_epochs_that_were_finished():
    """A real one, as Ctrl-C sends it; the third epoch has begun by then."""
    net = small_net()

    def rate(progress):
        if progress > 0.6:
            os.kill(os.getpid(), signal.SIGINT)
        return 0.1

    history = train(net, epochs=4, batch_size=20, optimizer=SGD(net, rate))
    assert {array.shape for array in history} == {(2,)}
    assert np.isfinite(history.loss).all()
    assert not net.training


def test_an_interrupt_in_the_first_epoch_returns_an_empty_history():
    net = small_net()

    def rate(progress):
        if progress > 0:
            raise KeyboardInterrupt
        return 0.1

    assert {array.shape for array in train(net, optimizer=SGD(net, rate))} == {(0,)}


def test_a_bar_shows_how_far_it_got(capfd):
    train(small_net(), epochs=2, batch_size=50, progress=True)
    shown = capfd.readouterr().err
    assert "epoch 2 of 2: 100%" in shown
    assert "8/8" in shown
    assert "loss=" in shown
    assert "accuracy=" in shown


def test_without_a_bar_nothing_is_printed(capfd):
    train(small_net(), progress=False)
    assert capfd.readouterr() == ("", "")


def test_the_digits_are_learned_in_a_moment():
    """A linear map of the pixels gets 95 percent, two layers more."""
    training, test = digits()
    rng = np.random.default_rng(0)
    net = Sequential(Flatten(), Linear(64, 32, rng=rng), ReLU(), Linear(32, 10, rng=rng))
    fit(
        net,
        *training,
        epochs=12,
        batch_size=32,
        optimizer=SGD(net, linear_decay(0.1), momentum=0.9),
        rng=rng,
        progress=False,
    )
    assert evaluate(net, *test).accuracy > 0.96


# -- what is refused, and that nothing has changed then --------------------------------------------

WRONG_LABELS = LABELS.astype(float)
WRONG_LABELS[3:5] = np.nan
WRONG_IMAGES = IMAGES.copy()
WRONG_IMAGES[7, 0, 3, 3] = np.nan


@pytest.mark.parametrize(
    ("changes", "error", "message"),
    [
        (
            {"images": IMAGES[:0], "labels": LABELS[:0]},
            ShapeError,
            "there must be at least one example, got images of shape (0, 1, 8, 8)",
        ),
        (
            {"labels": LABELS[:-1]},
            ShapeError,
            "every image needs one label, got 200 images of shape (200, 1, 8, 8) and 199 labels;\n"
            "cut both to the same examples",
        ),
        (
            {"labels": WRONG_LABELS},
            TypeError,
            "labels must be whole numbers, got dtype float64, 2 of them NaN; "
            "drop these examples, then use labels.astype(int)",
        ),
        (
            {"labels": LABELS.astype(float)},
            TypeError,
            "labels must be whole numbers, got dtype float64, all of them numbers, "
            "then use labels.astype(int)",
        ),
        (
            {"labels": LABELS + 1},
            ValueError,
            "labels must be classes from 0 to 9, since the net has 10 outputs, "
            "got labels from 1 to 10",
        ),
        (
            {"validation": (IMAGES, LABELS - 1)},
            ValueError,
            "labels must be classes from 0 to 9, since the net has 10 outputs, "
            "got labels from -1 to 8",
        ),
        (
            {"images": WRONG_IMAGES},
            ValueError,
            "images must be finite, got 1 values that are NaN or infinite;\n"
            "replace them, for example by np.nan_to_num(images)",
        ),
        (
            {"images": IMAGES[:, 0]},
            ShapeError,
            "x must have the axes (batch, in_channels, height, width), got an array of shape "
            "(1, 8, 8);\nadd the missing axis, for example x[None]",
        ),
        ({"batch_size": 0}, ValueError, "batch_size must be at least 1, got 0"),
        ({"epochs": 0}, ValueError, "epochs must be at least 1, got 0"),
        (
            {"optimizer": SGD(small_net(), 0.1)},
            ValueError,
            "optimizer was made for another net; use optimizer=SGD(net, ...)",
        ),
    ],
)
def test_bad_input_is_refused_before_anything_is_learned(changes, error, message):
    net, rng = small_net(), np.random.default_rng(0)
    before = values(net)
    with pytest.raises(error) as caught:
        train(net, **({"rng": rng} | changes))
    assert str(caught.value) == message
    for old, new in zip(before, values(net), strict=True):
        np.testing.assert_array_equal(old, new)
    assert rng.random() == np.random.default_rng(0).random()


@pytest.mark.parametrize(
    ("rate", "message"),
    [
        (
            1e30,
            "the loss is nan: the last steps went too far, and this one was not taken;\n"
            "lower the learning rate, 1e+30, and start again",
        ),
        (
            1e40,
            "0.weight would not stay finite, so no parameter was changed;\n"
            "lower the learning rate, 1e+40",
        ),
    ],
)
def test_a_training_that_runs_away_stops_before_the_step_that_breaks_it(rate, message):
    net = small_net()
    with pytest.raises(FloatingPointError) as caught:
        train(net, optimizer=SGD(net, rate))
    assert str(caught.value) == message
    assert all(np.isfinite(array).all() for array in values(net))
    assert not net.training


def test_a_gradient_that_is_not_finite_changes_no_parameter():
    net = Sequential(Linear(2, 2), ReLU(), Linear(2, 2))
    optimizer = SGD(net, 0.1)
    net(np.ones((1, 2), np.float32))
    net.backward(np.ones((1, 2), np.float32))
    net[2].bias_grad[1] = np.inf
    before = values(net)
    with pytest.raises(FloatingPointError) as caught:
        optimizer.step()
    assert str(caught.value) == (
        "2.bias would not stay finite, so no parameter was changed;\nlower the learning rate, 0.1"
    )
    for old, new in zip(before, values(net), strict=True):
        np.testing.assert_array_equal(old, new)


def test_a_step_needs_a_gradient():
    with pytest.raises(RuntimeError, match=r"5\.weight has no gradient yet: call backward before"):
        SGD(Sequential(*[ReLU()] * 5, Linear(1, 1)), 0.1).step()


@pytest.mark.parametrize(
    ("name", "value"),
    [("learning_rate", -0.1), ("momentum", np.nan), ("weight_decay", np.inf)],
)
def test_rates_are_checked_when_the_optimizer_is_made(name, value):
    with pytest.raises(ValueError, match=f"{name} must be a finite number of at least 0, got"):
        SGD(small_net(), **({"learning_rate": 0.1} | {name: value}))


def test_a_student_cannot_borrow_it():
    net = Sequential(Flatten(), Linear(64, 10))
    with withholding(), pytest.raises(BorrowedAnswer):
        train(net)
    with withholding(), pytest.raises(BorrowedAnswer):
        SGD(net, 0.1).step()
