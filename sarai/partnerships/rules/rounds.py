"""Who meets whom in a round, and when: the assignment that is worth most, within capacities and waking hours.

A meeting is worth what the two fit each other. Between two groups the best pairs are a flow of least cost, which is
exact and quick for thousands; where everybody may meet everybody, or hours leave little choice, they are an integer
programme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import time as hour
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

from .matching import Matrix, Numbers

Flags = NDArray[np.bool_]
SCALE = 1_000_000  # a flow's costs are whole numbers: values are told apart to a millionth
# So many possible meetings (pairs × times) are looked at together, which proves that there is no better plan.
MOST_TOGETHER = 500
NO_TIME = -1
FIRST_HOUR, LAST_HOUR = hour(8), hour(20)  # of a day on which people meet


def is_awake(zone: str, starts_at: datetime, ends_at: datetime) -> bool:
    """Whether a meeting lies between 08:00 and 20:00 of one day in a time zone (IANA)."""
    first, last = (moment.astimezone(ZoneInfo(zone)) for moment in (starts_at, ends_at))
    return first.date() == last.date() and first.time() >= FIRST_HOUR and last.time() <= LAST_HOUR


@dataclass(frozen=True, slots=True)
class Plan:
    """Meetings of a round: rows of (one, other, time), NO_TIME where no times were set, in the order of who and when.

    `is_best` says that no plan is worth more. Where not all of the best pairs find a time, and there are too many
    others to look at them together, the best of the others fill what times are left, and it is False.
    """

    meetings: Numbers
    is_best: bool


def best_pairs(values: Matrix, ones: Numbers, others: Numbers) -> Numbers:
    """Which pairs between two groups are worth most together: rows of (number of one, number of other).

    `values` are worth of pairs (ones × others); a pair that is worth nothing, or less, is not chosen. `ones` and
    `others` say how many pairs each may be in. Exact, to a millionth of a value: a flow of least cost from the ones to
    the others (OR-Tools), past which whatever is worth nothing may go.
    """
    rows, columns = np.nonzero(values > 0)
    if not len(rows):
        return np.empty((0, 2), np.intp)
    number, count = values.shape
    source, sink = number + count, number + count + 1
    whole = int(min(ones.sum(), others.sum()))
    flow = SimpleMinCostFlow()
    first, second = np.arange(number), np.arange(number, number + count)
    pairs = flow.add_arcs_with_capacity_and_unit_cost(
        rows, columns + number, np.ones(len(rows), np.int64), -np.rint(values[rows, columns] * SCALE).astype(np.int64)
    )
    free = np.zeros(max(number, count), np.int64)
    flow.add_arcs_with_capacity_and_unit_cost(np.full(number, source), first, ones, free[:number])
    flow.add_arcs_with_capacity_and_unit_cost(second, np.full(count, sink), others, free[:count])
    flow.add_arc_with_capacity_and_unit_cost(source, sink, whole, 0)
    flow.set_nodes_supplies(np.array([source, sink]), np.array([whole, -whole]))
    status = flow.solve()
    assert status == flow.OPTIMAL, f"no flow: {status}"
    chosen = flow.flows(pairs) > 0
    return np.column_stack([rows[chosen], columns[chosen]]).astype(np.intp)


def plan(values: Matrix, capacity: int, *, across: Sequence[str], awake: Flags) -> Plan:
    """Who meets whom and when.

    `values` (all × all) are what a meeting is worth, the same both ways; one that is worth nothing is not held.
    `across` is the group of each: those of "a" meet those of "b"; without groups ("") everybody meets everybody. Each
    has `capacity` meetings at most. `awake` (all × times) says who can meet when; without times (no column) pairs alone
    are chosen. At a time, each has one meeting.
    """
    possible = _possible(values, across, awake)
    pairs = np.sort(_pairs(values, capacity, across, possible), axis=1)
    times = awake.shape[1]
    if not times:
        return Plan(np.column_stack([pairs, np.full(len(pairs), NO_TIME)]), True)
    timed = _timed(pairs, values, capacity, awake)
    if len(timed) == len(pairs):
        return Plan(timed, True)  # no pairs are worth more, and each has its time
    every = np.argwhere(np.triu(possible, 1))
    if len(every) * times > MOST_TOGETHER:
        return Plan(_filled(timed, every, values, capacity, awake), False)
    return Plan(_timed(every, values, capacity, awake), True)


def _filled(meetings: Numbers, every: Numbers, values: Matrix, capacity: int, awake: Flags) -> Numbers:
    """Meetings, and of all other pairs those that still find a time, the best first."""
    free, left = awake.copy(), np.full(len(values), capacity)
    for one, other, time in meetings:
        free[[one, other], time] = False
        left[[one, other]] -= 1
    found, held = meetings.tolist(), {(one, other) for one, other, _time in meetings.tolist()}
    for one, other in every[np.argsort(-values[every[:, 0], every[:, 1]], kind="stable")].tolist():
        times = np.nonzero(free[one] & free[other])[0]
        if len(times) and left[one] and left[other] and (one, other) not in held:
            free[[one, other], times[0]] = False
            left[[one, other]] -= 1
            found.append([one, other, int(times[0])])
    return _in_order(np.array(found, np.intp).reshape(-1, 3))


def _possible(values: Matrix, across: Sequence[str], awake: Flags) -> Flags:
    """Which pairs may meet (all × all): each other's group, worth something, and at some time both are awake."""
    groups = np.array(across, np.str_)
    meet = (groups[:, None] != groups[None, :]) if (groups != "").any() else ~np.eye(len(groups), dtype=bool)
    if awake.shape[1]:
        meet &= awake.astype(int) @ awake.astype(int).T > 0
    return np.asarray(meet & (values > 0))


def _pairs(values: Matrix, capacity: int, across: Sequence[str], possible: Flags) -> Numbers:
    """The pairs that are worth most, times aside."""
    groups = np.array(across, np.str_)
    if (groups != "").any():
        ones, others = np.nonzero(groups == "a")[0], np.nonzero(groups == "b")[0]
        worth = np.where(possible, values, 0)[np.ix_(ones, others)]
        most = min(capacity, len(groups))
        found = best_pairs(worth, np.full(len(ones), most), np.full(len(others), most))
        return np.column_stack([ones[found[:, 0]], others[found[:, 1]]]).astype(np.intp)
    every = np.argwhere(np.triu(possible, 1))
    chosen = _chosen(values[every[:, 0], every[:, 1]], [_membership(every, len(groups))], [capacity])
    return every[chosen]


def _timed(pairs: Numbers, values: Matrix, capacity: int, awake: Flags) -> Numbers:
    """The meetings of these pairs, each once at most, at times at which both are awake, that are worth most."""
    number, times = awake.shape
    pair, time = np.nonzero(awake[pairs[:, 0]] & awake[pairs[:, 1]])
    meets = pairs[pair]
    at = np.column_stack([meets[:, 0] * times + time, meets[:, 1] * times + time])
    once = csr_array((np.ones(len(pair)), (pair, np.arange(len(pair)))), shape=(len(pairs), len(pair)))
    limits = [_membership(meets, number), _membership(at, number * times), once]
    chosen = _chosen(values[meets[:, 0], meets[:, 1]], limits, [capacity, 1, 1])
    return _in_order(np.column_stack([meets[chosen], time[chosen]]).astype(np.intp))


def _in_order(meetings: Numbers) -> Numbers:
    return meetings[np.lexsort((meetings[:, 2], meetings[:, 1], meetings[:, 0]))]


def _membership(pairs: Numbers, number: int) -> csr_array:
    """(number × pairs): 1 where somebody is in a pair."""
    columns = np.repeat(np.arange(len(pairs)), 2)
    return csr_array((np.ones(2 * len(pairs)), (pairs.ravel(), columns)), shape=(number, len(pairs)))


def _chosen(worth: Matrix, limits: Sequence[csr_array], most: Sequence[int]) -> Numbers:
    """Which are worth most together, where of each row of `limits` at most so many may be chosen (HiGHS)."""
    if not len(worth):
        return np.empty(0, np.intp)
    top = np.concatenate([np.full(limit.shape[0], value) for limit, value in zip(limits, most, strict=True)])
    held = LinearConstraint(vstack(list(limits)).tocsr(), ub=top)
    found = milp(-worth, integrality=np.ones(len(worth)), bounds=Bounds(0, 1), constraints=held,
                 options={"mip_rel_gap": 0})  # fmt: skip
    assert found.success, found.message
    return np.nonzero(found.x > 0.5)[0]


# Why a need is covered by no meeting.
NOBODY_OFFERS, IN_TOUCH, HOURS, FULL = "nobody", "touch", "hours", "full"


def uncovered(
    needs: Flags, offers: Flags, *, across: Sequence[str], closed: Flags, awake: Flags, meetings: Numbers
) -> list[tuple[int, int, str]]:
    """(who, theme, why) for everything that somebody needs (all × themes) and nobody whom they meet offers: nobody in
    the other group does, or only those with whom they are in touch (`closed`, all × all), or who are never awake at the
    same time of the round; or there was no meeting left."""
    met = np.zeros((len(needs), len(needs)), bool)
    met[meetings[:, 0], meetings[:, 1]] = met[meetings[:, 1], meetings[:, 0]] = True
    anything = np.ones((len(needs), len(needs)))
    everybody = _possible(anything, across, np.ones((len(needs), 0), bool))
    free = everybody & ~closed
    at_hours = free & _possible(anything, across, awake)
    covers = met.astype(int) @ offers.astype(int) > 0
    found = []
    for who, theme in np.argwhere(needs & ~covers).tolist():
        offering = offers[:, theme]
        if not (everybody[who] & offering).any():
            why = NOBODY_OFFERS
        elif not (free[who] & offering).any():
            why = IN_TOUCH
        else:
            why = FULL if (at_hours[who] & offering).any() else HOURS
        found.append((who, theme, why))
    return found
