class StoreAway(Exception):
    """The store does not answer, or refuses: nothing is lost, the same is tried again later."""

    code = "store_away"
    temporary = True


class StoreRefused(StoreAway):
    """The store answers, and does not do this one thing (a lock on an object, a right that lacks): others may still be done."""

    code = "store_refused"
