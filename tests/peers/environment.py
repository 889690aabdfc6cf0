"""The environment that the peers run in: ``requirements.txt``, installed into ``build/peers/.venv`` when it changed."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BUILD = ROOT / "build" / "peers"
VENV = BUILD / ".venv"
REQUIREMENTS = Path(__file__).with_name("requirements.txt")


def ensure_environment() -> Path:
    """Return the interpreter of the environment.

    A package that cannot be installed is told, and passed over: the way that needs it becomes a row that says why.
    """
    python, stamp = VENV / "bin" / "python", VENV / "installed.txt"
    wanted = REQUIREMENTS.read_text()
    if stamp.exists() and stamp.read_text() == wanted:
        return python
    print("installing the peers (two gigabytes with torch) ...", file=sys.stderr, flush=True)
    subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
    torch, *packages = [line for line in wanted.splitlines() if "==" in line and not line.startswith("#")]
    failed = [] if install(python, [torch]) else [torch]
    if not install(python, ["--no-deps", *packages]):
        failed += [package for package in packages if not install(python, ["--no-deps", package])]
    if failed:
        print(f"not installed: {', '.join(failed)}", file=sys.stderr)
    else:
        stamp.write_text(wanted)
    return python


def install(python: Path, arguments: list[str]) -> bool:
    """Run pip; say whether all went well."""
    return subprocess.run([str(python), "-m", "pip", "install", "--quiet", *arguments], check=False).returncode == 0
