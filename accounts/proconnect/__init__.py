"""Sign-in with ProConnect, the OpenID Connect federation of the State's agents.

`provider` speaks HTTP, `tokens` believes only what is signed for us, `admission` finds the person of the roster, `views` hold the two
addresses. Nobody is ever created: whoever is not on the roster stays outside.
"""
