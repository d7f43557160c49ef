"""Why a document could not be written. All are permanent: the same template and data fail again."""


class DocumentError(Exception):
    """`code` is for machines: template_missing, template_broken, title_missing, data_not_plain, attachment_name."""

    temporary = False

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail
