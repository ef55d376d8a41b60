"""The command ``cnnkit``: what an instructor types."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from cnnkit.grading.course import Course, CourseError

__all__ = ["main"]


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; return 0 if it did what was asked for."""
    options = _parser().parse_args(argv)
    try:
        return options.run(options)
    except CourseError as error:
        print(f"cnnkit: {error}.", file=sys.stderr)
        return 2
    except BrokenPipeError:  # whoever read the output has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("\ncnnkit: stopped; the same line goes on from here.", file=sys.stderr)
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="cnnkit",
        description="Grade a course of notebooks, on top of nbgrader.",
        epilog="Each command explains itself: cnnkit grade --help",
    )
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--course",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="the folder of nbgrader_config.py (default: this folder)",
    )

    def command(name: str, run: object, help: str, more: str) -> argparse.ArgumentParser:
        made = commands.add_parser(
            name, parents=[shared], help=help, description=f"{help[0].upper()}{help[1:]}. {more}"
        )
        made.set_defaults(run=run)
        return made

    grade = command(
        "grade",
        _grade,
        "grade all that was handed in for an assignment",
        "Who is graded already is left alone, so after a crash, or when something new was handed "
        "in, run the same line again. It ends with 0 if everybody has a grade, else with 1.",
    )
    grade.add_argument("assignment", help="its folder in solutions/ and submitted/*/")
    grade.add_argument(
        "--students", nargs="+", default=[], metavar="NAME", help="only these students"
    )
    grade.add_argument(
        "--jobs", type=_count, default=0, metavar="N", help="how many at once (default: one a core)"
    )
    grade.add_argument(
        "--scheduler",
        default="",
        metavar="ADDRESS",
        help="grade on the workers of this dask.distributed scheduler, as in tcp://host:8786; "
        "they must see this folder, and the gradebook must be a PostgreSQL server",
    )
    grade.add_argument(
        "--verify",
        type=_count,
        default=0,
        metavar="N",
        help="then draw N submissions, grade them with plain nbgrader in a copy of the course, "
        "and compare; it runs them in your own account, so nothing flagged is drawn",
    )
    grade.add_argument(
        "--force", action="store_true", help="also those who are graded already, once more"
    )
    grade.add_argument(
        "--absent",
        action="store_true",
        help="record a zero, with its reason, for those in the gradebook who handed in nothing",
    )

    grades = command(
        "grades",
        _grades,
        "write the grades of an assignment as a CSV",
        "Names, addresses and numbers come from the gradebook (nbgrader db student import), "
        "or from a roster.",
    )
    grades.add_argument("assignment")
    grades.add_argument(
        "--for",
        dest="form",
        choices=["plain", "canvas", "moodle"],
        default="plain",
        help="whose columns (default: plain)",
    )
    grades.add_argument(
        "--to", type=Path, metavar="FILE", help="where to (default: ASSIGNMENT-FORM.csv here)"
    )
    grades.add_argument(
        "--column",
        default="",
        metavar="TITLE",
        help='the assignment as the system calls it; for Canvas with its number: "Pooling (4711)"',
    )
    grades.add_argument(
        "--missing",
        default="",
        metavar="TEXT",
        help="what to write for those who handed in nothing, as in 0 (default: nothing)",
    )
    grades.add_argument(
        "--roster",
        type=Path,
        metavar="FILE",
        help="a CSV with a column id, and any of first_name, last_name, email, lms_user_id, "
        "sis_user_id, sis_login_id, section, username",
    )

    report = command(
        "report",
        _report,
        "show what the class got wrong in an assignment",
        "For each exercise: how many have how many points, and which known mistakes were made by "
        "how many. Nobody is named, so you can show it to the class.",
    )
    report.add_argument("assignment")
    report.add_argument("--html", type=Path, metavar="FILE", help="write a page, too")
    report.add_argument("--names", action="store_true", help="list who made each mistake")

    check = command(
        "classify",
        _classify,
        "say where each test cell runs when it grades, and refuse those that are not safe",
        "The notebook's own answers are graded inside the student's process and apart from it. "
        "`nbgrader generate_assignment` does the same before it gives an assignment out.",
    )
    check.add_argument("assignments", nargs="*", metavar="NAME", help="only these (default: all)")

    mock = command(
        "mock-class",
        _mock_class,
        "make a course folder with invented students, to rehearse on",
        "Their submissions are right, wrong, mangled, noisy, slow, dying and hostile; the grades "
        "that they must get stand in DIR/expected/.",
    )
    mock.add_argument("folder", type=Path, metavar="DIR", help="a folder that is not there yet")
    mock.add_argument(
        "--students", type=_count, default=40, metavar="N", help="how many hand in (default: 40)"
    )
    mock.add_argument(
        "--assignments", nargs="+", default=[], metavar="NAME", help="only these (default: all)"
    )
    mock.add_argument(
        "--check",
        metavar="ASSIGNMENT",
        help="make nothing; compare the gradebook of DIR with the grades that it must hold",
    )
    return parser


def _grade(options: argparse.Namespace) -> int:
    from cnnkit.grading.run import grade
    from cnnkit.grading.verify import verify

    course = Course.at(options.course)
    run = grade(
        course,
        options.assignment,
        students=options.students,
        jobs=options.jobs,
        scheduler=options.scheduler,
        force=options.force,
        absent=options.absent,
    )
    print(run.summary())
    if not options.verify:
        return 0 if run.complete else 1
    verified = verify(course, run, options.verify)
    print(verified.summary())
    return 0 if run.complete and not verified.differences else 1


def _grades(options: argparse.Namespace) -> int:
    from cnnkit.grading.grades_out import as_csv, grades_of, read_roster

    course = Course.at(options.course)
    roster = read_roster(options.roster) if options.roster else None
    grades = grades_of(course, options.assignment, roster)
    path = options.to or Path(f"{options.assignment}-{options.form}.csv")
    table = as_csv(
        grades, options.assignment, options.form, column=options.column, missing=options.missing
    )
    path.write_text(table, encoding="utf-8")
    print(f"wrote {len(grades)} students to {path}")
    if waiting := [grade.student for grade in grades if grade.waits]:
        print(f"{len(waiting)} of them still wait for points from a person: {_some(waiting)}")
    if absent := [grade.student for grade in grades if grade.score is None]:
        written = repr(options.missing) if options.missing else "nothing"
        print(f"{len(absent)} handed in nothing; their column holds {written}: {_some(absent)}")
    return 0


def _report(options: argparse.Namespace) -> int:
    from cnnkit.grading.class_page import as_page, as_text
    from cnnkit.grading.class_report import report_on

    report = report_on(Course.at(options.course), options.assignment)
    width = shutil.get_terminal_size().columns
    print(as_text(report, names=options.names, width=min(width, 100)))
    if options.html:
        options.html.write_text(as_page(report, names=options.names), encoding="utf-8")
        print(f"wrote {options.html}")
    return 0


def _classify(options: argparse.Namespace) -> int:
    from cnnkit.grading.classify import APART, of_course

    course = Course.at(options.course)
    complaints = 0
    for name in options.assignments or course.assignments():
        verdicts = of_course(course, name)
        special = [verdict for verdict in verdicts if verdict.tagged != APART]
        apart = len(verdicts) - len(special)
        print(f"{name}: {apart} of {len(verdicts)} test cells run apart from the student's code")
        for verdict in special:
            print(f"  {verdict.name}: {verdict.tagged}, since apart from it: {verdict.reason}")
        for verdict in verdicts:
            if verdict.complaint:
                complaints += 1
                print(f"  {verdict.name}: {verdict.complaint}")
    return 1 if complaints else 0


def _mock_class(options: argparse.Namespace) -> int:
    from cnnkit.grading.mock_class import make_mock_class, surprises

    if options.check:
        found = surprises(Course.at(options.folder), options.check)
        print("\n".join(map(str, found)) or "every grade is the expected one")
        return 1 if found else 0
    course = Course.at(options.course)
    names = make_mock_class(course, options.folder, options.students, options.assignments)
    print(f"made {options.folder} with {options.students} students for {', '.join(names)}; go on:")
    print(f"  cd {options.folder}")
    print(f"  nbgrader generate_assignment {names[0]} --force")
    print("  nbgrader db student import roster.csv")
    print(f"  cnnkit grade {names[0]}")
    print(f"  cnnkit mock-class . --check {names[0]}")
    return 0


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:10]) + (f" and {len(names) - 10} more" if len(names) > 10 else "")


if __name__ == "__main__":
    sys.exit(main())
