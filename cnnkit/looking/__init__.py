"""What a trained net looks at, asked in five ways.

- `first_layer_kernels`: what does the first layer look for?
- `top_patches`: which pieces of real pictures excite a unit most?
- `deconvolve`: which pixels of one picture excited it?
- `occlusion_map`: which parts of a picture does an answer hang on?
- `maximise_activation`: what would excite a unit most, if it could choose?

A unit is one place of one channel of one layer; `layer` counts the layers of a `Sequential` from 0,
or from the end with -1.
All functions work on a copy that shares the net's weights, in testing mode: looking changes
nothing, neither gradients nor what a layer remembers for its next ``backward``.
"""

from cnnkit.looking.deconvolution import deconvolve
from cnnkit.looking.kernels import first_layer_kernels
from cnnkit.looking.maximisation import maximise_activation
from cnnkit.looking.occlusion import occlusion_map
from cnnkit.looking.patches import Patch, ReceptiveField, receptive_field, top_patches

__all__ = [
    "Patch",
    "ReceptiveField",
    "deconvolve",
    "first_layer_kernels",
    "maximise_activation",
    "occlusion_map",
    "receptive_field",
    "top_patches",
]
