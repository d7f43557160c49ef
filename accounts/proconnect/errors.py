from accounts.errors import AccountsError


class Refused(AccountsError):
    """Nobody is signed in. `detail` is for the log; the page says what to do in the reader's language."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail = code, detail
        self.temporary = code == "unavailable"
