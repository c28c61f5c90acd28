"""docs/example.ipynb, executed again: the same cells, what they give now, and nothing that differs from machine to machine."""

from __future__ import annotations

import os
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

ROOT = Path(__file__).parents[1]


def executed(text: str) -> str:
    """The notebook with fresh outputs; a cell that fails raises with its traceback."""
    notebook = nbformat.reads(text, as_version=4)
    # the folder of the kernel is that of the repository's root, so that a checkout's own package and data are taken
    with TemporaryDirectory() as folder:
        # sockets in a folder of its own rather than ports, where the system has them
        places = {"transport": "ipc", "ip": f"{folder}/kernel"} if os.name == "posix" else {}
        kernel = KernelManager(kernel_name="python3", **places)
        try:
            NotebookClient(notebook, km=kernel, timeout=120, resources={"metadata": {"path": str(ROOT)}}).execute()
        finally:
            kernel.shutdown_kernel(now=True)
    notebook.metadata = nbformat.from_dict({"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}})
    for number, cell in enumerate(notebook.cells):
        cell.metadata = {}
        cell.id = f"cell-{number}"
        for output in cell.get("outputs", ()):
            output["metadata"] = {}
    return nbformat.writes(notebook, indent=1) + "\n"
