"""The tutorials run from top to bottom, without network, and without a warning that is ours to mend.

They share a kernel, since starting one and importing what they need takes longer than running any of them; each
begins with nothing in its namespace.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from subprocess import DEVNULL
from typing import Any, Final

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

from designer.notebook.code.examples import EXAMPLES

ROOT: Final = Path(__file__).parent.parent.parent
NOTEBOOKS: Final = sorted((ROOT / "notebooks").glob("*.ipynb"))
PATIENCE: Final = 300
"""Seconds after which a cell will not come to an end any more."""
notebooks = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)

GUARD: Final = """
import sys, warnings

def only_here(event, arguments):
    host = None
    if event == "socket.connect" and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    if host not in (None, "", "127.0.0.1", "::1", "localhost", b"127.0.0.1"):
        raise ConnectionRefusedError(f"a tutorial needs no network, but asked for {host}")

sys.addaudithook(only_here)
warnings.filterwarnings("error", module=r"(__main__|designer|engine|store)(\\.|$)")
"""
ANEW: Final = "get_ipython().reset(new_session=True)"


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KernelManager]:
    """A kernel that nothing of the person's own settings reaches."""
    home = tmp_path_factory.mktemp("home")
    own = {"HOME": home, "IPYTHONDIR": home / "ipython", "JUPYTER_CONFIG_DIR": home / "config"}
    manager = KernelManager(kernel_name="python3", connection_file=str(home / "kernel.json"))
    environment = {**os.environ, **{name: str(path) for name, path in own.items()}}
    manager.start_kernel(cwd=str(home), env=environment, stdout=DEVNULL, stderr=DEVNULL)
    run(manager, GUARD)
    yield manager
    manager.shutdown_kernel(now=True)


def run(kernel: KernelManager, *cells: str) -> list[Any]:
    """The cells with their outputs. Raises CellExecutionError."""
    document = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    client = NotebookClient(document, km=kernel, timeout=PATIENCE)
    try:
        client.execute()
    finally:
        client.kc.stop_channels()
    return list(document.cells)


def executed(kernel: KernelManager, path: Path) -> list[Any]:
    read = nbformat.read(path, as_version=4)
    run(kernel, ANEW)
    return run(kernel, *(cell.source for cell in read.cells if cell.cell_type == "code"))


def test_there_are_nine_tutorials_in_order() -> None:
    assert [path.name[0] for path in NOTEBOOKS] == list("123456789")


@notebooks
def test_a_tutorial_runs_from_top_to_bottom(kernel: KernelManager, path: Path) -> None:
    outputs = [output for cell in executed(kernel, path) for output in cell.outputs]
    complaints = [
        output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"
    ]
    assert complaints == []
    shown = [output.data for output in outputs if "data" in output]
    assert any("<svg" in str(data.get("text/html", "")) for data in shown)
    widgets = [data for data in shown if "application/vnd.jupyter.widget-view+json" in data]
    assert all("<svg" in data["image/svg+xml"] for data in widgets)
    offline = [data for data in shown if "waypost-offline" in str(data.get("text/html", ""))]
    assert len(offline) == len(widgets)
    assert all("<svg" in data["text/html"] for data in offline)


@notebooks
def test_a_tutorial_is_kept_without_what_came_out_of_it(path: Path) -> None:
    document = nbformat.read(path, as_version=4)
    nbformat.validate(document)
    for cell in document.cells:
        assert cell.metadata == {}
        assert cell.cell_type == "markdown" or (cell.outputs, cell.execution_count) == ([], None)
    prose = sum(len(cell.source) for cell in document.cells if cell.cell_type == "markdown")
    assert prose > 1_000
    assert document.cells[0].source.startswith(f"# {path.name[0]}. ")


def test_the_data_they_run_on_is_carried_with_its_origin() -> None:
    folder = ROOT / "designer" / "examples"
    told = (folder / "README.md").read_text("utf-8")
    assert all(f"`{name}`" in told and (folder / name).is_file() for name in EXAMPLES)
    assert (folder / "video-statements.LICENSE.md").read_text("utf-8").startswith("MIT License")


def test_a_tutorial_that_reaches_out_is_stopped(kernel: KernelManager) -> None:
    (cell,) = run(
        kernel,
        "import socket\n"
        "try:\n    socket.create_connection(('192.0.2.1', 80))\n"
        "except ConnectionRefusedError as error:\n    print(error)",
    )
    assert "needs no network" in cell.outputs[0].text
