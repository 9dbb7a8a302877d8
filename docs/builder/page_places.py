"""Explorers and predictions for pages of text, made from a line of Python."""

from __future__ import annotations

import json
from typing import Any

from docs.builder.place import place


def explorer_place(code: str, *, autoplay: bool = False) -> str:
    """Return the place of the explorer that ``code`` makes.

    The code may use all public names, torch and nn.
    """
    import torch

    import conv1d_lab
    from conv1d_lab.explorer.page import packed

    names: dict[str, Any] = {name: getattr(conv1d_lab, name) for name in conv1d_lab.__all__}
    names |= {"torch": torch, "nn": torch.nn}
    *before, last = code.strip().splitlines()
    exec("\n".join(before), names)
    explorer = eval(last, names)
    state = json.loads(json.dumps(explorer._page_state(), default=packed))
    data, _ = explorer._repr_mimebundle_()
    if not isinstance(explorer, conv1d_lab.explorer.widget.Explorer):
        return place("chain", state, data["text/html"])
    return place("explorer", state | {"autoplay": autoplay}, data["text/html"])


def prediction_place(name: str) -> str:
    """Return the place of a prediction's card."""
    from conv1d_lab.exercises.catalogue import find_prediction
    from conv1d_lab.exercises.prediction_card import question

    prediction = find_prediction(name)
    still = question(prediction, "With JavaScript it can be answered.")._repr_html_()
    return place("prediction", prediction.state(), still)
