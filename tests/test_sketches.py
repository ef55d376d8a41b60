"""Sketches are what a hand would paint, and the shipped net knows them."""

import json

import numpy as np
import pytest
import torch

from cnnkit.models.pytorch import build_torch, copy_weights
from cnnkit.models.sketch_net import SKETCH_NET, WEIGHTS, sketch_net
from cnnkit.sketches import KINDS, SIZE, sketch, sketches
from cnnkit.training import evaluate


@pytest.mark.parametrize("kind", KINDS)
def test_a_sketch_is_ink_on_paper_and_stays_inside(kind):
    rng = np.random.default_rng(1)
    for _ in range(50):
        picture = sketch(kind, rng)
        assert picture.shape == (SIZE, SIZE)
        assert picture.dtype == np.float32
        assert picture.min() == 0
        assert 0.5 < picture.max() <= 1
        assert 5 < picture.sum() < 130
        border = np.concatenate([picture[0], picture[-1], picture[:, 0], picture[:, -1]])
        assert border.mean() < 0.2


def test_the_same_seed_draws_the_same_and_another_draws_others():
    images, labels = sketches(16, seed=3)
    again, _ = sketches(16, seed=3)
    others, _ = sketches(16, seed=4)
    np.testing.assert_array_equal(images, again)
    assert (images != others).any()
    assert labels.tolist() == [*range(8), *range(8)]


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match=r"kind must be 'circle', .* or 'house', got 'cat'"):
        sketch("cat", np.random.default_rng(0))


def test_the_shipped_net_knows_sketches_that_it_has_not_seen():
    assert evaluate(sketch_net(), *sketches(2_000, seed=7)).accuracy > 0.99


def test_the_shipped_weights_are_those_of_its_table_with_four_digits():
    saved = json.loads(WEIGHTS.read_text())
    net = sketch_net()
    assert sum(values.size for _, values, _ in net.parameters()) == 2_628
    assert SKETCH_NET.ledger().parameters == 2_628
    assert list(saved) == [name for name, _, _ in net.parameters()]
    for values in saved.values():
        assert (np.round(values, 4) == values).all()


def test_pytorch_computes_the_same_logits():
    images, _ = sketches(8, seed=5)
    ours, theirs = sketch_net(), build_torch(SKETCH_NET)
    copy_weights(ours, theirs)
    with torch.no_grad():
        np.testing.assert_allclose(ours(images), theirs(torch.tensor(images)).numpy(), atol=1e-4)
