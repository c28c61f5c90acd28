"""The machine in one line: enough to judge seconds by, and no more."""

from __future__ import annotations

import os
import platform
from pathlib import Path


def describe() -> str:
    """Processor, cores, system and Python."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    python = f"{platform.python_implementation()} {platform.python_version()}"
    return f"Machine: {_processor()}, {cores} cores, {platform.system()} {platform.machine()}, {python}."


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "processor not known"
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "processor not known")
