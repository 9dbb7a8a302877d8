"""The Content-Security-Policy of the pages that need nothing else."""

from __future__ import annotations

import base64
import hashlib


def content_policy(sheet: str, script: str = "") -> str:
    """Allow this style sheet, this script and images in the page; no request at all."""
    scripts = f"script-src {content_hash(script)}; " if script else ""
    return (
        f"default-src 'none'; {scripts}style-src {content_hash(sheet)}; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def content_hash(text: str) -> str:
    """Return what a policy calls a script or a style sheet by."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
