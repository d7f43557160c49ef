from wellbeing.models.journal import Journal, JournalEntry

__all__ = ["Journal", "JournalEntry"]
