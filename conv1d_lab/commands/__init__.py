"""``python -m conv1d_lab <command>``: one module a command."""
