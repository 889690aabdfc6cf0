"""A disk that fills up, and one that can only be read: in a small file system of its own (``tmpfs``, ``unshare``)."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import REPOSITORY

HERE = Path(__file__).parent
ROOM = "40m"


def in_a_small_disk(folder: Path, *command: str) -> dict[str, Any]:
    """Run ``small_disk.py`` where ``folder``/disk is a file system of ``ROOM``, which nobody else sees."""
    disk = folder / "disk"
    disk.mkdir()
    mount = ["unshare", "-rm", "sh", "-c", f'mount -t tmpfs -o size={ROOM} tmpfs "$0" && exec "$@"', str(disk)]
    if not shutil.which("unshare") or subprocess.run([*mount, "true"], capture_output=True, check=False).returncode:
        pytest.skip("unshare -rm with a mount of tmpfs is not allowed here")
    path = os.pathsep.join(map(str, (REPOSITORY, REPOSITORY / "tests", HERE)))
    program = [sys.executable, str(HERE / "small_disk.py"), str(folder), *command]
    ended = subprocess.run(
        [*mount, *program],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    found: dict[str, Any] = json.loads(ended.stdout.splitlines()[-1])
    print({key: value for key, value in found.items() if key != "problems"})
    return found


@pytest.mark.slow
def test_a_disk_that_is_full_at_many_sizes(tmp_path: Path) -> None:
    found = in_a_small_disk(tmp_path, "update", "12")
    assert found["problems"] == []
    assert found["failed"] >= 7


@pytest.mark.slow
def test_a_first_build_on_a_disk_that_is_full(tmp_path: Path) -> None:
    found = in_a_small_disk(tmp_path, "build", "8")
    assert found["problems"] == []
    assert found["failed"] >= 5


@pytest.mark.slow
def test_a_disk_that_becomes_read_only(tmp_path: Path) -> None:
    assert in_a_small_disk(tmp_path, "readonly")["problems"] == []
