"""Who may enter which web space (S4)? Every combination of the six facts, for each audience; then real people."""

from itertools import product

import pytest
from sqlmodel import col, delete, select, update

from app.models.establishment import (
    GuardianLink,
    GuardianStatus,
    Membership,
    Person,
    PersonState,
    Publication,
    Space,
    SpaceCode,
    SpaceRole,
)
from app.services import entrants, sessions, sign_in, spaces
from app.services.entry import REFUSALS, Facts, KeptOut, Step, decide, entries
from app.services.permissions import Permission
from app.services.scope import PersonActor
from tests.support import hands
from tests.support.hands import Hand, empower, role
from tests.support.world import PASSWORD, World, visit

EVERY = [Facts(*said) for said in product((True, False), repeat=6)]
ALL = Facts(*[True] * 6)
WITH_ACCOUNTS = [code for code in SpaceCode if code is not SpaceCode.VISITORS]


@pytest.mark.parametrize("facts", EVERY, ids=lambda facts: "".join("01"[said] for said in facts))
@pytest.mark.parametrize("space", WITH_ACCOUNTS)
def test_the_first_fact_that_is_missing_refuses_and_every_step_is_told(space: SpaceCode, facts: Facts) -> None:
    decision = decide(space, facts)
    assert decision.steps == tuple(zip(Step, facts, strict=True))
    missing = [step for step, said in zip(Step, facts, strict=True) if not said]
    assert decision.refused_by == (missing[0] if missing else None)


@pytest.mark.parametrize("facts", EVERY, ids=lambda facts: "".join("01"[said] for said in facts))
def test_of_visitors_only_what_is_published_counts(facts: Facts) -> None:
    decision = decide(SpaceCode.VISITORS, facts)
    assert [said for _, said in decision.steps] == [*facts[:3], None, None, None]
    missing = [step for step, said in zip(Step, facts[:3], strict=False) if not said]
    assert decision.refused_by == (missing[0] if missing else None)


def test_the_steps_are_those_of_the_design_in_its_order() -> None:
    assert [str(step) for step in Step] == ["establishment", "base", "space", "allowed", "account", "password"]
    assert REFUSALS.keys() == set(Step)
    assert len({message.msgid for message in REFUSALS.values()}) == len(Step)


def test_whoever_may_enter_one_space_is_inside_whatever_the_others_say() -> None:
    facts = {
        SpaceCode.TEACHERS: ALL._replace(is_space_published=False),
        SpaceCode.STAFF: ALL._replace(is_allowed=False),
        SpaceCode.GUARDIANS: ALL,
    }
    assert entries(facts).spaces == (SpaceCode.GUARDIANS,)


def test_of_several_refusals_that_of_ones_own_nearest_space_is_told() -> None:
    stopped, foreign = ALL._replace(is_space_published=False), ALL._replace(is_allowed=False)
    assert entries({SpaceCode.TEACHERS: foreign, SpaceCode.STAFF: stopped})[1:] == (Step.SPACE, SpaceCode.STAFF)
    assert entries({SpaceCode.TEACHERS: foreign})[1:] == (Step.ALLOWED, None)
    assert entries({})[1:] == (Step.ALLOWED, None)
    nothing = foreign._replace(is_base_published=False)
    assert entries({SpaceCode.TEACHERS: nothing})[1:] == (Step.BASE, None)


def test_a_password_to_be_chosen_keeps_nobody_out() -> None:
    """They choose it inside, and may do nothing else before."""
    assert entries({SpaceCode.STAFF: ALL._replace(is_password_current=False)}).spaces == (SpaceCode.STAFF,)


def actor(world: World, token: str) -> PersonActor:
    found = sessions.actor(world.installation, token)
    assert isinstance(found, PersonActor)
    return found


def refusal(world: World, token: str) -> tuple[Step, SpaceCode | None]:
    with pytest.raises(KeptOut) as kept:
        actor(world, token)
    return kept.value.step, kept.value.space


def change(world: World, statement: object) -> None:
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.exec(statement)  # type: ignore[call-overload]
        db.commit()


def test_everybody_finds_the_spaces_of_their_roles(world: World) -> None:
    for login, space in (("prof", SpaceCode.TEACHERS), ("eleve", SpaceCode.STUDENTS), ("admin", SpaceCode.STAFF)):
        assert actor(world, world.signed_in(world.azurite, login)).spaces == (space,)


def test_a_stop_keeps_those_out_who_are_inside_and_lets_them_in_again(world: World) -> None:
    prof, eleve = (world.signed_in(world.azurite, login) for login in ("prof", "eleve"))
    admin = Hand(world)
    admin(spaces.publish, "TEACHERS", False)
    assert refusal(world, prof) == (Step.SPACE, SpaceCode.TEACHERS)
    assert actor(world, eleve).spaces == (SpaceCode.STUDENTS,)
    admin(spaces.publish_base, False)
    assert refusal(world, prof) == (Step.BASE, SpaceCode.TEACHERS)
    assert refusal(world, eleve) == (Step.BASE, SpaceCode.STUDENTS)
    admin(spaces.publish_base, True)
    admin(spaces.publish, "TEACHERS", True)
    assert actor(world, prof).spaces == (SpaceCode.TEACHERS,)


def test_another_school_goes_on(world: World) -> None:
    token = world.signed_in(world.cinabre, "prof")
    Hand(world)(spaces.publish_base, False)
    assert actor(world, token).spaces == (SpaceCode.TEACHERS,)


def test_whoever_publishes_is_never_kept_out(world: World) -> None:
    empower(world, "TEACHER", Permission.SPACES_MANAGE)
    tokens = [world.signed_in(world.azurite, login) for login in ("admin", "prof")]
    Hand(world)(spaces.publish_base, False)
    assert [actor(world, token).spaces for token in tokens] == [(), ()]
    change(world, update(Person).values(must_change=True))
    assert [actor(world, token).must_change for token in tokens] == [True, True]
    assert sign_in.enter(visit(world.installation), world.azurite.uai, "prof", PASSWORD)


def test_a_role_that_is_let_in_no_more_keeps_its_holders_out(world: World) -> None:
    prof = world.signed_in(world.azurite, "prof")
    Hand(world)(spaces.let_in, "TEACHERS", [role(world, "EDITOR")])
    assert refusal(world, prof) == (Step.ALLOWED, None)
    change(world, delete(Membership).where(col(Membership.role_id) == role(world, "TEACHER")))
    assert refusal(world, prof) == (Step.ALLOWED, None)


def link(world: World, guardian: str, status: GuardianStatus, *, has_access: bool) -> None:
    student, person = (hands.person(world, login).id or 0 for login in ("eleve", guardian))
    with world.installation.databases.session(world.azurite.place, writes=True) as db:
        db.add(GuardianLink(student_id=student, guardian_id=person, status=status, has_access=has_access))
        db.commit()


def test_guardians_enter_by_a_link_with_access_whatever_their_roles(world: World) -> None:
    prof = world.signed_in(world.azurite, "prof")
    link(world, "prof", GuardianStatus.LEGAL, has_access=False)
    assert actor(world, prof).spaces == (SpaceCode.TEACHERS,)
    change(world, update(GuardianLink).values(has_access=True))
    assert actor(world, prof).spaces == (SpaceCode.TEACHERS, SpaceCode.GUARDIANS)
    change(world, delete(SpaceRole))
    assert actor(world, prof).spaces == (SpaceCode.GUARDIANS,)


def test_whoever_is_kept_out_is_told_so_once_the_password_is_right_and_is_charged_no_try(world: World) -> None:
    change(world, update(Space).where(col(Space.code) == SpaceCode.TEACHERS).values(is_published=False))
    for _ in range(8):
        with pytest.raises(KeptOut) as kept:
            sign_in.enter(visit(world.installation), world.azurite.uai, "prof", PASSWORD)
        assert (kept.value.step, kept.value.space) == (Step.SPACE, SpaceCode.TEACHERS)
    with pytest.raises(sign_in.WrongCredentials):
        sign_in.enter(visit(world.installation), world.azurite.uai, "prof", "wrong")
    assert world.signed_in(world.azurite, "eleve")


def test_the_facts_of_many_are_those_of_each(world: World) -> None:
    """The list, the explanation and the door cannot differ."""
    link(world, "eleve", GuardianStatus.CONTACT, has_access=True)
    change(world, update(Person).where(col(Person.username) == "prof").values(must_change=True))
    change(world, update(Space).where(col(Space.code) == SpaceCode.STUDENTS).values(is_published=False))
    with world.installation.databases.session(world.azurite.place, writes=False) as db:
        people = list(db.exec(select(Person)))
        for space in WITH_ACCOUNTS:
            together = entrants.facts_of_many(db, space)
            for person in people:
                codes = list(hands.memberships(world, person.username))
                alone = entrants.facts(
                    db,
                    person.id or 0,
                    codes,
                    is_account_active=person.state is PersonState.ACTIVE,
                    is_password_current=not person.must_change,
                )
                assert together[person.id or 0] == alone[space]


def test_without_a_row_that_says_so_nothing_is_published(world: World) -> None:
    prof = world.signed_in(world.azurite, "prof")
    change(world, delete(Publication))
    assert refusal(world, prof) == (Step.ALLOWED, None)
