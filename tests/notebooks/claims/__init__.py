"""One module a notebook, `n<its file name>`: where each number of its prose comes from.

`numbers()` returns a namespace that the real code computes. `CLAIMS` are pieces of the prose with
an expression in place of each number, as in "out[0, 1, 2] = {out[0, 1, 2]:.4f}". `PLAIN` are
pieces whose number is no result: a position that is named, an input that is chosen, a limit
that is agreed. `prose.py` says how they are used.
"""
