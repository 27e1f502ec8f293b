"""The rules of the house that an import linter cannot express: faces, views, streamlit."""

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SLICES = sorted(path.parent.name for path in (ROOT / "components").glob("*/__init__.py"))
MODULES = sorted((ROOT / "components").rglob("*.py"))
PAGES = sorted((ROOT / "pages").rglob("*.py"))

# From the ground floor up; slices of one floor do not know each other.
FLOORS = [
    {"knowledge"},
    {"ui"},
    {"retrieval", "inference", "decision"},
    {"diagnosis", "costs"},
    {"scenario"},
    {"finetune"},
    {"playground"},
    {"brief"},
    {"start"},
]
FLOOR = {name: floor for floor, names in enumerate(FLOORS) for name in names}


def is_view(path: Path) -> bool:
    return path.stem == "view" or path.stem.startswith("view_")


def imports_of(path: Path) -> list[str]:
    """Every module that a file imports, dotted; `from a.b import c` counts as a.b and as a.b.c."""
    found: list[str] = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found += [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return found


def offered_by_a_face(name: str) -> bool:
    """True for `components.decision.flips`: a module's name, but what the face offers is the function of that name."""
    package, _, last = name.rpartition(".")
    return last in getattr(importlib.import_module(package), "__all__", ())


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_only_views_import_streamlit(path: Path) -> None:
    uses = any(name.split(".")[0] == "streamlit" for name in imports_of(path))
    assert not uses or is_view(path)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_slices_talk_only_through_faces_and_views(path: Path) -> None:
    own = path.relative_to(ROOT / "components").parts[0]
    modules = {".".join(module.relative_to(ROOT).with_suffix("").parts) for module in MODULES}
    for name in imports_of(path):
        if name not in modules or name.split(".")[1] == own or offered_by_a_face(name):
            continue
        inside = name.split(".")[2]
        assert inside.startswith("view"), f"{name} is no face"
        assert is_view(path), f"{name} is a view, and this is a pure module"


@pytest.mark.parametrize(
    "path", [path for path in MODULES if not is_view(path)], ids=lambda path: str(path.relative_to(ROOT))
)
def test_pure_modules_import_downwards(path: Path) -> None:
    own = path.relative_to(ROOT / "components").parts[0]
    for name in imports_of(path):
        parts = name.split(".")
        if parts[0] == "components" and len(parts) > 1 and parts[1] in SLICES and parts[1] != own:
            assert FLOOR[parts[1]] < FLOOR[own], f"{own} may not stand on {parts[1]}"


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_are_short_scripts_over_views(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 60
    for name in imports_of(path):
        parts = name.split(".")
        assert (
            parts[0] != "components"
            or len(parts) < 3
            or parts[2].startswith(("view", "__"))
            or parts[1] == "ui"
        ), name


def test_no_script_stands_directly_in_pages() -> None:
    assert list((ROOT / "pages").glob("*.py")) == []


def test_faces_load_no_streamlit() -> None:
    lines = "; ".join(f"import components.{name}" for name in SLICES)
    code = f"import sys; {lines}; sys.exit('streamlit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_faces_name_what_they_offer() -> None:
    for name in SLICES:
        tree = ast.parse((ROOT / "components" / name / "__init__.py").read_text(encoding="utf-8"))
        assert ast.get_docstring(tree), name
