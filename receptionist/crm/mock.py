"""Customer records in memory, for tests and development; forgets everything with the process."""

from receptionist.ports import CRMBase, Customer, Note


class MockCRM(CRMBase):
    """Knows the customers that it is given, and keeps notes to look at."""

    def __init__(self, *customers: Customer) -> None:
        self.customers: dict[str, Customer] = {customer.phone: customer for customer in customers}
        """By telephone number."""
        self.notes: dict[str, Note] = {}
        """By key, the oldest first."""

    def get_customer(self, phone: str) -> Customer | None:
        """Return whom the number belongs to."""
        return self.customers.get(phone)

    def create_note(self, note: Note) -> None:
        """Keep a note."""
        self.notes.setdefault(note.key, note)
