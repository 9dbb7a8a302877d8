"""A learner's function, probed with numbers and read back as a formula."""

from conv1d_lab.read_back.expansion import Expansion
from conv1d_lab.read_back.reading import expand

__all__ = ["Expansion", "expand"]
