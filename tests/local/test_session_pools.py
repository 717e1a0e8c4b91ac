"""Indexes and counters of sessions agree with a full scan."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from appstream_typed.local.state.session_pools import FleetUse, SessionPool
from appstream_typed.local.state.session_records import Session

START = datetime(2026, 1, 1, tzinfo=timezone.utc)
USERS, KINDS = ("ada", "grace"), ("API", "SAML")
STEPS = st.one_of(
    st.tuples(
        st.just("start"),
        st.sampled_from(USERS),
        st.sampled_from(KINDS),
        st.integers(1, 3),
        st.integers(1, 50),
    ),
    st.tuples(st.just("end"), st.integers(0, 9)),
    st.tuples(st.just("shorten"), st.integers(0, 9)),
    st.tuples(st.just("tidy"), st.integers(0, 20), st.integers(1, 5)),
    st.tuples(st.just("wait"), st.integers(1, 40)),
    st.tuples(st.just("end all")),
)


@given(st.lists(STEPS, max_size=60))
def test_indexes_agree_with_a_full_scan(steps: list[tuple[object, ...]]) -> None:
    use = FleetUse()
    pool = SessionPool(use)
    now, every = START, list[Session]()
    for step in steps:
        kind, *details = step
        if kind == "start":
            user, authentication, instance, seconds = details
            session = Session(
                id=f"s{len(every)}",
                user_id=str(user),
                authentication_type=str(authentication),
                instance=int(str(instance)),
                started=now,
                ready=now,
                expires=now + timedelta(seconds=int(str(seconds))),
            )
            every.append(pool.add(session, f"i-{instance}"))
        elif kind == "tidy":
            seconds, most = details
            pool.tidy(now, now - timedelta(seconds=int(str(seconds))), int(str(most)))
        elif kind == "wait":
            now += timedelta(seconds=int(str(details[0])))
        elif kind == "end all":
            pool.settle(now)
            pool.end_all(now)
            use.clear()
        elif every:
            session = every[int(str(details[0])) % len(every)]
            if kind == "end" and session.is_live(now):
                session.ended = now
                pool.change(session)
            elif kind == "shorten":
                session.expires = min(session.expires, now + timedelta(seconds=5))
                pool.change(session)
        pool.settle(now)
        live = [session for session in every if session.is_live(now)]
        assert len(pool) == use.sessions == len(live)
        counts = {s.instance: sum(o.instance == s.instance for o in live) for s in live}
        assert use.by_instance == counts
    check_filters(pool, [session for session in every if session.number > 0])


def check_filters(pool: SessionPool, kept: list[Session]) -> None:
    """Check that every combination of filters returns the result of a full scan."""
    for user, kind, instance in product((None, *USERS), (None, *KINDS), (None, 1, 2)):
        wanted = [
            s.id
            for s in kept
            if user in (None, s.user_id)
            and kind in (None, s.authentication_type)
            and instance in (None, s.instance)
        ]
        name = None if instance is None else f"i-{instance}"
        for after in (0, 1, 5):
            found = pool.after(after, user=user, instance_id=name, kind=kind)
            assert [s.id for s in found] == [i for i in wanted if int(i[1:]) >= after]
