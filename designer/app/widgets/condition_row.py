"""A condition's field: its rows or its text, what may stand where the cursor is, and how many events match it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static, TextArea

from designer.app.widgets.clause_row import ClauseInput, OperatorCell
from designer.app.widgets.clause_rows import ClauseRows
from designer.app.widgets.completion_row import CompletionRow, Editor
from designer.app.widgets.condition_text import ConditionEditor
from designer.app.widgets.field_row import FieldRow
from designer.app.widgets.match_count import MatchCount
from designer.editing.conditions.row_inputs import TypedClause
from designer.editing.conditions.rows import Clauses, Unsayable, clauses_of, query_of
from designer.editing.conditions.text import TypedCondition, editor_text, typed
from designer.editing.form_field import FormField
from designer.editing.forms import says, shown
from designer.editing.selection import Place
from designer.editing.unfinished_input import TypedText

if TYPE_CHECKING:
    from designer.simulation.evidence.condition_trial import MatchCounts


class ConditionRow(CompletionRow):
    """``offer`` and ``tell`` show what somebody else found out about the condition; typing waits for neither."""

    DEFAULT_CSS = """
    ConditionRow .foot { color: $quiet; link-color: $foreground; link-style: none; width: 100%; }
    """

    class PasteFailed(Message):
        """Tell why a paste was not taken as rows: the ``sentence`` is for a person."""

        def __init__(self, sentence: str) -> None:
            self.sentence = sentence
            super().__init__()

    def __init__(self, place: Place, field: FormField, *, as_text: bool) -> None:
        super().__init__(place, field)
        self.as_text = as_text
        """Whether a person wants to see text even where rows could say it."""
        held = None if as_text else self._rows_of_field()
        self.editor: Editor = ConditionEditor(self._baseline) if held is None else ClauseRows(held)
        self._foot = Static(self._links(), classes="foot")
        self._matching = MatchCount()
        self._is_marked = False
        self._unfinished: TypedText | None = None

    def compose(self) -> ComposeResult:
        label, editor, note = super().compose()
        yield label
        yield editor
        yield self.offers
        yield self._foot
        yield self._matching
        yield note

    # Rows or text

    @property
    def rows(self) -> ClauseRows | None:
        """The rows, unless the text is shown."""
        return self.editor if isinstance(self.editor, ClauseRows) else None

    @property
    def input(self) -> Editor:
        return self.editor

    def edit(self) -> None:
        self.editor.enter()

    @property
    def text(self) -> str:
        """Return what was typed; while a row cannot be read, what was last taken."""
        if isinstance(self.editor, ConditionEditor):
            return self.editor.text
        said = self.editor.said
        if said is None:
            return self._baseline
        held, written = self._rows_of_field(), editor_text(query_of(said))
        return shown(self.field) if held and editor_text(query_of(held)) == written else written

    @property
    def typed(self) -> TypedCondition:
        """Return what was typed, as a condition."""
        return TypedCondition(None) if self.rows and self.rows.said is None else typed(self.text)

    def _rows_of_field(self) -> Clauses | None:
        """Return what the field holds, in rows, if they can say it."""
        try:
            return _in_rows(self.field.value)
        except Unsayable:
            return None

    def show(self, place: Place, field: FormField) -> None:
        """Show ``field`` of ``place``. What is typed stays while the design says what it did before, or the same."""
        is_same = (place, field.key, field.value) == (self.place, self.field.key, self.field.value)
        is_typed = place == self.place and (self._unanswered or self._is_ahead or says(field, self.text))
        self.place, self.field = place, field
        if not (is_same or is_typed):
            self._baseline = shown(field)
            self._put(self._baseline)

    def hold(self, place: Place, field: FormField, unfinished: TypedText) -> None:
        """Show the rows or the text that are unfinished, unless a person is typing on."""
        self.place, self.field = place, field
        if self.editor.has_focus_within and self._half() != unfinished:
            return
        self._unfinished = unfinished
        with self.prevent(Input.Changed, TextArea.Changed):
            if unfinished.rows:
                self._hold_rows([TypedClause(*row) for row in unfinished.rows], unfinished.any)
            elif not isinstance(self.editor, ConditionEditor):
                self._change(ConditionEditor(unfinished.text))
            elif self.editor.text != unfinished.text:
                self.editor.load_text(unfinished.text)
        self._baseline = self.text
        self.look()

    def _hold_rows(self, typed: Sequence[TypedClause], any: bool) -> None:
        if self.rows is None:
            self._change(ClauseRows(Clauses()))
        if self.rows is not None and (list(typed), any) != (self.rows.typed, self.rows.any):
            self.rows.show_typed(typed, any)

    def pending(self) -> FieldRow.Filled | None:
        """Return what was typed and nobody has taken; half a condition as well."""
        half = self._half()
        if half == self._unfinished:
            return super().pending() if half is None else None
        was, self._unfinished = self._unfinished, half
        if half is None and was is not None:
            self._baseline = self.text
            return self.filled(self.text)
        return self.filled(self.text, half)

    def _half(self) -> TypedText | None:
        """Return what makes no sense yet, if it does not."""
        if self.rows is not None:
            if self.rows.said is not None:
                return None
            rows = tuple((each.path, each.operator, each.value) for each in self.rows.typed)
            return TypedText(self.place, self.field.key, "", self.rows.wrong, rows, self.rows.any)
        read = typed(self.text)
        if read.condition is not None or not self.text.lstrip().startswith("{"):
            return None  # a text that is no query may be half of one in Segment's language, which a design can hold
        return TypedText(self.place, self.field.key, self.text, str(read))

    @property
    def _is_ahead(self) -> bool:
        """Tell whether somebody is typing what has not been taken."""
        return self.editor.has_focus_within and self.text != self._baseline

    def _put(self, text: str) -> None:
        held = None if self.as_text else self._rows_of_field()
        with self.prevent(Input.Changed, TextArea.Changed):
            if self.rows and held:
                self.rows.show(held)
            elif held or self.rows:
                self._change(ClauseRows(held) if held else ConditionEditor(text))
            elif isinstance(self.editor, ConditionEditor):
                self.editor.load_text(text)
        self.look()

    def _change(self, editor: Editor) -> None:
        self.editor.remove()
        self.editor = editor
        self.mount(editor, before=self.offers)

    def turn(self) -> str:
        """Text instead of rows, or rows instead of text; what is in the way of it, if anything is."""
        if self.rows and self.rows.said is None:
            return f"Finish the row first, or remove it with Ctrl+R: {self.rows.wrong}."
        try:
            editor = ConditionEditor(self.text) if self.rows else ClauseRows(_read(self.text))
        except Unsayable as what:
            return f"Rows cannot say {what}."
        self.as_text = self.rows is not None
        self._change(editor)
        self.look()
        self.call_after_refresh(editor.enter)
        return ""

    # What is wrong with it, and what else can be done

    def look(self) -> None:
        """Mark the place of what is wrong."""
        self._is_marked = self.editor.judge()
        if (links := self._links()) != self._foot.content:
            self._foot.update(links)
        super().look()

    def complain(self, sentence: str) -> None:
        """Show the ``sentence``, unless a row says it already."""
        self._is_marked = self.editor.judge()
        super().complain("" if self.rows and self._is_marked else sentence)

    def _links(self) -> Content:
        """Return what else can be done, to be clicked; keys are the screen's."""
        if self.rows is None:
            try:
                _read(self.text)
            except Unsayable as what:
                return Content(f"text: rows cannot say {what}")
            return _link("turn_condition", "in rows", "F2")
        links = [_link("add_row", "+ row", "Ctrl+O"), _link("turn_condition", "as text", "F2")]
        if len(self.rows.rows) > 1:
            links.insert(1, _link("flip_rows", "all of them" if self.rows.any else "any of them", "F3"))
        return Content("  ").join(links)

    @on(ClauseRows.Changed)
    @on(OperatorCell.Changed)
    def _changed(self, event: Message) -> None:
        event.stop()
        self.heed()
        self.flush()

    @on(ClauseInput.Pasted)
    def _pasted(self, event: ClauseInput.Pasted) -> None:
        """Take a pasted query whole, in rows if they can say it, else as text; say what is wrong with anything else."""
        event.stop()
        read = typed(event.text)
        if read.condition is None and not event.text.startswith("{"):
            sentence = "A row takes one line, and this is no query: nothing was pasted. F2 shows the condition as text."
            self.post_message(self.PasteFailed(sentence))
            return
        try:
            editor: Editor = ClauseRows(_read(event.text))
        except Unsayable:
            editor = ConditionEditor(event.text)
        if read.condition is None:
            self.post_message(self.PasteFailed(f"What was pasted stands as text: {read}."))
        self._change(editor)
        self.call_after_refresh(editor.enter)
        self.heed()
        self.flush()

    # What matches

    def tell(self, counted: MatchCounts | None) -> None:
        """Show how many events match; None: nobody knows."""
        self._matching.show(counted)


def _in_rows(value: object) -> Clauses:
    """Return what a field holds, in rows. Raises Unsayable."""
    if value is None:
        return Clauses()
    assert isinstance(value, dict | str)
    return clauses_of(value)


def _read(text: str) -> Clauses:
    """A text in rows. Raises Unsayable."""
    condition = typed(text).condition
    if condition is None and text.strip():
        raise Unsayable("a text with a mistake in it")
    return _in_rows(condition)


def _link(action: str, title: str, key: str) -> Content:
    return Content.from_markup(f"[@click=screen.{action}]$title[/] $key", title=title, key=key)
