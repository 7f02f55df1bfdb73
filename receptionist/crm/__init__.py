"""Customer records: one module for each kind, chosen by `loading`; docs/crm.md shows how to write one's own."""

from receptionist.crm.mock import MockCRM
from receptionist.ports import CRMBase, CRMError, Customer, Note

__all__ = ["CRMBase", "CRMError", "Customer", "MockCRM", "Note"]
