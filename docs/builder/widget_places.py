"""The widgets of a notebook as places of a page, each in the state in which it was shown."""

from __future__ import annotations

from typing import Any

from docs.builder.page_places import prediction_place
from docs.builder.place import place
from tools.widget_states import KEPT, REFERENCE, VIEW

EXPLORER = "conv1d_lab.explorer.widget.Explorer"
CHAINS = (
    "conv1d_lab.explorer.chain.ChainExplorer",
    "conv1d_lab.explorer.stack.StackExplorer",
)
PREDICTION = "conv1d_lab.exercises.prediction_card.PredictionCard"
OF_JUPYTER = ("_model", "_view", "_dom", "_anywidget", "layout", "tabbable", "tooltip")
"""How the names of traits begin that only Jupyter needs."""


class UnknownWidgetError(Exception):
    """A widget that the site can't show: teach this module, or leave it out of the notebook."""


def is_widget(output: Any) -> bool:
    """Tell whether an output shows a widget."""
    return VIEW in output.get("data", {})


def holds_explorer(output: Any) -> bool:
    """Tell whether an output is an explorer, or holds one."""
    states = output.get("metadata", {}).get(KEPT, {}).values()
    return any(_is(state, EXPLORER, *CHAINS) for state in states)


def widget_place(output: Any) -> str:
    """Return the place of an output that shows a widget."""
    states, model = output.metadata[KEPT], output.data[VIEW]["model_id"]
    state, fallback = states[model], output.data.get("text/html", "")
    if _is(state, EXPLORER):
        return place("explorer", explorer_state(state), fallback)
    if _is(state, *CHAINS):
        return place("chain", {"off": []} | own_traits(state), fallback)
    if _is(state, PREDICTION):
        return prediction_place(state["_state"]["id"])
    if state["_model_name"] == "VBoxModel":
        children = [child.removeprefix(REFERENCE) for child in state["children"]]
        return _linked(states, children, fallback)
    raise UnknownWidgetError(f"{state['_model_name']} {state.get('_anywidget_id', '')}")


def explorer_state(traits: Any) -> dict[str, Any]:
    """Return what ``createStore`` of static/js/store.js starts from."""
    return own_traits(traits) | {"playing": False}


def own_traits(traits: Any) -> dict[str, Any]:
    """Return what a widget's view starts from, without what only Jupyter needs."""
    own = {k: v for k, v in traits.items() if not k.startswith(OF_JUPYTER)}
    return {name.removeprefix("_"): value for name, value in own.items()}


def _linked(states: Any, children: list[str], fallback: str) -> str:
    """Return the place of an explorer below a slider that ``jslink`` ties to one of its traits."""
    try:
        slider, explorer = children
        [link] = [state for state in states.values() if "source" in state]
        ends = {name.removeprefix(REFERENCE): trait for name, trait in (link.source, link.target)}
        assert _is(states[explorer], EXPLORER)
        tied = {
            "label": states[slider]["description"],
            "min": states[slider]["min"],
            "max": states[slider]["max"],
            "trait": ends[explorer],
        }
    except (AssertionError, KeyError, ValueError) as error:
        raise UnknownWidgetError("a box that is not a slider above its explorer") from error
    return place("explorer", explorer_state(states[explorer]) | {"slider": tied}, fallback)


def _is(state: Any, *kinds: str) -> bool:
    return state.get("_anywidget_id") in kinds
