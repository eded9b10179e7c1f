"""Progress per journey and owner, whether there are ten owners or ten million."""

from store.progress.book import DOCUMENTS, Note, ProgressBook
from store.progress.record import OwnerProgress

__all__ = ["DOCUMENTS", "Note", "OwnerProgress", "ProgressBook"]
