"""Worker processes may die in every way; each call is answered once all the same."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections import Counter

import pytest

from cnnkit.grading.course import CourseError
from cnnkit.grading.pools import WorkerDied, cluster, each, processes


def answer(thing):
    if thing == "raises":
        raise ValueError("not today")
    if thing == "exits":
        os._exit(1)
    if thing == "is killed":
        os.kill(os.getpid(), signal.SIGKILL)
    return f"{thing}!"


def answers(things, number=2):
    pools = (processes(n, "cnnkit.grading.course") for n in (number, 1))
    return list(each(answer, things, *pools))


def test_everything_is_answered_once():
    things = [str(number) for number in range(40)]
    assert sorted(answers(things)) == sorted((thing, f"{thing}!") for thing in things)


def test_an_exception_comes_back_as_it_is():
    (thing, error), *others = sorted(answers(["raises", "a", "b"]), key=lambda pair: pair[0] < "c")
    assert thing == "raises"
    assert isinstance(error, ValueError)
    assert str(error) == "not today"
    assert sorted(others) == [("a", "a!"), ("b", "b!")]


@pytest.mark.parametrize("death", ["exits", "is killed"])
def test_a_process_that_dies_costs_nothing_but_its_own_call(death):
    things = [*"abcdef", death, *"ghijkl"]
    given = answers(things)
    assert Counter(thing for thing, _ in given) == Counter(things)
    for thing, result in given:
        if thing == death:
            assert isinstance(result, WorkerDied)
        else:
            assert result == f"{thing}!"


def test_eight_workers_end_with_a_driver_that_is_killed(tmp_path):
    script = tmp_path / "driver.py"
    script.write_text(
        textwrap.dedent("""
        import os, time
        from cnnkit.grading.pools import processes

        if __name__ == "__main__":
            with processes(8, "cnnkit.grading.course")() as (pool, width):
                calls = [pool.submit(time.sleep, 0.5) for _ in range(8)]
                [call.result() for call in calls]
                print(*pool._processes, flush=True)
                time.sleep(600)
        """)
    )
    driver = subprocess.Popen([sys.executable, script], stdout=subprocess.PIPE, text=True)
    with driver.stdout:
        workers = [int(number) for number in driver.stdout.readline().split()]
        assert len(workers) == 8
        driver.kill()
        driver.wait()
    deadline = time.monotonic() + 20
    while any(map(alive, workers)):
        assert time.monotonic() < deadline, "workers outlive their driver"
        time.sleep(0.05)


def alive(process):
    """Whether a process is there, and not only its entry in the table of processes."""
    try:
        with open(f"/proc/{process}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_scheduler_that_does_not_answer_is_named_with_the_way_out():
    with pytest.raises(CourseError, match="start one with `dask scheduler`"):  # noqa: SIM117
        with cluster("tcp://127.0.0.1:1")():
            pass
