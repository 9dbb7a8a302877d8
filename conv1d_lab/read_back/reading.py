"""``expand``: the sum a learner's function computes, beside the right one."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from numbers import Real
from typing import Any, TypeVar

import numpy as np

from conv1d_lab.arithmetic import integer
from conv1d_lab.article import BIAS, WEIGHT, X
from conv1d_lab.learner_code import deadline, sandbox
from conv1d_lab.read_back import findings, picture
from conv1d_lab.read_back.caller import (
    AnswerError,
    Caller,
    LearnerError,
    callers,
    choose,
    refused_setting,
)
from conv1d_lab.read_back.failures import failure_hints, failure_words
from conv1d_lab.read_back.probe import Reading, probe
from conv1d_lab.read_back.terms import Index, Sum, right_sum
from conv1d_lab.snapshot import Snapshot, snapshot

T = TypeVar("T")
LARGEST = 2000  # elements of x, and of weight: more takes minutes and fills no page


@dataclass(frozen=True, eq=False)
class Expansion:
    """One output element of a learner's function, as the sum its code computes."""

    at: tuple[int, ...]
    """(n, o, t), or (o, t) where the function takes x without a batch."""
    yours: Sum | None
    """The sum your code computes for out[at]: each product or bias with its factor; None if it
    could not be read."""
    right: Sum
    """The sum ``nn.Conv1d`` computes there."""
    names: tuple[str, ...]
    """A short name for each defect found, such as "kernel flipped"; empty if there is none."""
    sentences: tuple[str, ...]
    """What is wrong, one sentence for each name."""
    value: float | None
    """out[at] of your function, for the numbers shown."""
    expected: float
    """out[at] as it should be."""
    values: Snapshot
    """The sizes, settings and numbers that were used."""

    @property
    def correct(self) -> bool:
        """Whether every output is the right sum and nothing else was found."""
        return not self.names

    @property
    def extra(self) -> Sum:
        """What your sum has and the right one has not."""
        return {term: f for term, f in (self.yours or {}).items() if term not in self.right}

    @property
    def missing(self) -> Sum:
        """What the right sum has and yours has not."""
        return {term: f for term, f in self.right.items() if term not in (self.yours or {})}

    def __str__(self) -> str:
        return picture.text(self)

    def __repr__(self) -> str:
        return picture.text(self)

    def _repr_html_(self) -> str:
        return picture.html(self)


def expand(
    function: Callable[..., Any],
    at: tuple[int, ...] | None = None,
    *,
    layer: Any = None,
    x: Any = None,
    in_channels: int | None = None,
    out_channels: int | None = None,
    kernel_size: int = 4,
    length: int = 10,
    stride: int = 1,
    padding: int | str = 0,
    dilation: int = 1,
    groups: int = 1,
    bias: bool = True,
    seconds: float = 10.0,
) -> Expansion:
    """Read your own conv1d back as a formula, in whatever style it is written.

    function(x, weight, bias) returns the output as an array or tensor; x is (N, C_in, L), or
    (C_in, L) if it takes only that; weight is (C_out, C_in / groups, K). A setting that you give
    here, such as stride=2, is handed on by name. Without sizes the article's are used:
    in_channels=3, out_channels=2 (with groups, 2 of both for each), kernel_size=4, length=10.
    ``layer`` (an ``nn.Conv1d``) and ``x`` replace all sizes and settings. ``at`` = (n, o, t) is the
    output element to show; without it, the first that is wrong. All calls together may take
    ``seconds``; on Windows, and outside the main thread, a call that never ends is not stopped.

    Raises TypeError or ValueError for a bad argument; never for what ``function`` does.
    """
    if not callable(function):
        raise TypeError(
            f"function must be a function: expand(my_conv1d), without calling it; "
            f"got {type(function).__name__}"
        )
    if isinstance(seconds, bool) or not isinstance(seconds, Real) or not 0 < seconds < np.inf:
        raise ValueError(f"seconds must be a finite number > 0; got {seconds!r}")
    if not isinstance(bias, bool):
        raise TypeError(f"bias must be True or False; got {bias!r}")
    if (layer is None) != (x is None):
        raise TypeError("layer and x go together: give both or neither")
    if layer is not None:
        values = snapshot(layer, x)
    else:
        values = _example(
            groups=(groups := integer("groups", groups, 1)),
            channels=(
                _channels("in_channels", in_channels, 3, groups),
                _channels("out_channels", out_channels, 2, groups),
            ),
            kernel_size=integer("kernel_size", kernel_size, 1),
            length=integer("length", length, 1),
            stride=integer("stride", stride, 1),
            padding=padding if isinstance(padding, str) else integer("padding", padding, 0),
            dilation=integer("dilation", dilation, 1),
            bias=bias,
        )
    if max(values.x.size, values.weight.size) > LARGEST:
        raise ValueError(
            f"expand reads at most {LARGEST} elements of x and of weight; got "
            f"{values.x.size} and {values.weight.size}: the same code reads the same on a small "
            "layer"
        )
    batched: bool | None = None if layer is None else values.batched
    if at is not None:
        without_n = isinstance(at, (tuple, list)) and len(at) == 2
        values.index((0, *at) if without_n else at)
        batched = False if without_n else batched
    with sandbox.quiet():  # there are hundreds of calls
        return _Session(function, values, batched, at, seconds).expansion()


class _Session:
    def __init__(
        self,
        function: Callable[..., Any],
        values: Snapshot,
        batched: bool | None,
        at: tuple[int, ...] | None,
        seconds: float,
    ) -> None:
        self.function, self.values, self.batched, self.seconds = function, values, batched, seconds
        self.end = time.monotonic() + seconds
        self.callers: list[Caller] = []
        self.wished = None if at is None else (at if len(at) == 3 else (0, *at))
        asked = {
            "stride": (values.stride, 1),
            "padding": (values.padding, 0),
            "dilation": (values.dilation, 1),
            "groups": (values.groups, 1),
            "padding_mode": (values.padding_mode, "zeros"),
        }
        self.settings = {name: value for name, (value, usual) in asked.items() if value != usual}

    def expansion(self) -> Expansion:
        refused = refused_setting(self.function, self.settings)
        if refused is not None:
            value = self.settings[refused]
            return self._unread(
                f"no argument {refused}",
                f"Your function has no argument {refused}, so it can't be given "
                f"{refused}={value!r}: add {refused} to its first line.",
            )
        try:
            return self._told(*self._read(self.values))
        except deadline.TooLongError as late:
            return self._stopped(late)
        except AnswerError as problem:
            return self._unread("wrong answer", str(problem))
        except LearnerError as problem:
            return self._raised(problem)

    def _in_time(self, work: Callable[[], T]) -> T:
        return deadline.run(work, max(self.end - time.monotonic(), 0.01))

    def _read(self, values: Snapshot) -> tuple[Caller, Reading]:
        inputs = (values.x, values.weight, values.bias)
        self.callers = callers(self.function, values, self.settings, self.batched)
        caller = self._in_time(lambda: choose(self.callers, inputs))
        if not caller.takes_bias:
            caller.values = replace(
                values, has_bias=False, bias=np.zeros_like(values.bias), batched=caller.batched
            )
        if not caller.batched:
            caller.values = replace(caller.values, x=values.x[:1], batched=False)
        shapes = (caller.values.x.shape, values.weight.shape, values.bias.shape)
        reading = self._in_time(lambda: probe(caller, shapes))
        if not caller.values.has_bias:
            for total in reading.sums.values():
                for term in [term for term in total if term.x is None]:
                    del total[term]
        return caller, reading

    def _told(self, caller: Caller, reading: Reading) -> Expansion:
        values = caller.values
        found = findings.findings(values, reading)
        found += [
            (
                f"changes {name}",
                f"Your function changes {name}, which belongs to the caller: work on a copy.",
            )
            for name in sorted(caller.changed)
        ]
        place = values.index(
            self.wished or findings.telling_output(values, reading, found) or (0, 0, 0)
        )
        answer = self._in_time(lambda: caller(values.x, values.weight, values.bias))
        inside = all(i < size for i, size in zip(place, answer.shape, strict=True))
        return Expansion(
            at=place if caller.batched else place[1:],
            yours=None if reading.problem else reading.sums.get(place, {}),
            right=right_sum(values, place),
            names=tuple(name for name, _ in found),
            sentences=tuple(sentence for _, sentence in found),
            value=float(answer[place]) if inside else None,
            expected=float(values.output[place]),
            values=values,
        )

    def _stopped(self, late: deadline.TooLongError) -> Expansion:
        """Tell one call that was cut off from many that took too long together."""
        cut = self.end - max(caller.called_at for caller in self.callers)
        if cut > self.seconds / 2:
            return self._unread(
                "does not end",
                f"One call of your function was not done after {cut:.2g} seconds. Look for a while "
                "loop whose condition never changes; if it is only slow, try smaller sizes."
                + ("" if late.stopped else f" {deadline.RESTART}"),
            )
        calls = sum(caller.calls for caller in self.callers)
        return self._unread(
            "too slow",
            f"Your function is too slow to be read: that takes many calls, and {calls} were made "
            f"in {self.seconds:g} seconds. Try smaller sizes, or more time: "
            f"seconds={6 * self.seconds:g}.",
        )

    def _raised(self, problem: LearnerError) -> Expansion:
        """Say what was raised; and if the code runs where sizes agree, what it does there."""
        names, sentences = ["raises"], [failure_words(problem.failure)]
        for name, sentence in failure_hints(problem.failure, self.values):
            names.append(name)
            sentences.append(sentence)
        groups, k = self.values.groups, self.values.kernel_size
        agreeing = (
            ("in_channels = out_channels = 3", (3, 3), k, self.values.length),
            ("in_channels = out_channels = length = 5", (5, 5), min(k, 3), 5),
            ("in_channels = out_channels = kernel_size = 3", (3, 3), 3, 7),
        )[: 2 if k == 1 else 3]
        remake = partial(
            _example,
            groups=1,
            stride=self.values.stride,
            padding=self.values.padding,
            dilation=self.values.dilation,
            bias=self.values.has_bias,
        )
        for label, channels, kernel_size, length in agreeing if groups == 1 else ():
            try:
                values = remake(channels=channels, kernel_size=kernel_size, length=length)
                caller, reading = self._read(values)
            except (ValueError, LearnerError, AnswerError, deadline.TooLongError):
                continue
            found = findings.findings(caller.values, reading)
            if found and not reading.problem:
                names += [name for name, _ in found]
                sentences += [f"With {label} it runs, and shows: {said}" for _, said in found]
                break
        return self._unread(names, sentences)

    def _unread(self, names: str | list[str], sentences: str | list[str]) -> Expansion:
        wished = self.wished or (0, 0, 0)
        at: Index = (wished[0], wished[1], wished[2])
        return Expansion(
            at=at if self.batched is not False else at[1:],
            yours=None,
            right=right_sum(self.values, at),
            names=(names,) if isinstance(names, str) else tuple(names),
            sentences=(sentences,) if isinstance(sentences, str) else tuple(sentences),
            value=None,
            expected=float(self.values.output[at]),
            values=self.values,
        )


def _channels(name: str, given: int | None, usual: int, groups: int) -> int:
    """Return the number given, or the article's, or 2 for each group: 1 would hide mistakes."""
    if given is None:
        return usual if groups == 1 else 2 * groups
    number = integer(name, given, 1)
    if number % groups:
        raise ValueError(f"groups must divide {name} = {number}; got groups={groups}")
    return number


def _example(
    *,
    channels: tuple[int, int],
    kernel_size: int,
    length: int,
    stride: int,
    padding: int | str,
    dilation: int,
    groups: int,
    bias: bool,
) -> Snapshot:
    """Make two batch items, with the article's numbers where its sizes are asked for."""
    random = np.random.default_rng(0)
    in_channels, out_channels = channels
    x = random.uniform(0, 1, (2, in_channels, length))
    weight = random.uniform(-0.3, 0.3, (out_channels, in_channels // groups, kernel_size))
    biases = random.uniform(-0.3, 0.3, out_channels)
    article = np.array(X), np.array(WEIGHT), np.array(BIAS)
    if (x[:1].shape, weight.shape) == (article[0].shape, article[1].shape):
        x[:1], weight, biases = article
    return Snapshot(
        x=x,
        weight=weight,
        bias=biases if bias else np.zeros(out_channels),
        has_bias=bias,
        stride=stride,
        padding=padding,
        dilation=dilation,
        groups=groups,
        padding_mode="zeros",
        batched=True,
    )
