"""A clock that stands still until a test lets time pass."""

from __future__ import annotations


class Clock:
    """Called, it says how many seconds have passed."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def passes(self, seconds: float) -> None:
        """Let time pass."""
        self.now += seconds
