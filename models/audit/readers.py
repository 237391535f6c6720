"""Reading the files of checkpoints: are they what this installation wrote, all of it, in this order?"""

from collections.abc import Iterator
from dataclasses import dataclass

from models.audit.checkpoint_files import CheckpointFiles, Line, digest
from models.audit.checkpoints import CLOCKS_APART, Checkpoint, ForeignLineError, microseconds
from models.audit.findings import Fault, Findings, Notice, time_of
from models.imports.progress import Progress

_BATCH = 1 << 16


@dataclass
class CheckpointReader:
    """Reads all lines; what is wrong with them goes into `findings`, what should only be known into `notices`.

    Attributes:
        now: microseconds since 1970.
        count: how many checkpoints were read.
        last: when the last one was written, and `digest`, its SHA-256.
    """

    files: CheckpointFiles
    findings: Findings
    notices: Findings
    now: int
    count: int = 0
    last: str | None = None
    digest: str = ""

    def checkpoints(self, progress: Progress) -> Iterator[Checkpoint]:
        """Every checkpoint that bears a signature of ours."""
        progress.reading("checkpoints", self.files.size())
        before: Line | None = None
        foreign: tuple[Line, bool] | None = None  # the line before, if it isn't ours, and whether it can be read
        waiting = 0

        def passed(size: int) -> None:
            nonlocal waiting
            waiting += size
            if waiting >= _BATCH:
                progress.read(waiting)
                waiting = 0

        for line in self.files.lines(passed):
            try:
                checkpoint = self.files.keys.checkpoint(line.content)
            except ForeignLineError as error:
                if foreign is not None:
                    self._changed(foreign[0])
                foreign, before = (line, error.readable), line
                continue
            follows = checkpoint.previous == (digest(before.content) if before is not None else "")
            if foreign is not None:
                self._judge(*foreign, was_there=follows)
            elif not follows:
                self._gap(before, line)
            self._judge_time(line, checkpoint.at)
            foreign, before = None, line
            self.count += 1
            self.last, self.digest = checkpoint.at, digest(line.content)
            yield checkpoint
        if foreign is not None:
            self._judge(*foreign, was_there=foreign[0].unfinished)

    def _judge(self, line: Line, readable: bool, *, was_there: bool) -> None:  # noqa: FBT001 - of the pair above
        """Say what is wrong with a line that isn't ours; `was_there`: the line after it was written after this one."""
        if was_there and not readable:  # whoever wrote it died meanwhile; a signed line follows it, or nothing yet
            text = f"checkpoints: line {line.number} of {line.file} is unfinished; its writer was stopped"
            self.notices.add(Notice.UNFINISHED, None, line.number, text)
        elif was_there:
            text = f"line {line.number} of {line.file} is signed with another key"
            self.findings.add(Fault.CHECKPOINT_KEY, None, line.number, f"checkpoints: {text}")
        else:
            self._changed(line)

    def _judge_time(self, line: Line, at: str) -> None:
        """Say that a line is of a time that it can't be of, by the clock and the line before."""
        moment = microseconds(at)
        text = f"checkpoints: line {line.number} of {line.file} is of {at}"
        if self.last is not None and moment < microseconds(self.last) - CLOCKS_APART:
            text += f", earlier than the one before it, of {self.last}: a clock was ahead, or was set back"
        elif moment > self.now + CLOCKS_APART:
            text += f", later than now, {time_of(self.now)}: a clock was ahead, or was set back"
        else:
            return
        self.notices.add(Notice.CLOCK, None, line.number, text)

    def _changed(self, line: Line) -> None:
        text = f"checkpoints: line {line.number} of {line.file} was changed, or is signed with another key"
        self.findings.add(Fault.CHECKPOINT_CHANGED, None, line.number, text)

    def _gap(self, before: Line | None, line: Line) -> None:
        if before is None:
            text = f"lines are missing before the first that is left, line {line.number} of {line.file}"
        else:
            text = f"lines are missing between line {before.number} of {before.file} and line {line.number}"
            text += f" of {line.file}"
        self.findings.add(Fault.CHECKPOINT_MISSING, None, line.number, f"checkpoints: {text}")
