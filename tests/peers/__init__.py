"""Other people's clients, servers, validators and suites, run against ours: ``make peers``.

A peer is a module here with ``NAME``, ``VERSION`` and ``run() -> PeerOutcome``. It is fetched into a folder of its own
outside the repository (``WAYPOST_PEERS``, else the user's cache) and nothing of it is changed. What fetches, starts and
tells is in ``installation``, ``subject`` and ``outcome``.
"""
