"""``circularity <question>``: finds the command, runs it, and turns errors into two lines and an exit code."""

from __future__ import annotations

import gc
import os
import sys
from importlib import import_module
from typing import Any

import click

from circularity.errors import CannotWrite, CircularityError, DataProblem, Unavailable, UnknownName, WrongUsage

COMMANDS = {
    "report": ("circularity.cli.report", "Write the page, and print a summary: the main job."),
    "ask": ("circularity.cli.ask", "A question in plain words, mapped onto the commands below."),
    "loops": ("circularity.cli.questions", "Where does money come back?"),
    "network": ("circularity.cli.network", "How much runs in circles, and is it more than chance?"),
    "exposed": ("circularity.cli.failure", "Who loses what if a company fails, round by round?"),
    "breaks": ("circularity.cli.failure", "What would break a company: the smallest failure that takes its equity."),
    "run": ("circularity.cli.failure", "Several things go wrong at once: a ready scenario, or a file."),
    "compare": ("circularity.cli.backtest", "A vendor of today beside one of 2000, like for like."),
    "backtest": ("circularity.cli.backtest", "Known outcomes of a closed episode beside ours."),
    "pay": ("circularity.cli.pay", "Can a company pay? Obligations against means, year by year."),
    "vendors": ("circularity.cli.vendors", "Who funds its own sales? Vendors ranked, or one taken apart."),
    "announcements": ("circularity.cli.announcements", "What share prices did on the news of deals."),
    "funding": ("circularity.cli.funding", "How tight the funding markets are; --refresh reads them anew."),
    "claims": ("circularity.cli.claims", "What commentary says, held against sources and our own figures."),
    "depreciation": ("circularity.cli.depreciation", "Earnings under another useful life of servers."),
    "show": ("circularity.cli.lookups", "One company: money in, money out, reported figures."),
    "edges": ("circularity.cli.lookups", "List deals' edges, filtered; --summary for totals."),
    "path": ("circularity.cli.routes", "How does money get from one company to another?"),
    "disputes": ("circularity.cli.routes", "Where do sources disagree?"),
    "diff": ("circularity.cli.diff", "What changed between two dates, folders or git revisions?"),
    "why": ("circularity.cli.lookups", "Trace a number to its edges and sources."),
    "export": ("circularity.cli.export", "Tables, graphs and the map, for other programs."),
    "new": ("circularity.cli.new", "Write the file of a new deal or entity."),
    "schema": ("circularity.cli.schema", "JSON Schemas of the data files, for editors."),
    "filings": ("circularity.cli.filings", "SEC filings: fetch, read, and hold the data against them."),
    "check": ("circularity.cli.check", "Check a dataset: every problem with line, column and fix."),
}
FAILED, USAGE, OUTSIDE, INTERRUPTED = 1, 2, 3, 130


def command(name: str) -> click.Command:
    """The command of this name, loaded when it is asked for."""
    found: click.Command = getattr(import_module(COMMANDS[name][0]), name)
    return found


class Commands(click.Group):
    """A group that loads a command's module only when that command runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        return command(name)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            import difflib

            raise UnknownName(name, "command", difflib.get_close_matches(name, COMMANDS, 3, 0.4))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Questions"):
            formatter.write_dl([(name, said) for name, (_, said) in COMMANDS.items()])


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if not value or ctx.resilient_parsing:
        return
    from circularity.cli.version import version_line

    click.echo(version_line())
    ctx.exit()


EPILOG = """\b
Examples:
  circularity report
  circularity exposed openai
  circularity loops --basis headline --through nvidia
  circularity why exposed:openai/oracle.backlog_at_risk

Exit: 0 answered, 1 problems found or failed, 2 wrong usage or unknown name, 3 outside service unavailable.

\b
Completion (bash; zsh and fish likewise, with zsh_source and fish_source), in ~/.bashrc:
  eval "$(_CIRCULARITY_COMPLETE=bash_source circularity)"
"""


@click.group(
    cls=Commands,
    invoke_without_command=True,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option("--version", is_flag=True, expose_value=False, is_eager=True, callback=_version, help="Program and data version.")
@click.pass_context
def app(ctx: click.Context) -> None:
    """Where AI money goes round: loops, exposures, and the evidence behind each number.

    Without a question: the dataset at a glance. `circularity QUESTION --help` says more.
    """
    if ctx.invoked_subcommand is None:
        from circularity.cli.lookups import edges

        ctx.invoke(edges, summary=True)


def run(argv: list[str] | None = None) -> None:
    """Entry point of the command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace", newline="\n")
    code = _guarded(argv)
    gc.freeze()  # the process ends here: what it holds need not be looked through once more
    sys.exit(code)


def _guarded(argv: list[str] | None) -> int:
    stdout = sys.stdout
    try:
        result = app.main(args=argv, prog_name="circularity", standalone_mode=False)
        sys.stdout.flush()
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except click.UsageError as error:
        _complain(error.format_message(), f"circularity {_command(error)}--help")
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        _complain("interrupted")
        return INTERRUPTED
    except SystemExit as leaving:
        # where the reader has closed the pipe, click wraps the streams and leaves with 1; that is no failure
        return 0 if sys.stdout is not stdout else int(leaving.code or 0)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except DataProblem as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        _complain(error.message, error.fix or "circularity check DIR lists every problem; mend them, or name another folder with --data")
        return FAILED
    except CircularityError as error:
        _complain(error.message, error.fix)
        return USAGE if isinstance(error, (UnknownName, WrongUsage)) else OUTSIDE if isinstance(error, Unavailable) else FAILED
    except OSError as error:
        if isinstance(error, CannotWrite):
            raise
        _complain(f"{error.filename or 'a file'}: {error.strerror or error}")
        return FAILED


def _command(error: click.UsageError) -> str:
    return f"{error.ctx.info_name} " if error.ctx is not None and error.ctx.parent is not None else ""


def _complain(message: str, hint: str = "") -> None:
    print(f"error: {message}", file=sys.stderr)
    if hint:
        print(f"hint: {hint}", file=sys.stderr)
