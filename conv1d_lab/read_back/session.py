"""Read one function back, in time, and say what was found or what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from conv1d_lab.learner_code import deadline
from conv1d_lab.learner_code.at_raise import counters_kept
from conv1d_lab.learner_code.failure import code_of, failure_of
from conv1d_lab.read_back import findings
from conv1d_lab.read_back.altered import alterations
from conv1d_lab.read_back.answers import AnswerError
from conv1d_lab.read_back.caller import Caller, LearnerError, callers, telling
from conv1d_lab.read_back.example import example
from conv1d_lab.read_back.expansion import Expansion
from conv1d_lab.read_back.failures import failure_hints, failure_words
from conv1d_lab.read_back.hidden import hidden
from conv1d_lab.read_back.layouts import layouts
from conv1d_lab.read_back.models import adapt
from conv1d_lab.read_back.probe import Reading, probe
from conv1d_lab.read_back.signature import Signature
from conv1d_lab.read_back.terms import Finding, Index, right_sum
from conv1d_lab.snapshot import Snapshot

T = TypeVar("T")


class Session:
    """One function, the operands it is probed with, and the time that is left."""

    def __init__(
        self,
        function: Callable[..., Any],
        values: Snapshot,
        at: tuple[int, ...] | None,
        seconds: float,
        layer_given: bool,
    ) -> None:
        self.function, self.values, self.seconds = function, values, seconds
        deadline.warm_up()
        self.end = deadline.clock() + seconds
        self.at, self.layer_given = at, layer_given
        self.callers: list[Caller] = []
        self.signature = Signature("")
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
        try:
            self.function, self.values, self.signature = self._adapted()
        except AnswerError as problem:
            return self._unread([("wrong answer", str(problem))])
        except LearnerError as problem:
            return self._unread([("raises", failure_words(problem.failure))])
        refused = self.signature.lacks(self.settings)
        if refused is not None:
            value = self.settings[refused]
            words = (
                f"Your function has no argument {refused}, so it can't be given "
                f"{refused}={value!r}: add {refused} to its first line."
            )
            return self._unread([(f"no argument {refused}", words)])
        if "weight" not in self.signature.roles:
            words = (
                "Your function has no argument for the weights: expand reads a function of x, "
                f"weight and bias. It was to be called as {self.signature.name}(x, weight, bias)."
            )
            return self._unread([("no argument weight", words)])
        try:
            with counters_kept(code_of(self.function)):
                return self._told(*self._read(self.values))
        except deadline.TooLongError as late:
            return self._stopped(late)
        except _CallError as failed:
            return self._failed(failed)

    def _adapted(self) -> tuple[Callable[..., Any], Snapshot, Signature]:
        try:
            return adapt(self.function, self.values, self.settings)
        except AnswerError:
            raise
        except Exception as error:  # a class that could not be made
            raise LearnerError(failure_of(error, self.function), error) from error

    def _in_time(self, caller: Caller, work: Callable[[], T]) -> T:
        """Do what calls the function; raise _CallError for what goes wrong in it."""
        try:
            return deadline.run(work, max(self.end - deadline.clock(), 0.01))
        except (AnswerError, LearnerError) as problem:
            raise _CallError(caller, problem) from problem

    def _read(self, values: Snapshot) -> tuple[Caller, Reading]:
        caller = self._choose(values)
        own = caller.values
        shapes = own.x.shape, own.weight.shape, own.bias.shape
        reading = self._in_time(caller, lambda: probe(caller, shapes))
        if not own.has_bias:
            for total in reading.sums.values():
                for term in [term for term in total if term.x is None]:
                    del total[term]
        return caller, reading

    def _choose(self, values: Snapshot) -> Caller:
        """Return the first caller that works; if none does, raise what tells most."""
        tried = layouts(values, self.at, self.layer_given)
        self.callers = callers(self.function, self.signature, values, self.settings, tried)
        problems: list[_CallError] = []
        for caller in self.callers:
            own = caller.values
            try:
                self._in_time(caller, partial(caller, own.x, own.weight, own.bias))
                return caller
            except _CallError as failed:
                problems.append(failed)
        raise min(problems, key=lambda failed: telling(failed.caller, failed.problem))

    def _told(self, caller: Caller, reading: Reading) -> Expansion:
        values, layout = caller.values, caller.layout
        found = findings.findings(values, reading)
        if reading.problem or "other terms" in dict(found):
            found = self._in_time(caller, lambda: alterations(caller, values)) or found
        if not found:
            found = self._in_time(caller, lambda: hidden(caller))
        found += [
            (
                f"changes {role}",
                f"Your function changes {role}, which belongs to the caller: work on a copy.",
            )
            for role in sorted(caller.changed)
        ]
        place = self._place(values) or findings.telling_output(values, reading, found)
        answer = self._in_time(caller, lambda: caller(values.x, values.weight, values.bias))
        inside = all(i < size for i, size in zip(place, answer.shape, strict=True))
        return Expansion(
            at=layout.shape(place),
            yours=None if reading.problem else reading.sums.get(place, {}),
            right=right_sum(values, place),
            names=tuple(name for name, _ in found),
            sentences=tuple(layout.said(sentence) for _, sentence in found),
            value=float(answer[place]) if inside else None,
            expected=float(values.output[place]),
            values=values,
            layout=layout,
        )

    def _place(self, values: Snapshot) -> Index | None:
        """Return (n, o, t) of the output that is asked for; None if none is."""
        return None if self.at is None else values.index((0,) * (3 - len(self.at)) + self.at)

    def _stopped(self, late: deadline.TooLongError) -> Expansion:
        """Tell one call that was cut off from many that took too long together."""
        cut = self.end - max(caller.called_at for caller in self.callers)
        if cut > self.seconds / 2:
            words = (
                f"One call of your function was not done after {cut:.2g} seconds. Look for a while "
                "loop whose condition never changes; if it is only slow, try smaller sizes."
            )
            words += "" if late.stopped else f" {deadline.RESTART}"
            return self._unread([("does not end", words)])
        calls = sum(caller.calls for caller in self.callers)
        words = (
            f"Your function is too slow to be read: that takes many calls, and {calls} were made "
            f"in {self.seconds:g} seconds. Try smaller sizes, or more time: "
            f"seconds={6 * self.seconds:g}."
        )
        return self._unread([("too slow", words)])

    def _failed(self, failed: _CallError) -> Expansion:
        """Say what went wrong and how the function was called."""
        caller, problem = failed.caller, failed.problem
        called = f"\n  It was called as {caller.call}."
        if isinstance(problem, AnswerError):
            return self._unread([("wrong answer", f"{problem}{called}")], caller)
        found = [
            ("raises", failure_words(problem.failure) + called),
            *failure_hints(problem.failure, caller.values),
        ]
        if not self.signature.holds and caller.layout.weight_axes == 3:
            found += self._where_sizes_agree()
        return self._unread(found, caller)

    def _where_sizes_agree(self) -> list[Finding]:
        """Say what a function that raises does with sizes at which it runs."""
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
            except (ValueError, _CallError, deadline.TooLongError):
                continue
            if reading.problem or min(reading.shape[2], caller.values.output_shape[2]) < 2:
                continue  # in a single window c and k, say, can't be told apart
            found = findings.findings(caller.values, reading)
            if found:
                first = f"With {label} it runs, and shows:"
                shows = [first] + ["It also shows:"] * (len(found) - 1)
                return [
                    (name, f"{so} {said}") for so, (name, said) in zip(shows, found, strict=True)
                ]
        return []

    def _unread(self, found: list[Finding], caller: Caller | None = None) -> Expansion:
        layout = caller.layout if caller else layouts(self.values, self.at, self.layer_given)[0]
        values = caller.values if caller else self.values
        place = self._place(values) or (0, 0, 0)
        return Expansion(
            at=layout.shape(place),
            yours=None,
            right=right_sum(values, place),
            names=tuple(name for name, _ in found),
            sentences=tuple(sentence for _, sentence in found),
            value=None,
            expected=float(values.output[place]),
            values=values,
            layout=layout,
        )


class _CallError(Exception):
    """A call that failed, and the caller that made it."""

    def __init__(self, caller: Caller, problem: AnswerError | LearnerError) -> None:
        super().__init__(str(problem))
        self.caller, self.problem = caller, problem
