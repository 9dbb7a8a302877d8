"""Run a notebook and keep each widget as it stood when it was shown.

At the end of a run a widget may stand where a later cell has moved it.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from nbclient import NotebookClient

VIEW = "application/vnd.jupyter.widget-view+json"
KEPT = "widgets"
"""Where an output's metadata hold the states: {id of a model: its state}."""
REFERENCE = "IPY_MODEL_"
LEFT_OUT = ("_esm", "_css", "layout", "style")
"""Traits that say nothing of a widget's own state; the first two are the same for all, and long."""


class WidgetKeepingClient(NotebookClient):
    """A client whose outputs carry the state of the widgets that they show."""

    def output(self, outs: list[Any], msg: Any, display_id: Any, cell_index: int) -> Any:
        """Add an output, with the state of its widget and of those that it holds."""
        out: Any = super().output(outs, msg, display_id, cell_index)
        view = out and out.get("data", {}).get(VIEW)
        if view:
            states = dict(self._states(view["model_id"]))
            out.metadata[KEPT] = states | self._links(states)
        return out

    def set_widgets_metadata(self) -> None:
        """Keep no second copy, from the end of the run."""

    def _states(self, model: str, seen: frozenset[str] = frozenset()) -> Iterator[tuple[str, Any]]:
        """Copy a model's state, its buffers in their places as base64, and what it refers to."""
        if model in seen or model not in self.widget_state:
            return
        state = deepcopy({k: v for k, v in self.widget_state[model].items() if k not in LEFT_OUT})
        for path, buffer in self.widget_buffers.get(model, {}).items():
            *way, last = path
            holder = state
            for step in way:
                holder = holder[step]
            holder[last] = buffer["data"]
        yield model, state
        for other in _references(state):
            yield from self._states(other, seen | {model})

    def _links(self, models: Any) -> dict[str, Any]:
        """Find what ``jslink`` has tied between these models."""
        return {
            key: deepcopy(state)
            for key, state in self.widget_state.items()
            if "source" in state and {*_references(state)} <= models.keys()
        }


def _references(value: Any) -> Iterator[str]:
    """Find the models that a state names, anywhere in it."""
    if isinstance(value, str) and value.startswith(REFERENCE):
        yield value.removeprefix(REFERENCE)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _references(one)
    elif isinstance(value, list):
        for one in value:
            yield from _references(one)
