"""The wrong loops that ``expand`` knows, one row each: its name, what it changes, its sentence.

What it changes are settings of ``Loop``; where that depends on the case, a function returns all
the ways. Rows that change the same setting exclude each other. The likely mistakes come first.
"""

from conv1d_lab.read_back.wrong_loops.indices import INDICES
from conv1d_lab.read_back.wrong_loops.places import PLACES
from conv1d_lab.read_back.wrong_loops.row import Case, WrongLoop
from conv1d_lab.read_back.wrong_loops.windows import WINDOWS

WRONG_LOOPS = (*WINDOWS, *INDICES, *PLACES)
__all__ = ["WRONG_LOOPS", "Case", "WrongLoop"]
