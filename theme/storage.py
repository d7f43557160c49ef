"""Static files in production: each under a name that holds its hash, so that browsers may keep it for ever."""

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage


def without_source_maps(patterns: tuple) -> tuple:
    return tuple(pattern for pattern in patterns if "sourceMappingURL" not in str(pattern))


class HashedFiles(ManifestStaticFilesStorage):
    """Vendored files stay as fetched, and name source maps that are not vendored: those names are left alone."""

    patterns = tuple((files, without_source_maps(patterns)) for files, patterns in ManifestStaticFilesStorage.patterns)
