"""`cnnkit grade` grades everybody once, whatever a submission does and whenever it is killed."""

import random
import shutil
import time

import psutil
import pytest

from cnnkit.grading.course import Course
from cnnkit.grading.mock_class import surprises
from tests.exercises.classroom import PATH
from tests.grading.rehearsal import NAME, Rehearsal, cnnkit, nbgrader, started

HARMLESS = ("perfect", "partial", "mistake", "wrong", "noisy", "slow", "dying")


def test_eight_workers_give_everybody_the_expected_grade(rehearsal):
    assert "pooling: 20 graded now" in rehearsal.said
    assert surprises(rehearsal.course, NAME) == []


def test_tricks_are_flagged_and_honest_work_is_not(rehearsal):
    flagged = rehearsal.said.partition("Flagged: ")[2]
    for name, row in rehearsal.expected.items():
        if row["flagged"] == "yes":
            assert f"  {name}: " in flagged, row["about"]
        elif row["kind"] in HARMLESS:
            assert f"  {name}: " not in flagged, row["about"]


def test_a_zero_comes_with_a_reason(rehearsal):
    reasons = rehearsal.said.partition("Zero, because:")[2].partition("Graded as far")[0]
    (cut_off,) = [n for n, row in rehearsal.expected.items() if "cut off" in row["about"]]
    assert f"  {cut_off}: pooling.ipynb cannot be read as a notebook" in reasons


def test_a_kernel_that_died_is_told_with_its_place(rehearsal):
    told = rehearsal.said.partition("Graded as far as it went:")[2]
    for name in rehearsal.kind("dying"):
        assert f"  {name}: The kernel was stopped at " in told


def test_running_it_again_changes_nothing_and_says_the_same(rehearsal):
    before = rehearsal.state()
    said = cnnkit(rehearsal.folder, "grade", NAME)
    assert rehearsal.state() == before
    assert "pooling: 0 graded now" in said
    assert ", 20 before." in said
    assert said.splitlines()[1:] == rehearsal.said.partition("now in")[2].splitlines()[1:]


def test_one_who_hands_in_again_is_graded_again_alone(rehearsal, tmp_path):
    folder = tmp_path / "course"
    shutil.copytree(rehearsal.folder, folder)
    first, right = rehearsal.kind("wrong")[0], rehearsal.kind("perfect")[0]
    submitted = folder / "submitted"
    shutil.copy(submitted / right / NAME / f"{NAME}.ipynb", submitted / first / NAME)
    said = cnnkit(folder, "grade", NAME)
    assert "pooling: 1 graded now" in said
    grades = cnnkit(folder, "grades", NAME, "--to", "grades.csv")
    assert "wrote 20 students" in grades
    scores = {
        line.split(",")[1]: line.split(",")[6]
        for line in (folder / "grades.csv").read_text().splitlines()
    }
    assert scores[first] == scores[right] != "0"


def test_only_the_named_students_are_graded(walls, tmp_path):
    rehearsal = Rehearsal.of(20, tmp_path / "course", "--students", "s002", "s001", "s002")
    assert "pooling: 2 graded now" in rehearsal.said
    assert set(rehearsal.records()) == {"s001", "s002"}
    said = cnnkit(rehearsal.folder, "grade", NAME, "--students", "s099", ends_with=2)
    assert "s099 handed in nothing" in said


def test_who_handed_in_nothing_gets_a_zero_if_asked_for(rehearsal, tmp_path):
    folder = tmp_path / "course"
    shutil.copytree(rehearsal.folder, folder)
    nbgrader(folder, "db", "student", "import", "roster.csv")
    words = ("grade", NAME, "--jobs", "1")
    assert "Nothing handed in: s021." in cnnkit(folder, *words)
    said = cnnkit(folder, *words, "--absent")
    assert "pooling: 1 graded now" in said
    assert "  s021: " in said.partition("Zero, because:")[2]
    assert "0 graded now" in cnnkit(folder, *words, "--absent")
    assert not (folder / "submitted" / "s021").exists()


def test_plain_nbgrader_gives_the_same_points_to_those_that_are_drawn(rehearsal):
    said = cnnkit(rehearsal.folder, "grade", NAME, "--verify", "3")
    assert "Plain nbgrader graded 3 again" in said
    assert "36 cells compared, 0 differences." in said


def test_a_difference_to_plain_nbgrader_is_shown(rehearsal, tmp_path):
    folder = tmp_path / "course"
    shutil.copytree(rehearsal.folder, folder)
    others = Rehearsal(Course.at(folder))
    (name,) = rehearsal.kind("perfect")[:1]
    with others.course.gradebook() as gradebook:
        gradebook.find_grade("O1-tests", NAME, NAME, name).auto_score = 1.0
        gradebook.db.commit()
    said = cnnkit(folder, "grade", NAME, "--students", name, "--verify", "1", ends_with=1)
    assert f"{name}, O1-tests: 1 here, 3 from plain nbgrader" in said


# -- killed ---------------------------------------------------------------------------------------


def half_graded(rehearsal):
    """List whose graded notebook lies there, although the last step has not been done."""
    folders = rehearsal.folder.glob(f"autograded/*/{NAME}/{NAME}.ipynb")
    return {path.parts[-3] for path in folders} - set(rehearsal.records())


def wait_until(condition, program):
    """Wait for a moment in a run; return whether it came before the end."""
    while program.poll() is None:
        if condition():
            return True
        time.sleep(0.002)
    return False


def kill_everything_below(program):
    """Make sure that nothing of a killed run goes on: a real machine would have switched off."""
    below = [program, *program.children(recursive=True)]
    for process in below:
        process.kill()
    psutil.wait_procs(below)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_driver_killed_again_and_again_still_grades_everybody_once(walls, tmp_path, seed):
    moments = random.Random(seed)
    rehearsal = Rehearsal.made(20, tmp_path / "course")
    left_half_graded = 0
    for _ in range(4):
        enough = len(rehearsal.records()) + moments.randint(0, 3)
        driver = started("cnnkit.grading.cli", rehearsal.folder, "grade", NAME, "--jobs", "2")
        with driver:
            came = wait_until(
                lambda: len(rehearsal.records()) >= enough and half_graded(rehearsal),  # noqa: B023
                driver,
            )
            assert came, driver.stdout.read()
            driver.kill()
        # a worker lives on until it notices, and may just have done its last step
        left_half_graded += bool(half_graded(rehearsal))
    assert left_half_graded
    done = {name: path.stat().st_mtime_ns for name, path in rehearsal.records().items()}
    said = cnnkit(rehearsal.folder, "grade", NAME)
    assert f", {len(done)} before." in said
    records = rehearsal.records()
    assert {name: records[name].stat().st_mtime_ns for name in done} == done
    assert surprises(rehearsal.course, NAME) == []


@pytest.mark.parametrize("victim", ["worker", "fork server", "walls"])
def test_a_process_that_is_killed_below_the_driver_costs_no_grade(walls, tmp_path, victim):
    rehearsal = Rehearsal.made(20, tmp_path / "course")
    driver = started("cnnkit.grading.cli", rehearsal.folder, "grade", NAME, "--jobs", "2")
    with driver:
        assert wait_until(lambda: len(rehearsal.records()) >= 3, driver), driver.stdout.read()
        assert wait_until(lambda: kill_one(driver.pid, victim), driver), driver.stdout.read()
        said = driver.stdout.read()
    assert driver.returncode == 0, said
    assert surprises(rehearsal.course, NAME) == []


def kill_one(driver, victim):
    """Kill a process by its place below the driver; return whether there was one."""
    servers = [
        child for child in psutil.Process(driver).children() if "forkserver" in str(child.cmdline())
    ]
    workers = [worker for server in servers for worker in server.children()]
    walls = [below for worker in workers for below in worker.children()]
    for process in {"worker": workers, "fork server": servers, "walls": walls}[victim][:1]:
        process.kill()
        return True
    return False


def test_two_drivers_do_not_get_into_each_others_way(walls, tmp_path):
    rehearsal = Rehearsal.made(20, tmp_path / "course")
    driver = started("cnnkit.grading.cli", rehearsal.folder, "grade", NAME)
    with driver:
        assert wait_until(rehearsal.records, driver), driver.stdout.read()
        said = cnnkit(rehearsal.folder, "grade", NAME, ends_with=2)
        driver.kill()
    assert f"is at work here already (process {driver.pid})" in said
    assert "graded now" in cnnkit(rehearsal.folder, "grade", NAME)
    assert surprises(rehearsal.course, NAME) == []


# -- refused --------------------------------------------------------------------------------------


def test_an_assignment_that_is_not_in_the_gradebook_yet(walls, rehearsal, tmp_path):
    folder = tmp_path / "course"
    shutil.copytree(rehearsal.folder / "solutions", folder / "solutions")
    shutil.copy(rehearsal.folder / "nbgrader_config.py", folder)
    said = cnnkit(folder, "grade", NAME, ends_with=2)
    assert f"run `nbgrader generate_assignment {NAME} --force` first" in said
    assert not (folder / "gradebook.db").exists()


def test_nobody_handed_in(rehearsal, tmp_path):
    folder = tmp_path / "course"
    shutil.copytree(rehearsal.folder, folder, ignore=shutil.ignore_patterns("submitted"))
    said = cnnkit(folder, "grade", NAME, ends_with=2)
    assert "nobody handed in pooling: a notebook belongs into" in said


@pytest.fixture
def no_bubblewrap(tmp_path, monkeypatch):
    """Let commands find no program but those that grading needs besides."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("python3", "alembic"):
        (programs / name).symlink_to(shutil.which(name, path=PATH))
    monkeypatch.setattr("tests.grading.rehearsal.PATH", str(programs))


def test_without_bubblewrap_nothing_is_graded_and_the_package_is_named(rehearsal, no_bubblewrap):
    before = rehearsal.state()
    said = cnnkit(rehearsal.folder, "grade", NAME, "--force", ends_with=2)
    assert "bubblewrap" in said
    assert "Traceback" not in said
    assert rehearsal.state() == before


def test_without_bubblewrap_one_may_grade_unsafely_and_is_warned(
    rehearsal, no_bubblewrap, tmp_path
):
    folder = tmp_path / "course"
    shutil.copytree(rehearsal.folder, folder)
    with (folder / "nbgrader_config.py").open("a") as config:
        config.write("\nconfigure(c, unsafe=True)\n")
    (name,) = rehearsal.kind("perfect")[:1]
    said = cnnkit(folder, "grade", NAME, "--force", "--students", name)
    assert "UNSAFE: submissions run without walls" in said
    assert "pooling: 1 graded now" in said
    assert surprises(Course.at(folder), NAME) == []
