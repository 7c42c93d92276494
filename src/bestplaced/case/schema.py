"""The case file's format as JSON Schema, for editors and for other programs."""

from __future__ import annotations

from typing import Any

from bestplaced.case.case_file import CaseFile

SCHEMA_VERSION = 1


def case_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a case file."""
    schema = CaseFile.model_json_schema()
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = f"Bestplaced case file, version {SCHEMA_VERSION}"
    return schema
