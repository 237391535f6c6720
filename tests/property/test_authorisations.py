"""Whatever an administrator changes: nobody may more than the log-in brings, and an administrator stays."""

from hypothesis import given
from hypothesis import strategies as st

from domain.authorisations import UserServices, change_services
from domain.refusals import RefusalCode, Refused
from domain.roles import Service

SERVICES = st.frozensets(st.sampled_from(Service))
IDS = [bytes([number]) * 16 for number in range(4)]
USERS = st.lists(
    st.builds(UserServices, st.sampled_from(IDS), SERVICES, SERVICES),
    min_size=1,
    max_size=4,
    unique_by=lambda one: one.user,
)


def administrators(users: list[UserServices]) -> set[bytes]:
    return {one.user for one in users if Service.AUTHORISATIONS in one.services}


@given(USERS, st.sampled_from(IDS), st.sampled_from(IDS), SERVICES)
def test_a_change_only_narrows_does_what_is_asked_and_leaves_an_administrator(
    users: list[UserServices], administrator: bytes, user: bytes, wanted: frozenset[Service]
) -> None:
    before = {one.user: one for one in users}
    try:
        change = change_services(users, administrator, user, wanted)
    except Refused as refused:
        code = refused.code
        if administrator not in administrators(users):
            assert code is RefusalCode.NOT_ADMINISTRATOR
        elif user not in before or not wanted <= before[user].log_in:
            assert code is RefusalCode.INVALID_VALUE
        else:
            assert code is RefusalCode.LAST_ADMINISTRATOR
            assert administrators(users) == {user}
            assert Service.AUTHORISATIONS not in wanted
        return
    assert administrator in administrators(users)
    old = before[user]
    new = UserServices(user, old.log_in, change.taken)
    assert new.services == wanted <= old.log_in
    assert change.taken - old.log_in == old.taken - old.log_in, "what the log-in doesn't bring stays as it was"
    assert (change.given, change.removed) == (old.taken - change.taken, change.taken - old.taken)
    assert administrators([one for one in users if one.user != user] + [new])


@given(USERS, st.sampled_from(IDS), SERVICES)
def test_what_is_asked_twice_changes_nothing_the_second_time(
    users: list[UserServices], user: bytes, wanted: frozenset[Service]
) -> None:
    somebody = UserServices(b"administrator id", frozenset(Service), frozenset())
    everyone = [*users, somebody]
    try:
        change = change_services(everyone, somebody.user, user, wanted)
    except Refused:
        return
    after = [UserServices(one.user, one.log_in, change.taken) if one.user == user else one for one in everyone]
    again = change_services(after, somebody.user, user, wanted)
    assert (again.given, again.removed, again.taken) == (frozenset(), frozenset(), change.taken)
