"""A run that another process of the consumer ends."""

from common.domain.data_types import DataType
from common.domain.messages import ExtractionComplete
from tests.common.consumer.fake_store import FakeDatabase, fake_spec
from tests.common.consumer.harness import RUN, declare, publish, records, running
from tests.support.servers import Broker
from tests.support.waiting import eventually


ARTISTS, LABELS = DataType.ARTISTS, DataType.LABELS


async def test_a_process_that_wrote_of_a_run_sees_that_another_one_ended_it_between_two_looks(broker: Broker) -> None:
    database = FakeDatabase()
    await declare(broker)
    async with running(broker, fake_spec(database)) as consumer:
        await publish(broker, ARTISTS, records(5), run=RUN)
        await eventually(lambda: len(database.rows[ARTISTS]) == 5)

        # The signals reached the other process, which settled everything at once: no open run was ever seen here.
        message = ExtractionComplete(RUN.version, RUN.started_at, RUN.started_at, {"artists": 5}, {"artists": 5})
        database.states[f"{RUN.version}:{RUN.started_at}"] = "done"
        database.signals[f"{RUN.version}:{RUN.started_at}"] = {ARTISTS: message}

        await eventually(lambda: consumer.health["completed_files"] == [ARTISTS.value], timeout_s=30)
        assert LABELS.value not in consumer.health["completed_files"], "nothing of labels was seen here"
        await consumer.end()
