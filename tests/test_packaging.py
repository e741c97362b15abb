"""What a person who clones the project relies on: the lock, and the files at the top."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
LOCK_TEXT = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def locked_entries() -> list[str]:
    """Each locked package as one line, its hashes included and its comments left out."""
    lines = (line for line in LOCK_TEXT.splitlines() if not line.lstrip().startswith("#"))
    joined = "\n".join(lines).replace("\\\n", " ")
    return [line for line in joined.splitlines() if line.strip()]


def locked_requirements() -> list[Requirement]:
    return [Requirement(entry.split(" --hash=")[0].strip()) for entry in locked_entries()]


def test_each_locked_package_is_pinned_with_hashes() -> None:
    entries = locked_entries()
    assert entries
    for entry in entries:
        assert re.match(r"[a-z0-9][a-z0-9._-]*==\S+", entry), entry
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry


def test_lock_names_no_address_and_no_path() -> None:
    assert not re.search(r"https?:|://", LOCK_TEXT)
    assert "file:" not in LOCK_TEXT
    assert "index-url" not in LOCK_TEXT
    assert "find-links" not in LOCK_TEXT


def test_lock_holds_every_declared_dependency() -> None:
    locked = {canonicalize_name(requirement.name) for requirement in locked_requirements()}
    declared = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
    missing = [text for text in declared if canonicalize_name(Requirement(text).name) not in locked]
    assert missing == []


def test_locked_versions_satisfy_the_declared_ones() -> None:
    declared = {
        canonicalize_name(requirement.name): requirement.specifier
        for requirement in map(
            Requirement, [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]
        )
    }
    for requirement in locked_requirements():
        (pin,) = requirement.specifier
        wanted = declared.get(canonicalize_name(requirement.name))
        assert wanted is None or wanted.contains(pin.version, prereleases=True), requirement.name


def test_no_lock_that_names_registries_is_tracked() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout.split("\0")
    names = {Path(path).name for path in tracked}
    assert "uv.lock" not in names
    assert not [name for name in names if re.fullmatch(r"pylock(\..+)?\.toml", name)]


@pytest.mark.parametrize("name", ["service", "optimizer", "importers", "tests"])
def test_top_level_package_exists(name: str) -> None:
    assert (ROOT / name / "__init__.py").is_file()


@pytest.mark.parametrize(
    "name",
    ["pyproject.toml", "README.md", "LICENSE", "Makefile", "requirements.lock", ".ci/run"],
)
def test_top_level_file_exists(name: str) -> None:
    assert (ROOT / name).is_file()


def test_example_of_the_mask_order_exists() -> None:
    assert (ROOT / "examples" / "mask_order" / "commande_masques.xlsx").is_file()


def test_licence_is_the_one_declared() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert PROJECT["license"] == "AGPL-3.0-or-later"
    assert "GNU AFFERO GENERAL PUBLIC LICENSE" in text
    assert "END OF TERMS AND CONDITIONS" in text
