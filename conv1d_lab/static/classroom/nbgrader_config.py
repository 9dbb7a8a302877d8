"""nbgrader reads this file when it is started in this folder."""

from nbgrader import preprocessors as steps


class ForgetCopies(steps.DeduplicateIds):
    """Of a locked cell that a student has copied, one is graded; the others are plain cells.

    nbgrader 0.9.6 marks them with empty metadata and then stumbles over it.
    """

    def preprocess(self, nb, resources):
        nb, resources = super().preprocess(nb, resources)
        for cell in nb.cells:
            if cell.metadata.get("nbgrader") == {}:
                del cell.metadata["nbgrader"]
        return nb, resources


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
# Seconds for one cell. The checker itself ends a function after 4; this ends everything else.
c.ExecutePreprocessor.timeout = 60
