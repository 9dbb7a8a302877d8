"""The exercises themselves, one module a notebook; each is found by itself."""
