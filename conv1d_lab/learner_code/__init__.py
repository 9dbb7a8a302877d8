"""The one place where a learner's function is run: in time, in silence, and watched."""
