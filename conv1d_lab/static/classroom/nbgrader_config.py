"""nbgrader reads this file when it is started in this folder."""

from nbgrader import preprocessors as steps

from conv1d_lab.classroom.restore import RestoreMarks
from conv1d_lab.classroom.steps import ForgetCopies, RunAndJudge

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "conv1d"
c.ClearSolutions.code_stub = {"python": "..."}
c.Autograde.sanitize_preprocessors = [
    steps.ClearOutput,
    ForgetCopies,
    RestoreMarks,  # also a locked cell that was deleted, with its points still to be earned
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
# Moodle's, Blackboard's and Canvas's names of files.
c.ZipCollectApp.collector_plugin = "conv1d_lab.classroom.lms.Platforms"
