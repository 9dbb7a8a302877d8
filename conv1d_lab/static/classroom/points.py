# POINTS for `EXERCISE`. Please leave this cell as it is.
from conv1d_lab.exercises import grade as _grade

_grade("EXERCISE", student=STUDENT)
