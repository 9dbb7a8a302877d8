"""Read one function back, in time, and say what was found or what went wrong."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

import numpy as np

from conv1d_lab.learner_code import deadline
from conv1d_lab.read_back import findings
from conv1d_lab.read_back.caller import (
    AnswerError,
    Caller,
    LearnerError,
    callers,
    choose,
    refused_setting,
)
from conv1d_lab.read_back.example import example
from conv1d_lab.read_back.expansion import Expansion
from conv1d_lab.read_back.failures import failure_hints, failure_words
from conv1d_lab.read_back.probe import Reading, probe
from conv1d_lab.read_back.terms import Index, right_sum
from conv1d_lab.snapshot import Snapshot

T = TypeVar("T")


class Session:
    """One function, the operands it is probed with, and the time that is left."""

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
        """Call the function as often as it takes to read it; never raise what it raises."""
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
            example,
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
