"""What a net looks at: first in nets made by hand, whose answer is known, then in a real one."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cnnkit.datasets import digits
from cnnkit.errors import ShapeError
from cnnkit.layers import (
    AvgPool2d,
    Conv2d,
    Dropout,
    Flatten,
    Layer,
    Linear,
    MaxPool2d,
    ReLU,
    Sequential,
    Tanh,
)
from cnnkit.looking import (
    ReceptiveField,
    deconvolve,
    first_layer_kernels,
    maximise_activation,
    occlusion_map,
    receptive_field,
    top_patches,
)
from cnnkit.training import SGD, evaluate, fit


def conv(weight, **options) -> Conv2d:
    """Make a convolution without bias from its kernels."""
    weight = np.array(weight, dtype=float)
    layer = Conv2d(weight.shape[1], len(weight), weight.shape[2:], bias=False, **options)
    layer.weight = weight
    return layer


def dense(weight) -> Linear:
    weight = np.array(weight, dtype=float)
    layer = Linear(weight.shape[1], len(weight), bias=False)
    layer.weight = weight
    return layer


def random_stack(rng: np.random.Generator, *, positive: bool = False) -> Sequential:
    """Two convolutions with ReLU and max pooling, for pictures of 2 channels."""
    net = Sequential(
        Conv2d(2, 3, 3, padding=1, rng=rng, dtype=np.float64),
        ReLU(),
        MaxPool2d(2),
        Conv2d(3, 4, 3, rng=rng, dtype=np.float64),
        ReLU(),
    )
    if positive:
        for _, values, _ in net.parameters():
            np.abs(values, out=values)
    return net


STEP = [[[[-1, 1]]]]  # answers to a step from dark to bright


# -- first-layer kernels ------------------------------------------------------------------------


def test_a_weight_of_zero_is_mid_grey_and_the_strongest_is_black_or_white():
    net = Sequential(ReLU(), conv([[[[-4, 0, 2]]], [[[0, 0, 1]]]]), conv(np.ones((1, 2, 1, 1))))
    kernels = first_layer_kernels(net)
    assert kernels.tolist() == [[[[0, 0.5, 0.75]]], [[[0.5, 0.5, 0.625]]]]
    assert first_layer_kernels(net, together=False)[1].tolist() == [[[0.5, 0.5, 1]]]
    kernels[...] = 9
    assert net[1].weight.min() == -4


def test_a_kernel_of_zeros_is_grey_all_over():
    net = Sequential(conv(np.zeros((2, 3, 2, 2))))
    for together in (True, False):
        assert (first_layer_kernels(net, together=together) == 0.5).all()


def test_a_net_without_convolutions_has_no_kernels_to_show():
    with pytest.raises(TypeError, match="no convolution whose kernels could be shown"):
        first_layer_kernels(Sequential(Flatten(), Linear(4, 2)))


# -- receptive fields ---------------------------------------------------------------------------


def test_the_fields_of_two_layers_by_hand():
    net = Sequential(Conv2d(1, 1, 5, padding=2), ReLU(), MaxPool2d(2), Conv2d(1, 1, 3, padding=1))
    assert receptive_field(net, 0, (1, 8, 8)) == ReceptiveField((5, 5), (1, 1), (-2, -2))
    assert receptive_field(net, 2, (1, 8, 8)) == ReceptiveField((6, 6), (2, 2), (-2, -2))
    last = receptive_field(net, -1, (1, 8, 8))
    assert last == ReceptiveField((10, 10), (2, 2), (-4, -4))
    assert last.at((0, 3), (8, 8)) == (slice(0, 6), slice(2, 8))


def test_alexnets_pool5_sees_195_pixels():
    """As R-CNN's figure of the strongest pool5 units has it; channels make no difference."""
    pool = (3, 2)
    net = Sequential(
        *(Conv2d(1, 1, 11, stride=4, padding=2), ReLU(), MaxPool2d(*pool)),
        *(Conv2d(1, 1, 5, padding=2), ReLU(), MaxPool2d(*pool)),
        *(Conv2d(1, 1, 3, padding=1), ReLU(), Conv2d(1, 1, 3, padding=1), ReLU()),
        *(Conv2d(1, 1, 3, padding=1), ReLU(), MaxPool2d(*pool), Flatten(), Linear(36, 2)),
    )
    field = receptive_field(net, 12, (1, 224, 224))
    assert field.size == (195, 195)
    assert field.step == (32, 32)
    assert field.at((2, 2), (224, 224)) == (slice(0, 193), slice(0, 193))  # begins at -2
    assert receptive_field(net, 14, (1, 224, 224)) == ReceptiveField((224, 224), (1, 1), (0, 0))


@st.composite
def averaging_stacks(draw: st.DrawFn) -> Sequential:
    """Draw layers in which every pixel of a field counts, with a positive weight."""
    layers: list[Layer] = []
    for _ in range(draw(st.integers(1, 3))):
        kernel = draw(st.tuples(st.integers(1, 3), st.integers(1, 3)))
        stride = tuple(draw(st.integers(1, side)) for side in kernel)
        if draw(st.booleans()):
            layers.append(AvgPool2d(kernel, stride))
        else:
            padding = tuple(draw(st.integers(0, side - 1)) for side in kernel)
            layers.append(conv(np.ones((1, 1, *kernel)), stride=stride, padding=padding))
    return Sequential(*layers)


@given(net=averaging_stacks(), data=st.data())
def test_a_field_is_where_the_gradient_of_a_unit_lives(net, data):
    out = net(np.ones((1, 1, 23, 29)))
    position = tuple(data.draw(st.integers(0, side - 1)) for side in out.shape[2:])
    only = np.zeros_like(out)
    only[(0, 0, *position)] = 1
    reached = net.backward(only)[0, 0] > 0
    field = receptive_field(net, -1, (1, 23, 29))
    rows, columns = field.at(position, (23, 29))
    inside = np.zeros_like(reached)
    inside[rows, columns] = True
    assert not (reached & ~inside).any()
    if inside.sum() == field.size[0] * field.size[1]:  # no border cuts it
        np.testing.assert_array_equal(reached, inside)


def test_a_layer_that_no_ledger_knows_is_refused():
    class Odd(Layer):
        pass

    with pytest.raises(TypeError, match=r"how far this layer sees: Odd\(\)"):
        receptive_field(Sequential(Odd()), 0, (1, 4, 4))


# -- top patches --------------------------------------------------------------------------------


def test_the_best_patch_of_each_picture_comes_in_order():
    images = np.zeros((4, 1, 4, 6))
    images[0, 0, 1, 2:] = 3
    images[1, 0, 0, 5] = 7
    images[3, 0, 3, 1:] = 7
    net = Sequential(conv(STEP), ReLU())
    patches = top_patches(net, 1, 0, images, count=3)
    assert [patch.activation for patch in patches] == [7, 7, 3]  # of a tie, the first picture
    assert [patch.image for patch in patches] == [1, 3, 0]
    assert [patch.position for patch in patches] == [(0, 4), (3, 0), (1, 1)]
    assert patches[2].rows == slice(1, 2)
    assert patches[2].columns == slice(1, 3)
    assert patches[2].pixels.tolist() == [[[0, 3]]]
    assert len(top_patches(net, 1, 0, images, count=9)) == 4


def test_a_patch_over_the_border_is_cut_off():
    images = np.zeros((1, 1, 5, 5))
    images[0, 0, 0, 4] = 1
    patch = top_patches(Sequential(conv(np.ones((1, 1, 3, 3)), padding=2)), 0, 0, images)[0]
    assert patch.position == (0, 4)  # ties: the first of nine windows
    assert (patch.rows, patch.columns) == (slice(0, 1), slice(2, 5))
    assert patch.pixels.shape == (1, 1, 3)


def test_the_patch_of_a_fully_connected_unit_is_the_whole_picture():
    images = np.random.default_rng(0).random((5, 1, 3, 3))
    net = Sequential(Flatten(), dense(np.eye(9)[[4, 0]]))
    best = top_patches(net, 1, 1, images, count=1)[0]
    assert best.image == images[:, 0, 0, 0].argmax()
    np.testing.assert_array_equal(best.pixels, images[best.image])


@given(seed=st.integers(0, 1000), channel=st.integers(0, 3))
def test_a_patch_alone_excites_the_unit_as_much_as_in_its_picture(seed, channel):
    """So it holds everything the unit looks at, the place of the maximum included."""
    rng = np.random.default_rng(seed)
    net = random_stack(rng)
    net = Sequential(conv(net[0].weight), *net[1:])  # without padding, nothing but pixels counts
    images = rng.standard_normal((3, 2, 11, 12))
    maps = net(images)[:, channel]
    for patch in top_patches(net, -1, channel, images):
        assert patch.activation == maps[patch.image].max() == maps[patch.image][patch.position]
        alone = net(patch.pixels[None])
        assert alone.shape == (1, 4, 1, 1)
        assert alone[0, channel, 0, 0] == pytest.approx(patch.activation)


def test_many_pictures_go_through_in_small_batches():
    images = np.arange(200.0).reshape(200, 1, 1, 1)
    patches = top_patches(Sequential(conv([[[[1]]]])), 0, 0, images, count=2)
    assert [patch.image for patch in patches] == [199, 198]


# -- deconvolution ------------------------------------------------------------------------------

PICTURE = np.array([[[0.0, 0, 4, 4, 4, 9]]])  # steps of 4 and 5


def test_a_convolution_alone_gives_the_kernel_times_the_activation():
    net = Sequential(conv(STEP))
    assert deconvolve(net, 0, 0, PICTURE).tolist() == [[[0, 0, 0, 0, -5, 5]]]
    assert deconvolve(net, 0, 0, PICTURE, (0, 1)).tolist() == [[[0, -4, 4, 0, 0, 0]]]


def test_switches_put_a_value_back_to_where_the_maximum_was():
    net = Sequential(conv(STEP), ReLU(), MaxPool2d((1, 2)))
    assert deconvolve(net, 2, 0, PICTURE, (0, 0)).tolist() == [[[0, -4, 4, 0, 0, 0]]]
    assert deconvolve(Sequential(MaxPool2d((1, 3))), 0, 0, PICTURE, (0, 1)).tolist() == [
        [[0, 0, 0, 0, 0, 9]]
    ]


def test_relu_stops_what_is_negative_on_the_way_back():
    """The second convolution subtracts its left input; what goes back there is negative."""
    net = Sequential(conv([[[[1]]]]), ReLU(), conv(STEP), ReLU())
    assert deconvolve(net, 3, 0, PICTURE, (0, 4)).tolist() == [[[0, 0, 0, 0, 0, 5]]]
    # the gradient looks at the sign on the way there, and lets both through
    out = net(PICTURE[None])
    gradient = net.backward(np.eye(5)[4].reshape(out.shape))
    assert gradient[0].tolist() == [[[0, 0, 0, 0, -1, 1]]]


def test_relu_lets_back_what_was_silent_on_the_way_there():
    """Other than the gradient: nothing is remembered of ReLU, only of pooling."""
    net = Sequential(conv([[[[1]]]]), ReLU(), conv([[[[1, 1]]]]), ReLU())
    assert deconvolve(net, 3, 0, np.array([[[-3.0, 5.0]]])).tolist() == [[[5, 5]]]


def test_a_silent_unit_gives_nothing():
    net = Sequential(conv(STEP), ReLU())
    assert not deconvolve(net, 1, 0, PICTURE[..., ::-1]).any()


@given(seed=st.integers(0, 1000), channel=st.integers(0, 3))
def test_with_positive_weights_it_is_activation_times_gradient(seed, channel):
    """No negative value ever comes back then, so that the two rules for ReLU agree."""
    rng = np.random.default_rng(seed)
    net = random_stack(rng, positive=True)
    image = rng.random((2, 8, 9))
    out = net(image[None])
    only = np.zeros_like(out)
    only[0, channel, 1, 0] = out[0, channel, 1, 0]
    np.testing.assert_allclose(
        deconvolve(net, 4, channel, image, (1, 0)), net.backward(only)[0], atol=1e-12
    )


@given(seed=st.integers(0, 1000), channel=st.integers(0, 3))
def test_nothing_comes_back_outside_the_receptive_field(seed, channel):
    rng = np.random.default_rng(seed)
    net = random_stack(rng)
    image = rng.standard_normal((2, 12, 12))
    picture = deconvolve(net, 4, channel, image, (2, 1))
    rows, columns = receptive_field(net, 4, image.shape).at((2, 1), (12, 12))
    picture[:, rows, columns] = 0
    assert not picture.any()


def test_what_has_no_switches_is_refused():
    net = Sequential(conv(STEP), Tanh(), ReLU())
    with pytest.raises(TypeError, match=r"defined for Conv2d, ReLU and MaxPool2d, got Tanh\(\)"):
        deconvolve(net, 2, 0, PICTURE)
    assert deconvolve(net, 0, 0, PICTURE).any()  # before it, all is well


# -- occlusion ----------------------------------------------------------------------------------


@given(
    weights=arrays.arrays(np.float64, (2, 2, 3, 4), elements=st.integers(-5, 5)),
    image=arrays.arrays(np.float64, (2, 3, 4), elements=st.integers(-5, 5)),
    size=st.tuples(st.integers(1, 3), st.integers(1, 4)),
    grey=st.integers(-2, 2),
)
def test_a_linear_score_drops_by_what_is_covered(weights, image, size, grey):
    net = Sequential(Flatten(), dense(weights.reshape(2, -1)))
    before = image.copy()
    drops = occlusion_map(net, image, 1, size, grey=float(grey))
    share = weights[1] * (image - grey)
    for row in range(3 - size[0] + 1):
        for column in range(4 - size[1] + 1):
            covered = share[:, row : row + size[0], column : column + size[1]]
            assert drops[row, column] == pytest.approx(covered.sum())
    assert drops.shape == (3 - size[0] + 1, 4 - size[1] + 1)
    np.testing.assert_array_equal(image, before)


def test_grey_is_the_mean_of_each_channel_and_bytes_keep_its_fraction():
    image = np.array([[[0, 1]], [[10, 30]]], dtype=np.uint8)
    net = Sequential(Flatten(), dense([[1, 0, 0, 0], [0, 0, 0, 1]]))
    assert occlusion_map(net, image, 0, 1).tolist() == [[-0.5, 0]]
    assert occlusion_map(net, image, 1, 1).tolist() == [[0, 10]]


def test_the_last_square_may_hang_over_the_border():
    net = Sequential(Flatten(), dense([[1, 1, 1, 1, 1]]))
    image = np.arange(1.0, 6).reshape(1, 1, 5)
    assert occlusion_map(net, image, 0, (1, 2), 2, grey=0.0).tolist() == [[3, 7, 5]]


def test_scores_are_needed_not_maps():
    with pytest.raises(ShapeError, match="the net's output must have the axes"):
        occlusion_map(Sequential(ReLU()), np.ones((1, 3, 3)), 0, 1)


# -- activation maximisation --------------------------------------------------------------------


def test_a_linear_unit_gets_its_own_weights():
    weights = np.random.default_rng(1).standard_normal((3, 8))
    net = Sequential(Flatten(), dense(weights))
    picture = maximise_activation(net, 1, 2, (2, 2, 2), steps=300)
    np.testing.assert_allclose(picture.ravel(), weights[2], atol=1e-6)
    half = maximise_activation(net, 1, 2, (2, 2, 2), steps=300, decay=2.0)
    np.testing.assert_allclose(half.ravel(), weights[2] / 2, atol=1e-6)


def test_a_unit_of_a_map_gets_its_kernel_at_its_place():
    kernels = np.random.default_rng(2).standard_normal((2, 3, 2, 3))
    net = Sequential(conv(kernels))
    expected = np.zeros((3, 5, 6))
    expected[:, 2:4, 2:5] = kernels[1]  # row 2 of 4, column 2 of 4: the middle
    picture = maximise_activation(net, 0, 1, (3, 5, 6), steps=300)
    np.testing.assert_allclose(picture, expected, atol=1e-6)
    corner = maximise_activation(net, 0, 1, (3, 5, 6), steps=300, position=(0, 3))
    np.testing.assert_allclose(corner[:, :2, 3:], kernels[1], atol=1e-6)


def test_the_seed_decides_the_picture():
    net = random_stack(np.random.default_rng(0))

    def climb(seed):
        rng = np.random.default_rng(seed)
        return maximise_activation(net, 3, 0, (2, 8, 8), steps=20, rng=rng)

    np.testing.assert_array_equal(climb(1), climb(1))
    assert (climb(1) != climb(2)).any()


def test_there_is_nothing_to_climb_behind_a_silent_relu():
    layer = Conv2d(1, 1, 1)
    layer.weight[...], layer.bias[...] = 1, -5
    net = Sequential(layer, ReLU())
    with pytest.raises(ValueError, match="the unit is silent and has no slope to climb"):
        maximise_activation(net, 1, 0, (1, 3, 3))
    assert maximise_activation(net, 0, 0, (1, 3, 3))[0, 1, 1] == pytest.approx(1, abs=1e-3)


# -- looking changes nothing --------------------------------------------------------------------


def test_a_net_in_training_goes_on_as_if_nobody_had_looked():
    rng = np.random.default_rng(0)
    inner = Sequential(ReLU(), Dropout(0.5, rng=np.random.default_rng(1)))
    net = Sequential(
        Conv2d(1, 2, 3, rng=rng, dtype=np.float64),
        inner,
        MaxPool2d(2),
        Flatten(),
        Linear(8, 3, rng=rng, dtype=np.float64),
    ).train()
    image = rng.random((1, 6, 6))
    out = net(image[None])
    before = net.backward(np.ones_like(out))
    gradients = [grad.copy() for _, _, grad in net.parameters()]
    occlusion_map(net, image, 0, 2)
    maximise_activation(net, -1, 0, image.shape, steps=3)
    first_layer_kernels(net)
    top_patches(net, 0, 0, image[None])
    deconvolve(net, 0, 0, image)
    assert all(layer.training for layer in (net, *net, *inner))
    for (_, _, grad), old in zip(net.parameters(), gradients, strict=True):
        np.testing.assert_array_equal(grad, old)
    np.testing.assert_array_equal(net.backward(np.ones_like(out)), before)


def test_dropout_is_off_while_looking():
    net = Sequential(Dropout(0.9, rng=np.random.default_rng(0)), conv(STEP), ReLU())
    assert deconvolve(net, 2, 0, PICTURE, (0, 1)).tolist() == [[[0, -4, 4, 0, 0, 0]]]


# -- bad input ----------------------------------------------------------------------------------


def test_layers_channels_and_places_that_are_not_there_are_named():
    net, images = Sequential(conv(STEP), ReLU()), PICTURE[None]
    with pytest.raises(ValueError, match="layer must be below 2, the number of layers, got 2"):
        top_patches(net, 2, 0, images)
    with pytest.raises(ValueError, match="layer must be at least -2, got -3"):
        top_patches(net, -3, 0, images)
    with pytest.raises(ValueError, match="channel must be below 1, the number of channels, got 1"):
        top_patches(net, 1, 1, images)
    with pytest.raises(ShapeError, match=r"place on the layer's map of \(1, 5\), got \(1, 0\)"):
        deconvolve(net, 1, 0, PICTURE, (1, 0))
    with pytest.raises(ShapeError, match=r"place on the layer's map of \(1, 5\), got \(0,\)"):
        maximise_activation(net, 1, 0, (1, 1, 6), position=(0,))
    with pytest.raises(TypeError, match="net must be a Sequential, got the ReLU"):
        top_patches(ReLU(), 0, 0, images)
    with pytest.raises(ShapeError, match="image must have the axes"):
        deconvolve(net, 1, 0, images)


# -- a net that was trained ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def trained() -> Sequential:
    rng = np.random.default_rng(0)
    net = Sequential(
        *(Conv2d(1, 8, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)),
        *(Conv2d(8, 16, 3, padding=1, rng=rng), ReLU(), MaxPool2d(2)),
        *(Flatten(), Linear(64, 10, rng=rng)),
    )
    learning, testing = digits()
    optimizer = SGD(net, 0.05, momentum=0.9)
    fit(net, *learning, epochs=10, batch_size=32, optimizer=optimizer, rng=rng, progress=False)
    assert evaluate(net, *testing).accuracy > 0.95
    return net


def test_the_pictures_that_excite_a_class_most_are_of_that_class(trained):
    images, labels = digits()[1]
    for label in range(10):
        patches = top_patches(trained, -1, label, images, count=5)
        assert [labels[patch.image] for patch in patches] == [label] * 5


@pytest.mark.parametrize("label", range(10))
def test_a_picture_that_maximises_a_logit_is_taken_for_its_class(trained, label):
    """The best of three climbs also excites the logit more than any real picture of its length."""
    climbs = [
        maximise_activation(trained, -1, label, (1, 8, 8), rng=np.random.default_rng(seed))
        for seed in range(3)
    ]
    logits = trained(np.array(climbs))
    assert (logits.argmax(axis=1) == label).all()
    picture = climbs[logits[:, label].argmax()]
    images = digits()[1].images
    as_long = images * np.sqrt((picture**2).sum() / (images**2).sum((1, 2, 3), keepdims=True))
    assert logits[:, label].max() > trained(as_long)[:, label].max()


def test_covering_a_digit_costs_more_than_covering_paper(trained):
    images, labels = digits()[1]
    on_ink, on_paper = [], []
    for image, label in zip(images[:50], labels[:50], strict=True):
        drop = occlusion_map(trained, image, int(label), 2, 2)
        ink = image[0].reshape(4, 2, 4, 2).mean(axis=(1, 3))
        on_ink.extend(drop[ink > 0.7])
        on_paper.extend(drop[ink == 0])
    assert np.mean(on_ink) > 4 * np.mean(on_paper) > 0


def test_deconvolved_pixels_are_where_the_unit_looks(trained):
    images = digits()[1].images
    for patch in top_patches(trained, 4, 3, images):
        picture = deconvolve(trained, 4, 3, images[patch.image], patch.position)
        assert picture.any()
        np.testing.assert_array_equal(picture, deconvolve(trained, 4, 3, images[patch.image]))
        picture[:, patch.rows, patch.columns] = 0
        assert not picture.any()
