"""nbgrader reads this file when it is started in this folder."""

from nbgrader import preprocessors as steps

from conv1d_lab.classroom.steps import ForgetCopies, RunAndJudge

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "conv1d"
c.ClearSolutions.code_stub = {"python": "..."}
# A locked cell that a student has deleted comes back, with its points still to be earned.
c.OverwriteCells.add_missing_cells = True
c.Autograde.sanitize_preprocessors = [
    steps.ClearOutput,
    ForgetCopies,
    steps.OverwriteKernelspec,
    steps.OverwriteCells,
    steps.CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = [
    RunAndJudge,
    steps.LimitOutput,
    steps.SaveAutoGrades,
    steps.AssignLatePenalties,
    steps.CheckCellMetadata,
]
