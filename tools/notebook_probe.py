"""The last cell of a notebook's run: who ran it, what it cost, and the plain names that it left."""

import contextlib
import json
import sys
import time

try:
    import resource
except ImportError:  # Windows
    import psutil

    _peak = psutil.Process().memory_info().peak_wset
else:
    _unit = 1 if sys.platform == "darwin" else 1024  # macOS counts in bytes, Linux in KiB
    _peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _unit

_left = {}
for _name, _value in list(globals().items()):
    if _name[0] != "_" and _name not in ("In", "Out"):
        with contextlib.suppress(Exception):  # what JSON can't hold
            _text = json.dumps(_value, default=lambda value: value.tolist())
            if len(_text) < 20_000:
                _left[_name] = json.loads(_text)

print(
    json.dumps({"python": sys.executable, "cpu": time.process_time(), "peak": _peak, "left": _left})
)
