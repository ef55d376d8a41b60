"""Grading that is fast, safe and loses nothing, and is still plain nbgrader.

`nbgrader_config.py` calls ``configure(c)``, and from then on ``nbgrader autograde``, formgrader
and the Lab extension run every submission in a sandbox.
A driver that grades many students calls ``grade_one`` in worker processes.

========================  =========================================================================
module                    what it is about
========================  =========================================================================
``config``                ``configure(c)``: what nbgrader has to know, in one call
``sandbox``               the walls: bubblewrap's command line, limits, and the refusal without it
``forkserver``            a warm parent inside the walls; forks a finished kernel in milliseconds
``zygote``                the program that runs inside: the parent, and the kernels forked from it
``pipe``                  ipykernel's kernel, with a pipe instead of ZeroMQ
``execute``               nbgrader's ``Execute``, run by such a kernel
``repair``                the notebook's cells, brought back to the form of the instructor's
``fairness``              what a test cell's outputs are worth, and which were not made by it
``tamper``                canaries, and the flags that say what looked wrong
``feedback``              pages for students without the hidden tests
``warm``                  imports all of this, in the process that workers are forked from
``once``                  what nbgrader does for every submission, done once per process
``sheet``                 the instructor's cells: order, roles, texts, points, tags
``autograde``             nbgrader's ``Autograde``, which records a zero with its reason
``record``                what came of a submission, written last: the proof that it is graded
``one``                   ``grade_one(course, assignment, student)``
========================  =========================================================================

Test cells run apart from the student's code, by these:

========================  =========================================================================
``trusted``               which test cells run where, as the instructor's notebook says
``judge``                 in the tests' process: the student's functions, as if they were here
``witness``               in the notebook's process: answers what the judge asks of them
``channel``               the line between the two: one question within the other
``plain``                 values as plain data, with their exact types; nothing that carries code
``raised``                exceptions as plain data
``wire``                  messages as bytes: here, and between a kernel and its grader
``classify``              at release: where each test cell can run, and which is not safe
========================  =========================================================================

What an instructor types is in these:

========================  =========================================================================
``cli``                   the command ``cnnkit``: grade, grades, report, classify, mock-class
``run``                   who is to be graded, and the summary
``pools``                 worker processes, here or on a cluster, that may die
``verify``                the comparison with plain nbgrader
``course``                a course's folders and its gradebook
``class_report``          the scores of each exercise, and the mistakes behind them
``class_page``            that report for the terminal, and as a page
``grades_out``            CSV for Canvas, Moodle and others
``mock_class``            a course folder with invented students, and their expected grades
``mock_students``         what each kind of student hands in
``submissions``           filling in a notebook, planting a mistake, working out its worth
========================  =========================================================================

What a driver needs
-------------------
``from cnnkit.grading.one import grade_one, graded_before, Outcome``

``grade_one(course, assignment, student) -> Outcome``
    Grade one submission from the beginning, whatever was left of an earlier attempt.
    It never raises for something that a submission did.
    Call it in worker processes, never in two threads: nbgrader changes the working folder.
    The first call in a process starts its fork server, which ends with the process.

``graded_before(course, assignment, student) -> Outcome | None``
    The outcome of an earlier run, if that run came to its end, the graded notebook is still there,
    and neither the submission nor the instructor's notebook has changed since: the way to resume.

``Outcome``
    ``student``, ``assignment`` (str), ``status`` ("graded", "zero" or "failed"), ``score`` and
    ``max_score`` (float), ``flags`` (tuple of str: sentences for the instructor), ``reason`` (str:
    a sentence for the student if status is "zero", or for the instructor if it is "failed"; also
    set when a kernel died half-way), ``seconds`` (float).
    "zero" means that a zero is recorded and that the student's feedback says why.
    "failed" means that nothing is recorded: the fault is not the submission's.

``cnnkit.grading.sandbox.NoSandbox``
    Raised by ``sandbox.check()`` and by ``grade_one`` where submissions cannot be locked up; its
    text names the package to install. A driver calls ``check()`` before it starts workers.
"""
