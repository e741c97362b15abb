"""Files as LibreOffice writes them, for the tests of what people send."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path


def convert(path: Path, suffix: str, folder: Path) -> Path:
    """Save a workbook as another format (``ods``, ``xls``, ``xlsx``) in ``folder``; its path."""
    convert_all([path], suffix, folder)
    return folder / f"{path.stem}.{suffix}"


def convert_all(paths: Sequence[Path], suffix: str, folder: Path) -> None:
    """Save workbooks as another format in ``folder``, all in one start of LibreOffice."""
    folder.mkdir(parents=True, exist_ok=True)
    soffice = shutil.which("soffice")
    assert soffice is not None, "run scripts/system_packages.sh first"
    profile = folder / "profile"
    subprocess.run(
        [
            soffice,
            f"-env:UserInstallation={profile.resolve().as_uri()}",
            "--headless",
            "--convert-to",
            suffix,
            "--outdir",
            str(folder),
            *map(str, paths),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
