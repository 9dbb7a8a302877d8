"""A learner's function, probed with numbers and read back as a formula."""

from conv1d_lab.read_back.reading import Expansion, expand

__all__ = ["Expansion", "expand"]
