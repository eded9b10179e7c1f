"""Journeys, and what events do to them. Pure: values in, values out.

The public names, each imported from its module, since this package loads none of them:

- ``engine.journey``: ``Journey``, ``decode``, ``from_document``, ``to_document``, ``dumps``
- ``engine.steps``: the kinds of step, ``Transition``, ``ExitRule``
- ``engine.rules``: ``load``, ``faults``
- ``engine.check``: ``check``
- ``engine.diff``: ``diff``
- ``engine.merge``: ``merge``
- ``engine.edit``: edits, ``apply``, ``inverse``, ``dumps``, ``loads``
- ``engine.events``: ``from_line``, ``from_document``
- ``engine.conditions``: ``problems``, and a package for each language
- ``engine.plan``: ``Plan``
- ``engine.simulate``: ``simulate``
- ``engine.fold``: ``fold``, ``advance``, ``withdraw``, ``tick``
- ``engine.explain``: ``explain``
- ``engine.coverage``: ``cover``
- ``engine.playback``: ``Playback``
- ``engine.report``: ``report``
- ``engine.dialects``: ``read_design``, and a package for each server
"""
