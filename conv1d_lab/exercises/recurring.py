"""Beliefs that come back from exercise to exercise, known by what is said to them."""

from __future__ import annotations

import re
from functools import cache

BELIEFS = {
    "The bias is left out.": r"left out the bias|bias was left out|bias .* is not in your result",
    "The bias is subtracted.": r"subtracted the bias|bias was subtracted",
    "The bias is added once for each channel.": (
        r"bias once for each channel|bias was added for each channel|bias to every product"
    ),
    "Every row has the bias of kernel 0.": r"bias of kernel 0|bias is always number 0",
    "The kernel is flipped, as in np.convolve.": (
        r"flipped the kernel:|kernel (was|is) flipped|turned the kernel round|window is turned"
        r"|from right to left|That is what np\.convolve gives"
    ),
    "The order of the weight is (C_in, C_out, K).": (
        r"weight\[c, o|(in_channels and out_channels|input and output channels) (are|were) swapped"
        r"|Yours begins with C_in"
    ),
    "A kernel has a single row.": (
        r"every kernel a single row|one row only|one row of the kernel|kernel with one row"
        r"|counted the weights of one row|one row is not enough"
    ),
    "There is only one kernel.": (
        r"a single kernel\b(?! makes)|That is one kernel|row is made by kernel 0"
        r"|kernel is always number 0"
    ),
    "The channels are not added up.": (
        r"Only channel 0|channels apart|channels are still apart"
        r"|channels (don't come|came) out again"
    ),
    "The mean is taken over the channels.": r"mean over the channels",
    "The window at the beginning is not counted.": (
        r"forgot the window at|window at 0 was not|moves and not the places"
        r"|(start at|starts at word) 0 counts"
    ),
    "The last window is not counted.": (
        r"last (window|column) is (missing|not counted)|the last start is|One column is missing"
    ),
    "A window may hang over the end.": (
        r"rounded up|rounded to the nearest|hang(ing)? over (the|an) (right )?end|last window hang"
        r"|not fit whole was counted|One window too many: the pooling"
    ),
    "Counting begins at one.": r"counted from one|counts from one",
    "The stride has no effect.": r"stride has no effect|stride 1 only|stride was left out",
    "Stride and dilation are the same.": (
        r"Stride and dilation are swapped|that would be dilation|how a stride moves"
    ),
    "The dilation has no effect.": r"left out the dilation|dilation has no effect|without dilation",
    "Channels and time can change places.": (
        r"(channels and time|time and channels) (are|were) swapped|acts on the last axis"
    ),
    "view and reshape swap axes.": r"used view or reshape|It never swaps axes",
}
"""What is believed, and how a message says it."""


@cache
def recurring_belief(told: str) -> str:
    """Return the belief that a mistake's message speaks of; "" where it does not come back.

    >>> recurring_belief("You left out the bias.")
    'The bias is left out.'
    """
    found = (name for name, words in BELIEFS.items() if re.search(words, told, re.IGNORECASE))
    return next(found, "")
