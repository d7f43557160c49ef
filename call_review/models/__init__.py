from call_review.models.arrival import Arrival, WatchedFolder
from call_review.models.call_words import CallWords
from call_review.models.calls_taken import CallsTaken
from call_review.models.campaign import Acknowledgement, Campaign, Notice
from call_review.models.deposit_token import DepositToken
from call_review.models.elimination import Elimination, Purge
from call_review.models.glossary import GlossaryWord
from call_review.models.grid import Criterion, Grid, Rating
from call_review.models.heard import HeardStretch
from call_review.models.keeper import Keeper
from call_review.models.masking import Masking
from call_review.models.note import Note, NoteReply, Played
from call_review.models.protected_agent import ProtectedAgent
from call_review.models.recording import Recording, Turn
from call_review.models.trial import Trial
from call_review.models.upload import Upload

__all__ = [
    "Acknowledgement",
    "Arrival",
    "CallWords",
    "CallsTaken",
    "Campaign",
    "Criterion",
    "DepositToken",
    "Elimination",
    "GlossaryWord",
    "Grid",
    "HeardStretch",
    "Keeper",
    "Masking",
    "Note",
    "NoteReply",
    "Notice",
    "Played",
    "ProtectedAgent",
    "Purge",
    "Rating",
    "Recording",
    "Trial",
    "Turn",
    "Upload",
    "WatchedFolder",
]
