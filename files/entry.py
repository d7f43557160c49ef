from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A file of a folder, as it was when one looked."""

    name: str
    """In its folder."""
    size: int
    """Bytes."""
    version: str
    """Another one as soon as the file changed."""

    @property
    def stem(self) -> str:
        return self.name.rpartition(".")[0] or self.name

    @property
    def suffix(self) -> str:
        """With its dot, in small letters; nothing when it has none."""
        return self.name[len(self.stem) :].lower()
