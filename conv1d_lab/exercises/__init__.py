"""Exercises that understand the answer: ``check``, ``hint``, ``solution``, ``progress``."""

from conv1d_lab.exercises.catalogue import all_exercises, exercises_of, find, notebooks
from conv1d_lab.exercises.grading import WrongAnswer, grade, grade_choice
from conv1d_lab.exercises.model import Case, Exercise, FunctionExercise, ValueExercise
from conv1d_lab.exercises.public import check, hint, progress, solution
from conv1d_lab.exercises.quizzes import Quiz, quiz
from conv1d_lab.exercises.session import RELEASE_MARK, begin_assignment
from conv1d_lab.exercises.source import Cell

__all__ = [
    "RELEASE_MARK",
    "Case",
    "Cell",
    "Exercise",
    "FunctionExercise",
    "Quiz",
    "ValueExercise",
    "WrongAnswer",
    "all_exercises",
    "begin_assignment",
    "check",
    "exercises_of",
    "find",
    "grade",
    "grade_choice",
    "hint",
    "notebooks",
    "progress",
    "quiz",
    "solution",
]
