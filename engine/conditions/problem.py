"""One thing that is wrong with a condition, before anything runs."""

import msgspec


class Problem(msgspec.Struct, frozen=True):
    """A problem: what is wrong (`message`), where (`place`, such as `$.statement.verb.id.$in`), and what to do
    (`hint`).
    """

    place: str
    message: str
    hint: str = ""
