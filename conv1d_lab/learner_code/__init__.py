"""The one place where a learner's function is run: in time, in silence, and watched.

deadline: a time limit. sandbox: silence, and nothing of theirs changed. failure: what was raised,
and by which line of theirs. at_raise: what it counted with then. library_calls: what was called on
the way. loops: what a loop counts with. monitoring: how Python tells.
"""
