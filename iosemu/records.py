"""`dataclass` and its company for all records: to a type checker the standard one, at run time `light_records`."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
else:
    from iosemu.light_records import MISSING, Field, dataclass, field, fields, is_dataclass, replace

__all__ = ["MISSING", "Field", "dataclass", "field", "fields", "is_dataclass", "replace"]
