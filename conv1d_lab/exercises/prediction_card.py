"""``predict``: a prediction as a card that asks in the notebook and answers in the browser."""

from __future__ import annotations

import base64
import json
from string import Template

import traitlets

from conv1d_lab.exercises import catalogue
from conv1d_lab.exercises.cards import Card, Code, Part, Text
from conv1d_lab.exercises.predictions import Prediction
from conv1d_lab.explorer.in_notebook import NotebookWidget
from conv1d_lab.explorer.module import joined
from conv1d_lab.static_files import read, themed

_shown: dict[str, PredictionCard] = {}
"""One card for each prediction: run again, a cell still shows what the learner answered."""


class PredictionCard(NotebookWidget):
    """A question that the browser asks and answers. ``predict`` makes one."""

    _esm = joined("predict.js")
    _css = themed("predict")
    _state = traitlets.Dict().tag(sync=True)
    predicted = traitlets.List(traitlets.Unicode()).tag(sync=True, echo_update=False)
    """What the learner answered, as it was chosen or typed, the first answer first."""

    def __init__(self, prediction: Prediction) -> None:
        super().__init__(_state=prediction.state())
        self._prediction = prediction

    def __repr__(self) -> str:
        return self._text()

    def html(self) -> str:
        """Return the card as HTML that lives by itself; its answers stand in it as base64."""
        return Template(read("html/predict_fragment.html")).substitute(
            style=themed("predict"),
            still=self._still(),
            state=base64.b64encode(json.dumps(self._state).encode()).decode(),
            script=joined("predict_fragment.js"),
        )

    def _text(self) -> str:
        """Return the question; never the answer."""
        return str(question(self._prediction))

    def _still(self) -> str:
        return question(self._prediction)._repr_html_()


def predict(prediction: str) -> PredictionCard:
    """Ask for a prediction before the code is run.

    Choose or type an answer: the card replies to exactly that one and explains what comes out. It
    works without the kernel once it is shown; in a notebook that is run with
    ``CONV1D_LAB_EXPORT=1`` it stays alive when exported to HTML.

    >>> predict("places").predicted
    []

    Parameters
    ----------
    prediction : str
        The id of the prediction.

    Returns
    -------
    PredictionCard
        Its ``predicted`` lists what was answered, the first answer first.

    Raises
    ------
    TypeError, ValueError
        For an unknown id; the message names the nearest ones.
    """
    found = catalogue.find_prediction(prediction)
    card = _shown.get(found.id)
    if card is None or card.comm is None:  # a card that was closed can't be shown again
        card = _shown[found.id] = PredictionCard(found)
    return card


def question(prediction: Prediction, way_out: str = "") -> Card:
    """Write the question for a place where nothing can be answered, and what helps there."""
    in_jupyter = (
        "To answer it and read the reply, open the notebook in Jupyter and run "
        f'`predict("{prediction.id}")`.'
    )
    parts: list[Part] = [
        Code("\n".join(line[4:] for line in block.split("\n")))
        if block.startswith("    ")
        else Text(block.replace("\n", " "))
        for block in prediction.text.split("\n\n")
    ]
    if prediction.kind == "choice":
        parts += [Text(f"○ {choice}") for choice in prediction.replies]
    parts.append(Text(f"This is the question only. {way_out or in_jupyter}"))
    return Card("hint", "Predict", parts=tuple(parts))
