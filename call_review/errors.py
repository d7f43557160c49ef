"""What can go wrong with a campaign. The French sentence is made where it is shown."""


class CampaignError(Exception):
    code = "campaign"
    temporary = False


class NotReady(CampaignError):
    """`missing` names every prerequisite that is not there: keys of `campaigns.PREREQUISITES`."""

    code = "campaign_not_ready"

    def __init__(self, missing: list[str]) -> None:
        super().__init__(*missing)
        self.missing = missing


class NoLongerDraft(CampaignError):
    """Somebody opened or closed it in the meantime."""

    code = "campaign_no_longer_draft"


class DepositRefused(CampaignError):
    """A call that may not come in: `code` is a key of `uploads.SENTENCES`, `detail` what its sentence quotes."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code = code
        self.detail = detail
