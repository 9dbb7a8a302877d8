"""What the inventory asks beyond the quiz: channels, settings, text, learning, speed, stacks."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from conv1d_lab.exercises.beliefs import shows
from conv1d_lab.exercises.model import Given, numbers, value_exercise


def _dot(one: Sequence[int], other: Sequence[int]) -> int:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _whole(rng: np.random.Generator, low: int, high: int, count: int) -> tuple[int, ...]:
    """Draw different whole numbers from ``low`` on, below ``high``."""
    return tuple(int(value) for value in rng.permutation(np.arange(low, high))[:count])


def _pair(rng: np.random.Generator | None) -> Given:
    """Give two short rows, the two rows of a kernel, and a bias."""
    if rng is None:
        return {
            "first": (1, 4, 2),
            "second": (3, 0, 5),
            "row_0": (2, 1),
            "row_1": (-1, 3),
            "bias": 10,
        }
    return {
        "first": _whole(rng, 0, 7, 3),
        "second": _whole(rng, 0, 7, 3),
        "row_0": _whole(rng, -2, 4, 2),
        "row_1": _whole(rng, -2, 4, 2),
        "bias": int(rng.integers(5, 20)),
    }


@value_exercise(
    title="Two channels",
    misconception="Channels are kept apart, share one row of weights, or have a bias each.",
    read_again="04_channels_and_groups, three channels go in, one row comes out",
    text="""
`x` has two channels, {first} and {second}. The layer has one kernel. Its row for channel 0 is
{row_0}, its row for channel 1 is {row_1}, and its bias is {bias}. What is `out[0, 0, 1]`?
""",
    other_text="""
Two microphones give {first} and {second}. A layer with a single kernel listens to both: {row_0} are
its weights for the first microphone, {row_1} for the second, and its bias is {bias}. Which number
comes out at t = 1?
""",
    hints=("One kernel makes one number of both windows.",),
    given=_pair,
    accepts_floats=True,
    mistakes={
        "only channel 0 was read": shows(
            "rows_out", lambda first, second, row_0, row_1, bias: _dot(row_0, first[1:]) + bias
        ),
        "the bias was added for each channel": shows(
            "bias_once",
            lambda first, second, row_0, row_1, bias: (
                _dot(row_0, first[1:]) + _dot(row_1, second[1:]) + 2 * bias
            ),
        ),
        "both channels got the row of channel 0": shows(
            "learned_numbers",
            lambda first, second, row_0, row_1, bias: (
                _dot(row_0, first[1:]) + _dot(row_0, second[1:]) + bias
            ),
        ),
        "the window was at 0: it was counted from one": shows(
            "inputs_read",
            lambda first, second, row_0, row_1, bias: (
                _dot(row_0, first[:2]) + _dot(row_1, second[:2]) + bias
            ),
        ),
    },
)
def two_channels(
    first: tuple[int, ...],
    second: tuple[int, ...],
    row_0: tuple[int, ...],
    row_1: tuple[int, ...],
    bias: int,
) -> int:
    """Add up both channels, and the bias once."""
    return _dot(row_0, first[1:]) + _dot(row_1, second[1:]) + bias


def _near_the_start(rng: np.random.Generator) -> Given:
    place = int(rng.integers(2, 5))
    kernel_size = place + int(rng.integers(2, 4))
    return {"place": place, "kernel_size": kernel_size, "length": kernel_size + rng.integers(9, 15)}


@value_exercise(
    title="Who reads it?",
    misconception="Every input number goes into equally many outputs, or into one, or into all.",
    read_again="03_sliding_the_kernel, all seven positions, both kernels",
    text="""
A row has {length} elements, the kernel is {kernel_size} wide, the stride is 1, and nothing is
padded. Into how many elements of output row 0 does `x[0, 0, {place}]` go?
""",
    other_text="""
A kernel {kernel_size} wide slides over {length} samples one step at a time and never hangs over
an end; none of its weights is 0. Only sample {place} changes (the first is sample 0). How many
elements of output row 0 change with it?
""",
    hints=("List the windows that hold this place.",),
    given=numbers({"place": 2, "kernel_size": 5, "length": 14}, _near_the_start),
    accepts_floats=True,
    mistakes={
        "as many as the kernel is wide: so it is in the middle, and not near an end": shows(
            "goes_into", lambda place, kernel_size, length: kernel_size
        ),
        "an input was used once": shows(
            "all_input_gradients", lambda place, kernel_size, length: 1
        ),
        "the window at 0 was not counted": shows(
            "places", lambda place, kernel_size, length: place
        ),
        "every output was counted": shows(
            "goes_into", lambda place, kernel_size, length: length - kernel_size + 1
        ),
    },
)
def outputs_reached(place: int, kernel_size: int, length: int) -> int:
    """Count the windows that start at 0, 1, ..., place."""
    return place + 1


def _settings(rng: np.random.Generator) -> Given:
    return {
        "length": rng.integers(20, 40),
        "kernel_size": rng.integers(3, 6),
        "padding": rng.integers(1, 5),
        "dilation": rng.integers(2, 5),
    }


@value_exercise(
    title="Length with settings",
    misconception="Padding counts once; a dilated kernel spans dilation * K; the length stays.",
    read_again="06_stride_padding_dilation, L_out: count the starts",
    text="""
`nn.Conv1d(1, 1, kernel_size={kernel_size}, padding={padding}, dilation={dilation})` gets a row of
{length} elements. How many numbers are in the output row?
""",
    other_text="""
A row of {length} elements gets {padding} zeros at each of its ends. A kernel of {kernel_size}
weights, with {dilation} places from one weight to the next, moves over it one place at a time. How
many numbers come out?
""",
    hints=("How long is the padded row, and how wide is the dilated kernel?",),
    given=numbers({"length": 20, "kernel_size": 4, "padding": 3, "dilation": 3}, _settings),
    accepts_floats=True,
    mistakes={
        "the padding was counted for one end": shows(
            "padded_windows",
            lambda length, kernel_size, padding, dilation: (
                length + padding - dilation * (kernel_size - 1)
            ),
        ),
        "the dilated kernel was taken for dilation * K wide": shows(
            "steered_length",
            lambda length, kernel_size, padding, dilation: (
                length + 2 * padding - dilation * kernel_size + 1
            ),
        ),
        "the dilation was taken for a stride": shows(
            "place_met",
            lambda length, kernel_size, padding, dilation: (
                (length + 2 * padding - kernel_size) // dilation + 1
            ),
        ),
        "the length was left as it is": shows(
            "output_shape", lambda length, kernel_size, padding, dilation: length
        ),
    },
)
def padded_length(length: int, kernel_size: int, padding: int, dilation: int) -> int:
    """L + 2 * padding - dilation * (K - 1)."""
    return length + 2 * padding - dilation * (kernel_size - 1)


def _window(rng: np.random.Generator) -> Given:
    stride, padding, dilation = _whole(rng, 1, 6, 3)
    return {"stride": stride, "padding": padding, "dilation": dilation, "t": rng.integers(3, 7)}


def _spread(start: int, step: int) -> tuple[int, ...]:
    return (start, start + step, start + 2 * step)


@value_exercise(
    title="Places read",
    misconception="Stride and dilation do the same; or padding moves the windows to the right.",
    read_again="06_stride_padding_dilation, where does a weight lie",
    text="""
`nn.Conv1d(1, 1, kernel_size=3, stride={stride}, padding={padding}, dilation={dilation})`: which
three places of x are read for `out[0, 0, {t}]`? (`x[0, 0, 0]` is place 0.) Write them like
`(0, 1, 2)`.
""",
    other_text="""
A kernel of three weights has {dilation} places from one weight to the next. Its windows begin
{stride} places apart, and {padding} zeros stand before the first element of the row. Which three
places of the row itself, whose first one is place 0, does window {t} read? The first window is
window 0. Write them like `(0, 1, 2)`.
""",
    hints=("Where does the window start in the padded row?",),
    given=numbers({"stride": 3, "padding": 1, "dilation": 2, "t": 4}, _window),
    mistakes={
        "stride and dilation were swapped": shows(
            "place_met",
            lambda stride, padding, dilation, t: _spread(t * dilation - padding, stride),
        ),
        "the padding moved the window to the right": shows(
            "place_met",
            lambda stride, padding, dilation, t: _spread(t * stride + padding, dilation),
        ),
        "the stride was left out": shows(
            "strided_numbers", lambda stride, padding, dilation, t: _spread(t - padding, dilation)
        ),
        "it was counted from one: that is the window before": shows(
            "inputs_read",
            lambda stride, padding, dilation, t: _spread((t - 1) * stride - padding, dilation),
        ),
    },
)
def places_read(stride: int, padding: int, dilation: int, t: int) -> tuple[int, ...]:
    """From t * stride - padding on, a dilation apart."""
    return _spread(t * stride - padding, dilation)


def _grouped(rng: np.random.Generator) -> Given:
    groups = int(rng.integers(2, 4))
    inputs, outputs = groups * int(rng.integers(3, 5)), groups * int(rng.integers(2, 5))
    o = rng.integers(outputs // groups, outputs)
    i = rng.integers(0, inputs // groups)
    return {"inputs": inputs, "outputs": outputs, "groups": groups, "o": o, "i": i}


@value_exercise(
    title="Groups",
    misconception="The second index of weight is the channel, with groups, too; or o reads o.",
    read_again="04_channels_and_groups, groups",
    text="""
`nn.Conv1d({inputs}, {outputs}, kernel_size=3, groups={groups})`: along which channel of x does the
row `weight[{o}, {i}]` slide?
""",
    other_text="""
{inputs} signals go into a layer that makes {outputs} rows, in {groups} groups. Take the kernel of
output row {o} and, of this kernel, row {i} (all counted from 0). With which of the signals is it
multiplied?
""",
    hints=("In which group is this kernel, and which channels has the group?",),
    given=numbers({"inputs": 6, "outputs": 4, "groups": 2, "o": 2, "i": 1}, _grouped),
    accepts_floats=True,
    mistakes={
        "the second index was taken for the channel; it counts within the group": shows(
            "group_row", lambda inputs, outputs, groups, o, i: i
        ),
        "output o was thought to read channel o": shows(
            "channels_read", lambda inputs, outputs, groups, o, i: o
        ),
        "the channels were dealt out like cards; groups are neighbours": shows(
            "channels_read",
            lambda inputs, outputs, groups, o, i: i * groups + o // (outputs // groups),
        ),
    },
)
def group_channel(inputs: int, outputs: int, groups: int, o: int, i: int) -> int:
    """Go to the channels of the group of o, and i further."""
    return o // (outputs // groups) * (inputs // groups) + i


def _sentences(rng: np.random.Generator) -> Given:
    sentences, size, out_channels, kernel_size = _whole(rng, 2, 9, 4)
    return {
        "sentences": sentences,
        "words": rng.integers(15, 30),
        "size": size + 30,
        "out_channels": out_channels + 8,
        "kernel_size": kernel_size,
    }


@value_exercise(
    title="Text",
    misconception="The kernel slides along the word vector; or words stay on the middle axis.",
    read_again="05_which_axis_is_time, from words to numbers",
    text="""
`tokens` of shape ({sentences}, {words}) goes through `nn.Embedding(1000, {size})`; the axes are put
in the order that Conv1d wants, and `nn.Conv1d({size}, {out_channels}, kernel_size={kernel_size})`
follows. What is the shape of its output?
""",
    other_text="""
A batch holds {sentences} sentences of {words} words, and each word is turned into {size} numbers.
`nn.Conv1d` with {out_channels} kernels, each {kernel_size} words wide, reads the sentences. What is
the shape of its output?
""",
    hints=("The size of a word vector is the number of channels.",),
    given=numbers(
        {"sentences": 4, "words": 20, "size": 32, "out_channels": 10, "kernel_size": 3}, _sentences
    ),
    mistakes={
        "the kernel slid along the word vector": shows(
            "conv_text_shape",
            lambda sentences, words, size, out_channels, kernel_size: (
                (sentences, out_channels, size - kernel_size + 1)
            ),
        ),
        "the words stayed on the middle axis": shows(
            "conv_text_shape",
            lambda sentences, words, size, out_channels, kernel_size: (
                (sentences, words - kernel_size + 1, out_channels)
            ),
        ),
        "the input channels came out again": shows(
            "output_shape",
            lambda sentences, words, size, out_channels, kernel_size: (
                (sentences, size, words - kernel_size + 1)
            ),
        ),
        "the length was left as it is": shows(
            "output_shape",
            lambda sentences, words, size, out_channels, kernel_size: (
                (sentences, out_channels, words)
            ),
        ),
    },
)
def text_shape(
    sentences: int, words: int, size: int, out_channels: int, kernel_size: int
) -> tuple[int, ...]:
    """(N, C_out, L_out): the words are the time."""
    return (sentences, out_channels, words - kernel_size + 1)


def _kernel(rng: np.random.Generator | None) -> Given:
    return {"weight": (3, 1, 2) if rng is None else _whole(rng, 1, 9, 3)}


@value_exercise(
    title="A blip",
    misconception="Conv1d is a convolution as in NumPy: a blip gives the kernel back, in order.",
    read_again="07_real_signals, correlation or convolution",
    text="""
One channel, x = (0, 0, 1, 0, 0), one kernel, weight = {weight}, no bias. Which three numbers come
out, from t = 0 to t = 2? Write them like `(1, 2, 3)`.
""",
    other_text="""
A signal is silent but for one blip: (0, 0, 1, 0, 0). `nn.Conv1d` lays its kernel {weight} on
places 0 to 2, then on 1 to 3, then on 2 to 4; it has no bias. Which three numbers does it give, in
this order? Write them like `(1, 2, 3)`.
""",
    hints=("Which weight lies on the blip in the first window?",),
    given=_kernel,
    mistakes={
        "the weights came out in their own order, as from np.convolve": shows(
            "blip_order", lambda weight: weight
        ),
        "the blip was met by the middle weight only": shows(
            "weight_to_zero", lambda weight: (0, weight[1], 0)
        ),
        "the total was not started anew for each output": shows(
            "loop_order", lambda weight: (weight[2], weight[2] + weight[1], sum(weight))
        ),
    },
)
def blip(weight: tuple[int, ...]) -> tuple[int, ...]:
    """Turn the kernel round: its last weight meets the blip first."""
    return weight[::-1]


def _signal(rng: np.random.Generator | None) -> Given:
    if rng is None:
        return {"x": (4, 1, 6, 2, 5), "weight": (3, 7, 2)}
    return {"x": _whole(rng, 1, 10, 5), "weight": _whole(rng, 1, 9, 3)}


@value_exercise(
    title="A nudge",
    misconception="A weight works in one window, or its change passes to the output unchanged.",
    read_again="08_learning_a_kernel, a weight meets many inputs",
    text="""
One channel, one kernel: x = {x}, weight = {weight}, no bias. Now `weight[0, 0, 1]`, the one in the
middle, grows by 1. By how much does the **sum of all outputs** grow?
""",
    other_text="""
The kernel {weight} slides over {x}. Then its middle weight is made larger by 1, and the kernel
slides again. All numbers of the output row are added up, before and after. How much larger is the
sum?
""",
    hints=("Which inputs does this weight meet, window by window?",),
    given=_signal,
    accepts_floats=True,
    mistakes={
        "each output was thought to grow by 1": shows("nudged_output", lambda x, weight: 3),
        "only the first window was counted": shows("all_weight_gradients", lambda x, weight: x[1]),
        "the weight was thought to meet every input": shows("goes_into", lambda x, weight: sum(x)),
        "the weight was counted, not what it is multiplied by": shows(
            "gradient_of_weight", lambda x, weight: weight[1]
        ),
    },
)
def nudged(x: tuple[int, ...], weight: tuple[int, ...]) -> int:
    """Add up what the weight meets: x[1], x[2], x[3]."""
    return sum(x[1:4])


def _sizes(rng: np.random.Generator) -> Given:
    return {
        "channels": rng.integers(2, 5),
        "kernel_size": rng.integers(3, 6),
        "length": rng.integers(10, 20),
    }


@value_exercise(
    title="Windows as columns",
    misconception="Writing the windows as columns only rearranges the input.",
    read_again="09_how_it_is_computed, third way: im2col",
    text="""
To compute `nn.Conv1d({channels}, 8, kernel_size={kernel_size})` as one matrix product, each window
of `x`, shape (1, {channels}, {length}), is written into a column of its own. How many numbers does
that matrix hold?
""",
    other_text="""
{channels} channels of {length} samples are read by kernels {kernel_size} wide, one step at a time.
A program first copies what each window holds, on all channels, into a column. How many numbers are
in all the columns together?
""",
    hints=("How many windows are there, and what does one hold?",),
    given=numbers({"channels": 2, "kernel_size": 3, "length": 10}, _sizes),
    accepts_floats=True,
    mistakes={
        "the input was only rearranged": shows(
            "columns_numbers", lambda channels, kernel_size, length: channels * length
        ),
        "a window was copied from one channel only": shows(
            "columns_bytes",
            lambda channels, kernel_size, length: kernel_size * (length - kernel_size + 1),
        ),
        "a window was counted for each input number": shows(
            "output_shape",
            lambda channels, kernel_size, length: channels * kernel_size * length,
        ),
        "the window at 0 was not counted": shows(
            "places",
            lambda channels, kernel_size, length: channels * kernel_size * (length - kernel_size),
        ),
    },
)
def columns(channels: int, kernel_size: int, length: int) -> int:
    """L_out columns of C_in * K numbers."""
    return channels * kernel_size * (length - kernel_size + 1)


def _stack(rng: np.random.Generator) -> Given:
    return {"layers": rng.integers(2, 5), "kernel_size": rng.integers(3, 7)}


@value_exercise(
    title="Layers in a row",
    misconception="The widths of layers in a row are added, or multiplied.",
    read_again="10_layers_in_a_row, how far does a stack see",
    text="""
{layers} layers `nn.Conv1d(1, 1, kernel_size={kernel_size})` come one after the other. On how many
neighbouring numbers of x does one number of the last output depend?
""",
    other_text="""
A signal goes through {layers} convolutions, one after the other, each with kernels {kernel_size}
wide, stride 1 and dilation 1. How many samples of the signal have a part in one number at the end?
""",
    hints=("By how much does each further layer widen the view?",),
    given=numbers({"layers": 3, "kernel_size": 4}, _stack),
    accepts_floats=True,
    mistakes={
        "the widths were added; a layer adds one place less": shows(
            "joined_width", lambda layers, kernel_size: layers * kernel_size
        ),
        "the widths were multiplied": shows(
            "joined_width", lambda layers, kernel_size: kernel_size**layers
        ),
        "one layer was not counted": shows(
            "tcn_field", lambda layers, kernel_size: (layers - 1) * (kernel_size - 1) + 1
        ),
        "the place itself was not counted": shows(
            "places", lambda layers, kernel_size: layers * (kernel_size - 1)
        ),
    },
)
def layers_in_a_row(layers: int, kernel_size: int) -> int:
    """Begin with one place; each layer adds K - 1."""
    return layers * (kernel_size - 1) + 1
