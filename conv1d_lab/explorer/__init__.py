"""The explorer: a kernel that slides over its input, drawn and computed in the browser."""

from conv1d_lab.explorer.entry import explore
from conv1d_lab.explorer.widget import Explorer

__all__ = ["Explorer", "explore"]
