"""What do a load balancer and a monitor learn?"""

from tests.support.http import World


def test_a_process_that_is_up_says_so_to_anybody(any_world: World) -> None:
    client = any_world.portal.client("http://10.9.8.7")
    assert (client.get("/healthz").status_code, client.get("/healthz").text) == (200, "ok")
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()) == (200, {"database": True, "queue": True})


def test_without_its_queue_it_is_not_ready(world: World) -> None:
    world.installation.queue.huey.storage.close()
    (world.installation.settings.data_dir / "queue.db").write_bytes(b"no database")
    ready = world.portal.client().get("/readyz")
    assert (ready.status_code, ready.json()) == (503, {"database": True, "queue": False})


def test_without_its_database_it_is_up_and_not_ready(world: World) -> None:
    with world.installation.databases.platform_session(writes=True) as db:
        db.connection().exec_driver_sql("ALTER TABLE establishment RENAME TO gone")
        db.commit()
    client = world.portal.client()
    assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").json() == {"database": False, "queue": True}
