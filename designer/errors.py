"""Refusals of a command or a screen, and the exit code that says so."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes that scripts rely on."""

    FINE = 0
    FINDINGS = 1
    USAGE = 2
    OUTSIDE = 3


class Refused(Exception):
    """A command cannot do what it was asked for; the text says why and what to do."""

    def __init__(self, sentence: str, code: ExitCode = ExitCode.USAGE) -> None:
        self.code = code
        super().__init__(sentence)
