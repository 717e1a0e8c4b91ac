"""README, landing page and metadata describe the service and the project correctly."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import appstream_typed

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
SOURCE: str = PROJECT["urls"]["Source"]
NAME = "Amazon WorkSpaces Applications (formerly AppStream 2.0"


def plain(text: str) -> str:
    """Return the text on one line. Only the texts of links are kept."""
    return " ".join(re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", text).split())


def test_texts_use_the_new_and_the_former_name_of_the_service() -> None:
    index = (ROOT / "docs" / "index.md").read_text("utf-8")
    for text in (README, index, PROJECT["description"], appstream_typed.__doc__ or ""):
        assert NAME in plain(text)
    for text in (README, index):
        assert f"{NAME}; `appstream` in boto3)" in plain(text)


def test_links_of_the_readme_are_absolute() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)
    assert len(links) >= 8
    assert [link for link in links if not link.startswith("https://")] == []


def test_links_to_the_repository_lead_to_existing_files() -> None:
    linked = re.findall(rf"{SOURCE}/(?:blob|tree)/main/([^)\s]+)", README)
    assert "CHANGELOG.md" in linked
    missing = {path for path in linked if not (ROOT / path).exists()}
    assert missing == set()
    assert set(re.findall(r"https://github\.com/[\w-]+/[\w-]+", README)) == {SOURCE}


def test_all_project_urls_belong_to_the_same_repository() -> None:
    urls = PROJECT["urls"]
    assert urls["Issues"] == f"{SOURCE}/issues"
    assert urls["Changelog"] == f"{SOURCE}/blob/main/CHANGELOG.md"
    owner, name = SOURCE.removeprefix("https://github.com/").split("/")
    assert urls["Documentation"] == f"https://{owner}.github.io/{name}/"


def test_badges_match_the_metadata_and_a_workflow() -> None:
    versions = [
        classifier.rpartition(" ")[2]
        for classifier in PROJECT["classifiers"]
        if re.search(r":: 3\.\d+$", classifier)
    ]
    assert PROJECT["requires-python"] == f">={versions[0]}"
    assert f"badge/python-{versions[0]}_to_{versions[-1]}-" in README
    assert f"![Python {versions[0]} to {versions[-1]}]" in README
    assert f"badge/license-{PROJECT['license'].replace('-', '_')}-" in README
    (workflow,) = re.findall(r"actions/workflows/(\w+\.yml)/badge\.svg", README)
    if (ROOT / ".github").is_dir():  # an sdist has no workflows
        assert (ROOT / ".github" / "workflows" / workflow).is_file()


def test_pages_say_not_released_yet_until_the_first_release() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    is_released = "(unreleased)" not in changelog
    for page in ("README.md", "docs/index.md", "docs/quickstart.md"):
        says_so = "not released yet" in (ROOT / page).read_text("utf-8")
        assert says_so is not is_released, page
