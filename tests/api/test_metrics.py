"""/metrics: where it is served, and that it tells nothing about anybody."""

import re
from pathlib import Path

from auth.development.issuer import DevelopmentIssuer
from domain.roles import Role
from models.database import ServingPools
from models.outages import Outages
from server.http.metrics import Metrics
from tests.api.conftest import COMPILING, asker, client_of, token
from tests.conftest import Database, pools_at
from tests.fixtures import people
from tests.fixtures.disclosure_log import Owner, replace_body

QUERY = "query Q%s($bsn: BSN!) { person(bsn: $bsn, purpose: APPLICANT) { registered } }"


async def test_in_development_the_service_shows_its_metrics(serving: ServingPools, tmp_path: Path) -> None:
    issuer = DevelopmentIssuer(tmp_path, "http://localhost/issuer", "http://localhost/graphql")
    async with client_of(serving, development=issuer) as client:
        response = await client.get("/metrics")
        assert response.status_code == 200
        assert response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert response.headers["cache-control"] == "no-store"
        assert (await client.post("/metrics")).status_code == 405


async def test_outside_development_there_are_none_beside_the_service(serving: ServingPools) -> None:
    async with client_of(serving) as client:
        assert (await client.get("/metrics")).status_code == 404


def requests(metrics: Metrics) -> list[str]:
    """The series of requests that count any."""
    lines = metrics.text().decode().splitlines()
    return sorted(line for line in lines if "requests_total{" in line and " 0.0" not in line)


BSN = people.RAN_ON
IN_FOLDERS = {
    "/static/": f"/static/{BSN}.css",
    "/letters/": f"/letters/{BSN}.pdf",
    "/reports/": f"/reports/{BSN}.csv",
    "/downloads/": f"/downloads/{BSN}.csv",
    "/burger/brieven/": f"/burger/brieven/{BSN}",
    "/werkgever/machtigingen/": f"/werkgever/machtigingen/{BSN}",
    "/beoordelen/zaken/": f"/beoordelen/zaken/{BSN}",
    "/monitor/rapporten/": f"/monitor/rapporten/{BSN}.csv",
    "/werkgever/brieven/antwoord/": f"/werkgever/brieven/antwoord/{BSN}",
    "unknown route": f"/monitor/{BSN}",
}


async def test_what_a_client_puts_in_a_path_counts_as_the_folder_that_it_is_in(serving: ServingPools) -> None:
    metrics = Metrics()
    async with client_of(serving, metrics=metrics) as client:
        for path in IN_FOLDERS.values():
            await client.get(path)
    assert {line.split('"')[1] for line in requests(metrics)} == set(IN_FOLDERS)
    assert BSN not in metrics.text().decode()


async def test_requests_count_by_route_and_status(serving: ServingPools) -> None:
    metrics = Metrics()
    async with client_of(serving, metrics=metrics) as client:
        answer = await asker(client)(Role.EMPLOYER, QUERY % "", {"bsn": people.RAN_ON})
        assert answer.status == 200
        assert (await client.get("/graphql")).status_code == 405
        assert (await client.get("/static/portal.css")).status_code == 200
        assert (await client.get(f"/persons/{people.RAN_ON}")).status_code == 404
    assert requests(metrics) == [
        'doelgroepregister_requests_total{route="/graphql",status="2xx"} 1.0',
        'doelgroepregister_requests_total{route="/graphql",status="4xx"} 1.0',
        'doelgroepregister_requests_total{route="/static/",status="2xx"} 1.0',
        'doelgroepregister_requests_total{route="unknown route",status="4xx"} 1.0',
    ]


async def test_an_operation_counts_by_what_ran_it(serving: ServingPools) -> None:
    metrics = Metrics()
    async with client_of(serving, metrics=metrics) as client:
        ask = asker(client)
        for _ in range(3):
            assert (await ask(Role.EMPLOYER, QUERY % "", {"bsn": people.RAN_ON})).data["person"] is not None
        assert operations(metrics) == ({"compiled": 3} if COMPILING else {"graphql_core": 3})
        assert (await ask(Role.EMPLOYER, "{ __schema { queryType { name } } }")).data is not None
        assert operations(metrics) == ({"compiled": 3, "graphql_core": 1} if COMPILING else {"graphql_core": 4})


def operations(metrics: Metrics) -> dict[str, float]:
    """Executor -> the operations it ran, if any."""
    found = re.findall(r'graphql_operations_total{executor="(\w+)"} (\S+)', metrics.text().decode())
    return {executor: float(count) for executor, count in found if float(count)}


async def test_nothing_about_a_person_an_organisation_or_a_query_is_told(serving: ServingPools) -> None:
    metrics = Metrics()
    async with client_of(serving, metrics=metrics) as client:
        ask = asker(client)
        bearer = token(Role.EMPLOYER, sub="user-of-the-tests")
        before = metrics.text()
        await ask(None, QUERY % people.RAN_ON, {"bsn": people.RAN_ON}, bearer=bearer)
        await ask(None, f"{{ {people.KVK} }}", bearer=bearer)
        await client.request(people.RAN_ON, f"/graphql/{people.RAN_ON}?access_token={bearer}")
        await client.get(f"/downloads/{people.RAN_ON}.csv", headers={"authorization": f"Bearer {people.RAN_ON}"})
        after = metrics.text()
    told = after.decode()
    assert after != before
    for secret in (people.RAN_ON, people.KVK, "user-of-the-tests", bearer[:20], "APPLICANT", "person"):
        assert secret not in told
    labels = [set(re.findall(r'="([^"]*)"', text.decode())) for text in (before, after)]
    assert labels[0] == labels[1], "what clients send makes no new label"


async def test_the_connections_of_each_role_are_told(serving: ServingPools) -> None:
    metrics = Metrics()
    async with client_of(serving, metrics=metrics) as client:
        answer = await asker(client)(Role.EMPLOYER, QUERY % "", {"bsn": people.RAN_ON})
        assert answer.status == 200
        metrics.look()
    told = metrics.text().decode()
    opened = re.search(r'database_connections{state="open",user="employer"} (\S+)', told)
    assert opened is not None
    assert float(opened[1]) >= 1
    for state in ("in_use", "waiting"):
        assert f'database_connections{{state="{state}",user="employer"}} 0.0' in told


async def test_a_full_disk_counts_under_its_cause(owner: Owner, database: Database) -> None:
    metrics = Metrics()
    pools = pools_at(database.serving, outages=Outages(metrics.database_failed))
    await replace_body(owner, "serve.touch_log", "begin raise exception '' using errcode = '53100'; end")
    async with client_of(pools, metrics=metrics) as client:
        assert (await client.get("/health/ready")).status_code == 503
    await pools.close()
    assert f'database_failures_total{{cause="disk_full"}} {len(Role)}.0' in metrics.text().decode()
