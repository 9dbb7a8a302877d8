"""Small words of the sentences: lists, plurals, places."""

from __future__ import annotations

from collections.abc import Sequence


def plural(word: str, items: Sequence[int]) -> str:
    """Begin a sentence about one or more of something: "Channel" or "Channels"."""
    text = word if len(items) == 1 else f"{word}s"
    return text[0].upper() + text[1:]


def joined(items: Sequence[int]) -> str:
    """Write 1, 2 and 3."""
    names = [str(item) for item in items]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def be(items: Sequence[int]) -> str:
    """Write "is" or "are"."""
    return "is" if len(items) == 1 else "are"
