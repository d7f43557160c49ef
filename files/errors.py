class StoreAway(Exception):
    """The store does not answer, or refuses: nothing is lost, the same is tried again later."""

    code = "store_away"
    temporary = True
