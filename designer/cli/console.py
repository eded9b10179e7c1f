"""Output: stdout is data, stderr is narration; failures become a sentence and an exit code."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, Final

from designer.cli.interrupts import Interrupted
from designer.errors import ExitCode, Refused
from engine.finding import Finding, InvalidJourney, Unrunnable
from store.errors import StoreError

if TYPE_CHECKING:
    from rich.progress import Progress

    from engine.journey import Journey


def emit(text: str) -> None:
    """An answer for people, to stdout. Nothing in it can command the terminal."""
    print(text.translate(_HARMLESS))


def emit_document(text: str) -> None:
    """A document as it is, to stdout: in UTF-8, whatever the terminal speaks."""
    sys.stdout.flush()
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.buffer.write(text.encode() + b"\n")
    else:
        print(text)


_HARMLESS: Final = {code: "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"}
"""Names come from anywhere, so control characters in them are shown as what they are: nothing to be read."""


def emit_json(answer: object) -> None:
    """An answer for programs, to stdout."""
    emit_document(json.dumps(answer, indent=2, ensure_ascii=False))


def terminal_columns() -> int | None:
    """The width of the terminal, where there is one to print to or ``COLUMNS`` says it."""
    if not (sys.stdout.isatty() or os.environ.get("COLUMNS")):
        return None
    return shutil.get_terminal_size().columns


def narrate(text: str) -> None:
    """Something worth knowing beside the answer, to stderr."""
    print(text.translate(_HARMLESS), file=sys.stderr)


def narrate_findings(findings: Iterable[Finding], journey: Journey | None = None) -> None:
    """Write ``findings`` about ``journey`` to stderr, a line each."""
    for finding in findings:
        from designer.reports.finding_text import finding_line  # takes a while; most designs are fine

        narrate(finding_line(finding, journey))


@contextmanager
def report_errors() -> Iterator[None]:
    """Every failure that can happen becomes a sentence on stderr and an exit code; anything else is a bug."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal that cannot show a glyph shows a question mark
    try:
        try:
            yield
        finally:
            sys.stdout.flush()
    except InvalidJourney as error:
        narrate_findings(error.findings)
        sys.exit(ExitCode.FINDINGS)
    except Unrunnable as error:
        _stop(error, ExitCode.FINDINGS)
    except (Refused, Interrupted) as error:
        _stop(error, error.code)
    except StoreError as error:
        _stop(error, ExitCode.OUTSIDE)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.FINE)
    except SystemExit as stop:
        if isinstance(stop.__context__, BrokenPipeError):  # what rich, which prints the help, makes of one
            sys.exit(ExitCode.FINE)
        raise
    except OSError as error:
        _stop(f"{error.filename or 'output'}: {error.strerror or error}", ExitCode.OUTSIDE)


def _stop(reason: object, code: int) -> None:
    narrate(f"waypost: {reason}")
    sys.exit(code)


class ReadingBar:
    """A progress bar over the bytes of several files, on stderr, where somebody watches and it takes a while."""

    WORTHWHILE = 2_000_000

    def __init__(self, sizes: Mapping[str, int | None]) -> None:
        """``sizes``: of the files that are to be read, in bytes, where they are known."""
        known = [size for size in sizes.values() if size is not None]
        total = sum(known) if len(known) == len(sizes) else None
        watched = sys.stderr.isatty() and (total is None or total > self.WORTHWHILE)
        self._bar = _byte_bar(total) if watched else None
        self._sizes = sizes
        self._before = 0
        self._source: str | None = None

    def __enter__(self) -> ReadingBar:
        if self._bar is not None:
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def watch(self, source: str, position: int) -> None:
        """Note that so many bytes (``position``) of the file ``source`` have been read."""
        if source != self._source:
            self._before += self._sizes.get(self._source or "") or 0
            self._source = source
        if self._bar is not None:
            self._bar.update(self._bar.task_ids[0], completed=self._before + position)


def _byte_bar(total: int | None) -> Progress:
    """A bar for so many bytes, if their number is known."""
    from rich.console import Console  # it takes a while to load, and is for people who watch
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.add_task("", total=total)
    return bar
