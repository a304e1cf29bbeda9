"""Does anybody ever end with more than they and the actor had (P7, T18)? Is an administrator always left (T19)?"""

import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from threading import Barrier
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, delete, select

from app.models.establishment import WEBMASTER, Membership, Person, Role
from app.services import memberships, permission_history, permission_matrix, role_deletion, roles, sessions
from app.services.authority import Power, may_alter, may_give, may_manage, may_tick
from app.services.errors import NotFound, Refused
from app.services.last_administrator import require_webmaster
from app.services.memberships import Term
from app.services.permission_matrix import Change
from app.services.permissions import Permission
from app.services.powers import givable, powers
from app.services.role_form import RoleForm
from app.services.scope import PersonActor, Place, Scope, open_establishment
from tests.support.schooling import (
    acting,
    deputy,
    everybodys_rights,
    grant,
    held,
    holds,
    identity,
    member,
    primary,
    read,
)
from tests.support.world import World

PLACE = Place(1, "", "", "", None, "")
ALL = (Permission.ROLES_MANAGE, *tuple(Permission)[:5])
ANONYMOUS, AUTHENTICATED, MASTER, STUDENT, CLUB, OTHER = ROLES = range(6)
PEOPLE = range(4)
GESTURES = "give", "take", "grant", "revoke", "entrust", "delete", "create"
SOME = [frozenset(right for n, right in enumerate(ALL) if mask >> n & 1) for mask in range(64)]
FEW = [frozenset(role for role in ROLES if mask >> role & 1) for mask in range(64)]
Rights = tuple[frozenset[Permission], frozenset[int]]


@dataclass
class Graph:
    """Roles with what they bring, and people with the roles they hold, the first one first of all."""

    brought: dict[int, Power]
    held: dict[int, list[int]]
    old: frozenset[int] = field(default_factory=lambda: frozenset(ROLES))

    @classmethod
    def of(cls, lots: Iterator[int]) -> "Graph":
        brought = {role: _power(role, next(lots), next(lots)) for role in ROLES}
        held = {person: [2 + next(lots) % 4] for person in PEOPLE}
        for person, roles_of in held.items():
            lot = next(lots)
            held[person] += [
                role for role in ROLES[2:] if lot >> role & 1 and lot >> role + 4 & 1 and role not in roles_of
            ]
        return cls(brought, held)

    def rights(self, person: int) -> Rights:
        """The union of what a person's roles bring, and of what everybody has; of roles that were there at first."""
        counted = [self.brought[role] for role in {*self.held[person], ANONYMOUS, AUTHENTICATED}]
        return _union(counted, self.old)

    def actor(self, person: int) -> PersonActor:
        counted = [self.brought[role] for role in {*self.held[person], ANONYMOUS, AUTHENTICATED}]
        permissions, manages = _union(counted, frozenset(self.brought))
        codes = (WEBMASTER,) if MASTER in self.held[person] else ("OTHER",)
        return PersonActor(person, "", "en", "", PLACE, codes, permissions, manages)

    def gesture(self, name: str, actor: PersonActor, role: int, target: int, lot: int) -> None:
        """Do it if the rules of the use cases let the actor."""
        if role not in self.brought:
            return
        power, hand = self.brought[role], self.held[target]
        if name == "give" and role not in hand:
            self._change(actor, target, [*hand, role])
        elif name == "take" and role in hand:
            rest = [each for each in hand if each != role]
            self._change(actor, target, rest if hand[0] != role else _falling_back(rest))
        elif name in {"grant", "revoke"}:
            self._tick(actor, role, {ALL[lot % len(ALL)]}, set(), wanted=name == "grant")
        elif name == "entrust" and lot % 6 in self.brought:
            self._tick(actor, role, set(), {lot % 6}, wanted=bool(lot & 64))
        elif name == "delete" and role in {CLUB, OTHER} and may_alter(actor, role, power):
            self._delete(actor, role)
        elif name == "create" and Permission.ROLES_MANAGE in actor.permissions:
            self._create(actor)

    def _change(self, actor: PersonActor, target: int, wanted: list[int]) -> None:
        """As the page of a person, and one's own."""
        before, after = ({role: Term(role == hand[0]) for role in hand} for hand in (self.held[target], wanted))
        reaches = target == actor.id or may_manage(actor, before)
        if reaches and not any(memberships.beyond_reach(actor, before, after, self.brought)):
            self.held[target] = wanted

    def _tick(
        self, actor: PersonActor, role: int, permissions: set[Permission], manages: set[int], *, wanted: bool
    ) -> None:
        power = self.brought[role]
        if not may_tick(actor, role, power, permissions, manages):
            return
        if wanted:
            changed = replace(power, permissions=power.permissions | permissions, manages=power.manages | manages)
        else:
            changed = replace(power, permissions=power.permissions - permissions, manages=power.manages - manages)
        self.brought[role] = changed

    def _delete(self, actor: PersonActor, role: int) -> None:
        falling = [person for person, hand in self.held.items() if hand[0] == role]
        for bringing in role_deletion.to_be_held(actor, self.brought, [role], STUDENT):
            if any({*bringing}.isdisjoint(self.held[person]) for person in falling):
                return
        for person in PEOPLE:
            rest = [each for each in self.held[person] if each != role]
            self.held[person] = _falling_back(rest) if person in falling else rest
        del self.brought[role]
        self.brought = {r: replace(p, manages=p.manages - {role}) for r, p in self.brought.items()}

    def _create(self, actor: PersonActor) -> None:
        new = max(self.brought) + 1
        self.brought[new] = Power(frozenset(), frozenset())
        able = [
            role
            for role in (*self.held[actor.id], ANONYMOUS, AUTHENTICATED)
            if role == MASTER or Permission.ROLES_MANAGE in self.brought[role].permissions
        ]
        for role in [role for role in able if role not in {ANONYMOUS, AUTHENTICATED}] or able:
            self.brought[role] = replace(self.brought[role], manages=self.brought[role].manages | {new})


def _falling_back(rest: list[int]) -> list[int]:
    return [STUDENT, *(role for role in rest if role != STUDENT)]


def _power(role: int, permissions: int, manages: int) -> Power:
    if role == MASTER:
        return Power(SOME[63], FEW[63], is_webmaster=True)
    few = permissions & permissions >> 2 if role in {ANONYMOUS, AUTHENTICATED, STUDENT} else permissions
    return Power(SOME[few & 63], FEW[manages & 63], is_implicit=role in {ANONYMOUS, AUTHENTICATED})


def _union(brought: list[Power], counted: frozenset[int]) -> Rights:
    permissions = frozenset[Permission]().union(*(power.permissions for power in brought))
    return permissions, frozenset[int]().union(*(power.manages for power in brought)) & counted


LOT, LOTS = 37, 10  # bytes of one graph, and graphs of one example: to draw an example takes longer than to judge it


@settings(max_examples=10_000 // LOTS, deadline=None, database=None)
@given(st.binary(min_size=LOT * LOTS, max_size=LOT * LOTS))
def test_nobody_gains_more_than_the_actor_holds(lots: bytes) -> None:
    """Of 10,000 graphs of roles: after up to four gestures of one actor, what they had and the actor had covers it."""
    for start in range(0, len(lots), LOT):
        nobody_gains(iter(lots[start : start + LOT]))


def nobody_gains(drawn: Iterator[int]) -> None:
    graph = Graph.of(drawn)
    who = next(drawn) % len(PEOPLE)
    before, own = {person: graph.rights(person) for person in PEOPLE}, graph.rights(who)
    held_before = {person: {*hand} for person, hand in graph.held.items()}
    for name, role, target, lot in zip(drawn, drawn, drawn, drawn, strict=False):
        graph.gesture(GESTURES[name % len(GESTURES)], graph.actor(who), role % 7, target % len(PEOPLE), lot)
    for person in PEOPLE:
        permissions, manages = graph.rights(person)
        assert permissions <= before[person][0] | own[0]
        assert manages <= before[person][1] | own[1]
        assert held_before[person] - {*graph.held[person]} <= own[1]  # nobody loses what the actor does not manage
    assert graph.rights(who)[0] <= own[0]
    assert graph.rights(who)[1] <= own[1]


def test_the_gestures_of_the_graphs_happen() -> None:
    """Else the property would hold of nothing."""
    done = set[str]()
    lots = random.Random(7)
    for _ in range(3000):
        graph = Graph.of(iter(lots.randbytes(37)))
        for name in GESTURES:
            as_was = repr((graph.brought, graph.held))
            graph.gesture(
                name, graph.actor(lots.randrange(4)), lots.randrange(6), lots.randrange(4), lots.randrange(256)
            )
            done |= {name} if repr((graph.brought, graph.held)) != as_was else set()
        if done == {*GESTURES}:
            return
    raise AssertionError(f"never done: { ({*GESTURES} - done) }")


class Somebody:
    """Does what comes to mind with roles and rights, through the use cases, with whatever they are allowed."""

    def __init__(self, world: World, login: str, lots: random.Random) -> None:
        self.world, self.session, self.lots = world, world.signed_in(world.azurite, login), lots

    def act(self) -> str:
        gesture = self.lots.choice(
            [self.create, self.rename, self.delete, self.tick, self.tick, self.tick, self.revert]
        )
        actor = sessions.actor(self.world.installation, self.session)
        assert isinstance(actor, PersonActor)
        with suppress(Refused):
            gesture(acting(self.world, actor))
            return gesture.__name__
        return ""

    def create(self, ask: Callable[..., Any]) -> None:
        name = f"CLUB_{self.lots.randrange(10**9)}"
        ask(roles.create, RoleForm(name=name, code=name, kind="other"))
        if self.lots.random() < 0.5:
            with suppress(Refused):  # given by whoever may give it
                ask(_give, name, "eleve")

    def rename(self, ask: Callable[..., Any]) -> None:
        card = ask(roles.card, self._role().code)
        name, version = f"Rôle {self.lots.randrange(10**9)}", str(card["version"])
        ask(roles.modify, card["code"], RoleForm(name=name, code=card["code"], kind="staff", version=version))

    def delete(self, ask: Callable[..., Any]) -> None:
        ask(role_deletion.delete_roles, [self._role(own=True).id])

    def tick(self, ask: Callable[..., Any]) -> None:
        matrix = ask(permission_matrix.matrix)
        row = self.lots.choice([row for group in matrix["groups"] for row in group["rows"]])
        change = Change(role=self._role().id or 0, row=row["id"], wanted=self.lots.random() < 0.7)
        ask(permission_matrix.save, matrix["version"], [change])

    def revert(self, ask: Callable[..., Any]) -> None:
        past = ask(permission_history.history)
        changes = ask(permission_history.reversal, self.lots.choice(past)["id"]) if past else []
        ask(permission_matrix.save, ask(permission_matrix.matrix)["version"], changes)

    def _role(self, *, own: bool = False) -> Role:
        with read(self.world) as db:
            found = list(db.exec(select(Role).where(col(Role.code).startswith("CLUB")) if own else select(Role)))
        if not found:
            raise NotFound
        return self.lots.choice(found)


def _give(scope: Scope, code: str, username: str) -> None:
    """As the page of a person does."""
    person = scope.db.exec(select(Person).where(col(Person.username) == username)).one()
    role = scope.db.exec(select(Role.id).where(col(Role.code) == code)).one() or 0
    mine = scope.db.exec(select(Membership.role_id).where(col(Membership.person_id) == person.id)).all()
    if role not in givable(scope) or not may_manage(scope.actor, mine):
        raise NotFound
    scope.db.add(Membership(person_id=person.id or 0, role_id=role))


@pytest.mark.slow
def test_hundreds_of_real_gestures_bring_nobody_more(sqlite_world: World) -> None:
    """Of actors without full rights, on a real database, looked at after each."""
    world, lots, happened = sqlite_world, random.Random(18), list[str]()
    enough = Permission.ROLES_MANAGE, Permission.PERMISSIONS_MANAGE, Permission.PEOPLE_READ
    deputy(world, *enough, manages=["STUDENT", "EDITOR", "VALIDATOR", "DEPUTY", "GUARDIAN"])
    grant(world, "EDITOR", Permission.JOBS_READ)
    holds(world, "eleve", "VALIDATOR", primary=True)
    somebody, who = Somebody(world, "prof", lots), world.people(world.azurite)["prof"].id or 0
    before = everybodys_rights(world)
    for turn in range(200):
        if turn % 10 == 0:
            grant(world, "DEPUTY", *enough, manages=["STUDENT", "VALIDATOR"])  # they may have ticked it away
            before = everybodys_rights(world)
        own, known = before[who], _known(world)
        if gesture := somebody.act():
            happened.append(gesture)
        after = everybodys_rights(world)
        for person, rights in after.items():
            assert {right for right in rights if not isinstance(right, int) or right in known} <= before[person] | own
        before = after
    assert {*happened} == {"create", "rename", "delete", "tick", "revert"}
    assert len(happened) > 50


def _known(world: World) -> set[object]:
    with read(world) as db:
        return {*db.exec(select(Role.id))}


def test_the_matrix_never_touches_the_last_administrator(world: World) -> None:
    ask, master = member(world), identity(world, WEBMASTER)
    version = ask(permission_matrix.matrix)["version"]
    for row in ("people.read", "permissions.manage", f"manage:{master}"):
        with pytest.raises(Refused):
            ask(permission_matrix.save, version, [Change(role=master, row=row, wanted=False)])
    with pytest.raises(Refused):
        ask(role_deletion.delete_roles, [master])
    assert member(world)(permission_matrix.matrix)["version"] == version


def test_two_administrators_who_remove_each_other_at_once_leave_one(world: World) -> None:
    for round_ in range(5):
        holds(world, "prof", WEBMASTER)
        holds(world, "admin", WEBMASTER, primary=True)
        actors = {login: world.person(world.azurite, login) for login in ("admin", "prof")}
        at_once = Barrier(2)

        def remove(login: str, other: str, actors: dict[str, PersonActor] = actors, at_once: Barrier = at_once) -> bool:
            at_once.wait(timeout=20)
            try:
                with open_establishment(world.installation, actors[login], writes=True) as scope:
                    _take(scope, other)
            except Refused:
                return False
            return True

        with ThreadPoolExecutor(2) as pool:
            done = list(pool.map(remove, ("admin", "prof"), ("prof", "admin")))
        assert sorted(done) == [False, True], round_
        assert [WEBMASTER in held(world, login) for login in ("admin", "prof")].count(True) == 1


def _take(scope: Scope, username: str) -> None:
    """As every use case that takes a role from somebody does."""
    person = scope.db.exec(select(Person.id).where(col(Person.username) == username)).one()
    master = select(Role.id).where(col(Role.code) == WEBMASTER).scalar_subquery()
    scope.db.exec(delete(Membership).where(col(Membership.person_id) == person, col(Membership.role_id) == master))
    require_webmaster(scope.db)


def test_a_role_that_brings_more_is_not_given_by_a_deputy(world: World) -> None:
    deputy(world, Permission.PEOPLE_EDIT, manages=["STUDENT", "EDITOR", WEBMASTER])
    grant(world, "EDITOR", Permission.JOBS_READ)
    actor = world.person(world.azurite)
    with open_establishment(world.installation, actor, writes=False) as scope:
        assert givable(scope) == [identity(world, "STUDENT")]
        assert not may_give(actor, identity(world, WEBMASTER), powers(scope.db)[identity(world, WEBMASTER)])
    assert primary(world, "prof") == "TEACHER"
