"""Seeds that follow from the one of the course and give nothing away."""

from __future__ import annotations

import hashlib


def seed_of(secret: int, *names: str) -> int:
    """Return a seed that follows from the course's and tells nothing of it, nor of another one."""
    text = "\n".join([str(secret), *names])
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")
