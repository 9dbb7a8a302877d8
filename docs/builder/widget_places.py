"""The widgets of a notebook as places of a page, each in the state in which it was shown."""

from __future__ import annotations

from typing import Any

from docs.builder.place import place
from tools.widget_states import KEPT, REFERENCE, VIEW

EXPLORER = "conv1d_lab.explorer.widget.Explorer"
PREDICTION = "conv1d_lab.exercises.prediction_card.PredictionCard"
OF_JUPYTER = ("_model", "_view", "_dom", "_anywidget", "layout", "tabbable", "tooltip")
"""How the names of traits begin that only Jupyter needs."""


class UnknownWidgetError(Exception):
    """A widget that the site can't show: teach this module, or leave it out of the notebook."""


def is_widget(output: Any) -> bool:
    """Tell whether an output shows a widget."""
    return VIEW in output.get("data", {})


def widget_place(output: Any) -> str:
    """Return the place of an output that shows a widget."""
    model = output.data[VIEW]["model_id"]
    return _place(output.metadata[KEPT], model, output.data.get("text/html", ""))


def holds_explorer(output: Any) -> bool:
    """Tell whether an output is an explorer, or holds one."""
    states = output.metadata.get(KEPT, {}).values()
    return any(state.get("_anywidget_id") == EXPLORER for state in states)


def _place(states: Any, model: str, fallback: str) -> str:
    state = states[model]
    if state.get("_anywidget_id") == EXPLORER:
        return place("explorer", explorer_state(state), fallback)
    if state.get("_anywidget_id") == PREDICTION:
        return place("prediction", state["_state"], fallback)
    if state["_model_name"] == "VBoxModel":
        return "\n".join(_place(states, _named(child), "") for child in state["children"])
    if state["_model_name"] == "IntSliderModel":
        return ""
    raise UnknownWidgetError(f"{state['_model_name']} {state.get('_anywidget_id', '')}")


def explorer_state(traits: Any) -> dict[str, Any]:
    """Return what ``createStore`` of static/js/store.js starts from."""
    own = {k: v for k, v in traits.items() if not k.startswith(OF_JUPYTER)}
    return {name.removeprefix("_"): value for name, value in own.items()} | {"playing": False}


def _named(reference: str) -> str:
    return reference.removeprefix(REFERENCE)
