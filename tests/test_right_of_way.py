"""Requests write first; what goes on beside them waits for a while, and not for ever."""

import threading

from receptionist.right_of_way import RightOfWay


def acquired_elsewhere(way: RightOfWay, *, within_s: float) -> tuple[bool, threading.Thread]:
    """Let another thread take the lock; return whether it had it in time, and the thread."""
    has_it = threading.Event()

    def take() -> None:
        way.acquire(timeout=5)
        has_it.set()
        way.release()

    thread = threading.Thread(target=take)
    thread.start()
    return has_it.wait(within_s), thread


def test_work_beside_waits_until_no_request_is_in_hand() -> None:
    way = RightOfWay(longest_s=60)

    with way.request():
        early, thread = acquired_elsewhere(way, within_s=0.05)
        taken = way.acquire(timeout=0)
        way.release()
    thread.join(5)

    assert (early, taken, thread.is_alive()) == (False, True, False)


def test_requests_without_a_gap_do_not_stop_the_work_beside_them() -> None:
    way = RightOfWay(longest_s=0.01)

    with way.request():
        went_on, thread = acquired_elsewhere(way, within_s=5)
    thread.join(5)

    assert went_on


def test_one_writes_at_a_time() -> None:
    way = RightOfWay()
    way.acquire(timeout=0)

    with way.request():
        taken = way.acquire(timeout=0.01)
    way.release()

    assert not taken
