"""Pack only what git tracks into wheel and sdist, never what a learner left in the folder."""

from __future__ import annotations

import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TrackedFilesOnly(BuildHookInterface[Any]):
    """Called by hatchling before it builds; without git (an sdist) it packs the whole folder."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Replace the folders of ``only-include`` by the files that git tracks in them."""
        sys.path.insert(0, self.root)
        from conv1d_lab.commands.notebooks import tracked_files

        target = self.build_config.target_config
        if files := tracked_files(self.root, *target.get("only-include", [])):
            target["only-include"] = [path.as_posix() for path in files]
