import uuid

import pytest
from redis import RedisError

from common.runtime.settings import RedisSettings
from common.stores.redis import open_redis
from tests.support.servers import TestStack


async def test_texts_go_in_and_come_out(stack: TestStack) -> None:
    settings = RedisSettings.load(redis_host=stack.redis["host"], redis_port=stack.redis["port"], redis_password=stack.redis.get("password"))
    key = f"test:{uuid.uuid4().hex}"
    async with open_redis(settings) as client:
        await client.set(key, "Zürich", ex=5)
        assert await client.get(key) == "Zürich"


async def test_opening_does_not_need_the_server() -> None:
    async with open_redis(RedisSettings.load(redis_host="127.0.0.1", redis_port=1)) as client:
        with pytest.raises(RedisError):
            await client.ping()
