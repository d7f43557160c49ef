"""What can go wrong with people and roles. The French sentence is made where it is shown."""


class AccountsError(Exception):
    code = "accounts"
    temporary = False


class LastAdministrator(AccountsError):
    code = "last_administrator"


class WrongTeam(AccountsError):
    """The team is of another organisation, or the role is held in a whole organisation only."""

    code = "wrong_team"


class NoOtherWay(AccountsError):
    """Without this identity the person could not sign in any more."""

    code = "no_other_way"


class TeamInUse(AccountsError):
    code = "team_in_use"


class RosterError(AccountsError):
    """The whole file is refused. `sentence` says why and what to do, in the reader's language."""

    code = "not_a_roster"

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class MailServerAway(AccountsError):
    code = "mail_server_away"
    temporary = True
