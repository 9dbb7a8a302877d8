# POINTS for `EXERCISE`. Please leave this cell as it is.
import os as _os
import sys as _sys

_path, _here = [*_sys.path], _os.path.realpath(".")
_sys.path[:] = [p for p in _path if _os.path.realpath(p or ".") != _here]
for _name in [name for name in _sys.modules if name.partition(".")[0] == "conv1d_lab"]:
    del _sys.modules[_name]
from conv1d_lab.exercises import grade as _grade

_sys.path[:] = _path
_grade("EXERCISE", EXERCISE, student=STUDENT)
