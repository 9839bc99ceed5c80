"""Rules and panels name nothing that nobody tells."""

import httpx
import pytest

from tests.monitoring.expressions import ADDED, OF_PROCESSES, OF_PROMETHEUS, Use, declared, grouped_by, of_panels, parsed, rules, uses
from tests.support.scraping import Scrape
from tests.support.servers import Broker, TestStack
from tests.support.waiting import eventually


EXPRESSIONS = {f"alert {rule['alert']}": [rule["expr"]] for rule in rules()} | {f"panel {title}": told for title, told in of_panels().items()}
QUEUES = "/metrics/detailed?family=queue_coarse_metrics&family=queue_consumer_count"


def used() -> set[Use]:
    return {use for told in EXPRESSIONS.values() for each in told for use in uses(parsed(each))}


@pytest.mark.parametrize("place", EXPRESSIONS)
def test_every_metric_is_one_that_a_process_declares(place: str) -> None:
    known = declared() | dict.fromkeys(OF_PROCESSES, frozenset[str]()) | OF_PROMETHEUS
    for expression in EXPRESSIONS[place]:
        for use in uses(parsed(expression)):
            if use.metric.startswith("rabbitmq_"):
                continue
            assert use.metric in known, f"{place}: nobody tells {use.metric}"
            assert use.labels <= known[use.metric] | ADDED, f"{place}: {use.metric} has no label {', '.join(use.labels - known[use.metric])}"


@pytest.mark.parametrize("place", EXPRESSIONS)
def test_results_are_grouped_by_labels_that_some_metric_has(place: str) -> None:
    known = declared()
    for expression in EXPRESSIONS[place]:
        tree = parsed(expression)
        labels = ADDED.union(*(known.get(use.metric, {"queue", "vhost"}) for use in uses(tree)))
        assert grouped_by(tree) <= labels, expression


async def test_every_metric_of_rabbitmq_is_one_that_it_tells(stack: TestStack, broker: Broker) -> None:
    """The families that `prometheus.yml` asks for have every name, and a queue shows with its labels."""
    await broker.management.put(f"/api/queues/{broker.vhost}/seen", json={"durable": True, "arguments": {"x-queue-type": "quorum"}})
    wanted = {use for use in used() if use.metric.startswith("rabbitmq_")}
    assert wanted
    async with httpx.AsyncClient(base_url=f"http://{broker.host}:{stack.rabbitmq['metrics_port']}", trust_env=False, timeout=30) as client:

        async def told() -> bool:
            text = (await client.get(QUEUES)).text
            return f'rabbitmq_detailed_queue_messages_ready{{vhost="{broker.vhost}",queue="seen"}}' in text

        await eventually(told)
        # RabbitMQ 3.10 puts a figure that it does not have yet into quotes, which no parser takes.
        detailed, whole = [Scrape((await client.get(path)).text.replace("'NaN'", "NaN")) for path in (QUEUES, "/metrics")]
    assert {use.metric for use in wanted} <= detailed.names | whole.names
    assert {label for use in wanted for label in use.labels} <= {"queue", "vhost"}


def test_every_family_is_for_somebody() -> None:
    """A figure that no rule and no panel reads, and that nobody said is for looking at by hand, is not worth its price."""
    read = {use.metric for use in used()}
    by_hand = {
        "discogsography_consumer_records_received_total",
        "discogsography_consumer_maintenance_running",
        "discogsography_consumer_paused",
        "discogsography_consumer_processes",
        "discogsography_explore_request_seconds_bucket",
        "discogsography_extractor_runs_total",
        "discogsography_extractor_run_errors",
        "discogsography_extractor_run_records_published",
        "discogsography_insights_rows",
        "discogsography_mcp_tool_seconds_bucket",
    }
    unread = {name for name in declared() if not name.endswith(("_count", "_sum")) and name not in read}
    assert {
        name for name in unread - by_hand if name.startswith(("discogsography_consumer", "discogsography_api", "discogsography_extractor"))
    } == set()
    assert by_hand <= unread
