"""Whether this worker was asked to stop. A plain flag: it is raised from a signal handler, where a lock could already be held."""

_asked = False


def ask(stop: bool = True) -> None:
    global _asked
    _asked = stop


def asked() -> bool:
    return _asked
