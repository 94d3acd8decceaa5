"""One parent and its children: restarted, stopped in order, never left behind."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from rmapp.core.forking import FIRST_GENERATION, ChildFailed, run_once, settle
from rmapp.core.processes import alive, wait_until

from .conftest import Desk

Start = Callable[..., Desk]


def number(line: str) -> int:
    return int(line.split()[1])


def test_children_are_stopped_rank_after_rank(start: Start) -> None:
    desk = start("order")
    desk.await_notes("ready")
    for name in ("first", "middle", "last"):
        desk.await_notes(name)
    children = desk.family()
    assert desk.stop(signal.SIGTERM) == 0
    stopped = [line for line in desk.notes() if line.endswith("stopped")]
    assert stopped == ["first stopped", "middle stopped", "last stopped"]
    assert psutil.wait_procs(children, timeout=5)[1] == []


def test_a_child_that_dies_is_started_again_after_a_growing_pause(start: Start) -> None:
    desk = start("restart")
    times = [float(line.split()[1]) for line in desk.await_notes("short", 4)]
    pauses = [later - earlier for earlier, later in pairwise(times)]
    assert pauses[0] >= 0.5
    assert pauses[1] >= 1.0
    assert pauses[2] >= 2.0
    assert desk.stop() == 0


def test_a_child_that_does_not_obey_is_killed(start: Start) -> None:
    desk = start("stubborn")
    pid = number(desk.await_notes("stubborn")[0])
    assert desk.stop() == 0
    assert not alive(pid)


def test_grandchildren_left_alone_are_ended_with_the_group(start: Start) -> None:
    desk = start("orphans")
    desk.await_notes("parent")
    pids = [number(line) for line in desk.notes("orphan")]
    assert len(pids) == 2
    assert all(alive(pid) for pid in pids)
    assert desk.stop() == 0
    assert not any(alive(pid) for pid in pids)


def test_children_die_with_a_parent_that_is_killed(start: Start) -> None:
    desk = start("order")
    pids = [number(desk.await_notes(name)[0]) for name in ("first", "middle", "last")]
    os.kill(desk.process.pid, signal.SIGKILL)
    desk.process.wait(10)
    assert wait_until(lambda: not any(alive(pid) for pid in pids), 10)


def test_a_function_run_once_in_a_child_gives_its_result() -> None:
    assert run_once(lambda: {"pid": os.getpid()})["pid"] != os.getpid()
    with pytest.raises(ChildFailed, match="exit code 3"):
        run_once(lambda: os._exit(3))
    with pytest.raises(ChildFailed, match="SIGKILL"):
        run_once(lambda: os.kill(os.getpid(), signal.SIGKILL))


def test_what_was_loaded_before_the_forks_is_no_garbage_to_a_child() -> None:
    def child() -> tuple[int, int]:
        settle()
        return gc.get_freeze_count(), gc.get_threshold()[0]

    frozen, threshold = run_once(child)
    assert frozen > 10_000, "the code of this very suite"
    assert threshold == FIRST_GENERATION


@pytest.mark.crash
class TestTheWholeDesk:
    """Real engines under a supervisor, with a child that never stops committing."""

    def test_ctrl_c_leaves_no_process_and_no_lock(self, start: Start, room: Path) -> None:
        desk = start("desk")
        desk.await_notes("kept", 20)
        everyone = desk.family()
        assert desk.stop(signal.SIGINT) == 0
        assert psutil.wait_procs(everyone, timeout=5)[1] == []
        assert not (room / "instance" / "lock").exists()
        assert not (room / "instance" / "run.json").exists()

    @pytest.mark.parametrize("whole_group", [True, False])
    def test_kill_9_loses_nothing_committed_and_the_next_start_recovers(
        self, start: Start, whole_group: bool
    ) -> None:
        desk = start("desk")
        desk.await_notes("kept", 50)
        everyone = desk.family()
        if whole_group:
            desk.kill_group()
        else:
            os.kill(desk.process.pid, signal.SIGKILL)
            desk.process.wait(10)
        before = {number(line) for line in desk.notes("kept")}
        again = start("desk")
        assert wait_until(lambda: len(again.notes("kept")) > len(before) + 10, 30)
        assert psutil.wait_procs(everyone, timeout=10)[1] == []
        assert again.stop() == 0
        kept = [number(line) for line in again.notes("kept")]
        assert len(kept) == len(set(kept))
        assert before < set(kept)

    def test_a_second_desk_on_the_same_instance_names_the_first(self, start: Start) -> None:
        first = start("desk")
        first.await_notes("kept", 5)
        second = start("desk")
        assert second.process.wait(20) == 1
        assert second.process.stderr is not None
        assert f"process {first.process.pid}" in second.process.stderr.read()
        assert first.process.poll() is None

    def test_an_engine_that_is_killed_comes_back_under_its_children(self, start: Start) -> None:
        desk = start("desk")
        desk.await_notes("kept", 5)
        heads = [
            p for p in desk.family() if p.name() == "postgres" and p.ppid() == desk.process.pid
        ]
        assert len(heads) == 1
        before = len(desk.notes("kept"))
        heads[0].kill()
        desk.await_notes("kept", before + 50)
        assert desk.stop() == 0
