"""Customer records of one's own: a folder with a file for each customer and each note.

Set CRM=examples.folder_crm.FolderCRM. A customer is customers/+13035550142.json: {"name": "Priya Nair"}.
"""

import json
import os
from pathlib import Path

from receptionist.crm import CRMBase, CRMError, Customer, Note


class FolderCRM(CRMBase):
    """Keeps its files in `folder`, beside app.py unless told otherwise."""

    def __init__(self, folder: str = "customers") -> None:
        self.folder = Path(folder)

    def get_customer(self, phone: str) -> Customer | None:
        """Return whom the number belongs to, None for a stranger."""
        try:
            known = json.loads((self.folder / f"{phone}.json").read_text("utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise CRMError(f"folder: a customer's file cannot be read ({type(error).__name__})") from error
        return Customer(id=phone, phone=phone, name=known.get("name"), vip=known.get("vip") is True)

    def create_note(self, note: Note) -> None:
        """Write a note down; its key names the file, so that writing it twice leaves one."""
        path = self.folder / "notes" / f"{note.key.replace(':', '-')}.txt"
        text = f"{note.at:%Y-%m-%d %H:%M} {note.phone}: {note.outcome}\n{note.summary}\n{note.next_step}\n"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(".tmp")
            unfinished.write_text(text, "utf-8")
            os.replace(unfinished, path)  # Whole or not at all.
        except OSError as error:
            raise CRMError(f"folder: a note cannot be written ({type(error).__name__})") from error
