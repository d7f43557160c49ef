"""What can go wrong between a file and its words. The sentence a person reads is made in `messages.py`."""


class SpeechError(Exception):
    """`code` names the reason (a key of `messages.SENTENCES`); `detail` is what its sentence quotes, never personal data.

    `temporary` says whether trying again later, with nothing changed by anybody, can succeed.
    """

    temporary = False

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail


class NotACall(SpeechError):
    """The file is at fault: nothing will make a call of it."""


class EngineUnavailable(SpeechError):
    """The installation is at fault: an engine or its weights are missing or damaged."""


class TryLater(SpeechError):
    """The moment is at fault: no room on the disk, the hub of models does not answer."""

    temporary = True
