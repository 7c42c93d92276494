"""Archives without the hour of their making: the same content, the same bytes."""

from __future__ import annotations

import io
import zipfile

_MOMENT = (2000, 1, 1, 0, 0, 0)


def same_bytes(archive: bytes) -> bytes:
    """Return a ZIP archive (DOCX, XLSX) packed again with fixed times, in the same order."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            member = zipfile.ZipInfo(name, _MOMENT)
            member.compress_type = zipfile.ZIP_DEFLATED
            member.external_attr = 0o600 << 16
            new.writestr(member, old.read(name))
    return buffer.getvalue()
