# 1 point for `QUESTION`, given when it is graded. Please leave this cell as it is.
### BEGIN HIDDEN TESTS
from conv1d_lab.exercises import grade_choice as _grade

_grade("QUESTION", form="FORM")
### END HIDDEN TESTS
