"""What can end the run of a job before its handler does.

The first three are not errors of the handler but news for it, and derive from BaseException (as asyncio.CancelledError does)
so that a handler's ``except Exception`` around one bad line cannot swallow them.
"""


class Interruption(BaseException):
    """Raised by ``Run`` inside a handler, which lets it through; what was not written by ``run.finishing()`` must be repeatable."""


class Cancelled(Interruption):
    """A person asked to stop this job."""


class LeaseLost(Interruption):
    """The job was given to another worker: nothing more may be written for it here."""


class WorkerStopping(Interruption):
    """The worker was asked to stop; the job goes on in the next one."""


class JobError(Exception):
    """An error with a machine code. A handler may raise this or any exception of its room with the same attributes.

    ``temporary``: worth another attempt. ``detail``: shown in the person's sentence, never personal data.
    """

    def __init__(self, code: str, *, temporary: bool = False, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.temporary = temporary
        self.detail = detail


class UnknownKind(JobError):
    """No room registered this kind: a job left by another version of the portal."""

    def __init__(self, kind: str) -> None:
        super().__init__("unknown_kind", detail=kind)
