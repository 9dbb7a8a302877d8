import os
from pathlib import Path

import numpy as np
import torch
from IPython.display import Markdown
from torch import nn

from conv1d_lab import article, expand
from conv1d_lab.exercises import begin_assignment, check, find, hint, progress

student = student_id or os.environ.get("JUPYTERHUB_USER", "")
if Path.cwd().parent.parent.name == "autograded":
    student = Path.cwd().parent.name  # the teacher's machine knows whose work this is


def my_task(exercise):
    return Markdown(find(exercise).statement(student))


def my_numbers(exercise):
    return tuple(find(exercise).numbers(student).values())


layer, x = article.layer(), article.x()
begin_assignment(student)
print(f"The numbers below are those of {student!r}." if student else "Who are you? See above.")
