import numpy as np
import torch
from IPython.display import Markdown
from torch import nn

from conv1d_lab import article, expand
from conv1d_lab.classroom.names import identity_here
from conv1d_lab.exercises import begin_assignment, check, find, hint, progress

WHO = "Type your login name into the first cell and run it, then this cell, then the one below."
student, note = identity_here(globals().get("student_id"))


def my_task(exercise):
    return Markdown(find(exercise).statement(student) if student else f"**Who are you?** {WHO}")


def my_numbers(exercise):
    if not student:
        raise ValueError(f"Your numbers follow from your name, and it is not there yet. {WHO}")
    return tuple(find(exercise).numbers(student).values())


layer, x = article.layer(), article.x()
begin_assignment(student)
print(note or (f"The numbers below are those of {student!r}." if student else WHO))
