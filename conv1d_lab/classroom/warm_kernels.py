"""Kernels that start as copies of one process with PyTorch loaded, where the system can do that."""

from __future__ import annotations

import atexit
import json
import os
import signal
import subprocess
import sys
import time
from typing import Any

from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

LAUNCHER = "ipykernel_launcher"


class WarmKernelManager(AsyncKernelManager):
    """Starts an ordinary Python kernel as a copy, and any other one as always."""

    async def _async_pre_start_kernel(self, **kw: Any) -> Any:
        command, kw = await super()._async_pre_start_kernel(**kw)
        if can_copy(command):
            assert self.provisioner is not None
            self.provisioner.__class__ = WarmProvisioner
        return command, kw


def can_copy(command: list[str]) -> bool:
    """Tell whether this command starts a kernel of this very Python, on a system with ``fork``."""
    return sys.platform == "linux" and command[0] == sys.executable and LAUNCHER in command


class WarmProvisioner(LocalProvisioner):
    """Launches a kernel by asking the server for a copy."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Launch the kernel that ``cmd`` would start."""
        arguments = cmd[cmd.index(LAUNCHER) + 1 :]
        wanted = {"arguments": arguments, "env": kwargs["env"], "cwd": kwargs.get("cwd") or "."}
        if not _running:
            _running.append(_Server(kwargs["env"]))
        process = _Process(_running[0].start(wanted))
        self.process = process  # type: ignore[assignment]
        self.pid = self.pgid = process.pid
        return self.connection_info


class _Server:
    """The process that is copied; it has its environment from the first kernel."""

    def __init__(self, env: dict[str, str]) -> None:
        # -P: no module of the folder it happens to stand in.
        command = [sys.executable, "-P", "-m", "conv1d_lab.classroom.kernel_server"]
        self.process = subprocess.Popen(
            command, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._line()
        atexit.register(self.process.communicate)  # its input ends, and so does it

    def start(self, wanted: dict[str, Any]) -> int:
        assert self.process.stdin is not None
        wanted["cwd"] = os.path.abspath(wanted["cwd"])
        print(json.dumps(wanted), file=self.process.stdin, flush=True)
        return int(self._line())

    def _line(self) -> str:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError("the process that kernels are copied from has ended")
        return line


_running: list[_Server] = []
"""At most one: started on first use, it ends with this process, whose pipe it reads."""


class _Process:
    """What jupyter_client expects of a process, for one that another process has started."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def poll(self) -> int | None:
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return 0
        return None

    def wait(self) -> int:
        while self.poll() is None:
            time.sleep(0.01)
        return 0

    def send_signal(self, number: int) -> None:
        os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)
