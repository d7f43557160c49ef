"""Fifty pieces of personal data and secrets that must be found nowhere."""

NAMES = [f"Zéphyrine-{n}" for n in range(10)]
MAILS = [f"zephyrine{n}@usagers.example" for n in range(10)]
PHONES = [f"06 39 98 00 {n:02}" for n in range(10)]
NIRS = [f"2 69 05 49 588 {n:03} {97 - int(f'2690549588{n:03}') % 97:02}" for n in range(10)]
TOKENS = [f"token=Tq{n}XcanaryvalueZz" for n in range(10)]
CANARIES = NAMES + MAILS + PHONES + NIRS + TOKENS
RECOGNISED = MAILS + PHONES + NIRS + TOKENS
"""No rule recognises a name: messages of ours hold none."""


def found_in(text: str) -> list[str]:
    secrets = [canary.removeprefix("token=") for canary in CANARIES]
    return [secret for secret in secrets if secret in text]
