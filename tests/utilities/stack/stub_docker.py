"""Stands for the program `docker` in tests of what `./up` orders: keeps a project in a file, writes down every order.

tests/containers runs the same orders on a real engine.
"""

import io
import json
import os
from pathlib import Path
import sys
import tarfile
import time
from typing import Any


CONSUMERS = ("graphinator", "tableinator", "brainzgraphinator", "brainztableinator")
RUNNING = ("neo4j", "postgres", "rabbitmq", "redis", *CONSUMERS, "api", "insights", "explore", "dashboard", "mcp-server")
PROJECT = {
    "services": {
        "postgres": {
            "environment": {"POSTGRES_USER": "someone", "POSTGRES_PASSWORD": "of postgres"},
            "ports": [{"target": 5432, "published": "6433"}],
        },
        "neo4j": {"environment": {"NEO4J_AUTH": "neo4j/of neo4j"}, "ports": [{"target": 7687, "published": "8687"}]},
        "explore": {"ports": [{"target": 8006, "published": "9006"}]},
    }
}


def main() -> int:
    """One order: written down, answered, ended with the exit code of what it stands for."""
    state = Path(os.environ["STUB_STATE"])
    told = json.loads(state.read_text(encoding="utf-8"))
    words = sys.argv[1:]
    watched = (
        "DISCOGS_DUMPS",
        "DISCOGS_DUMPS_AT",
        "DISCOGS_DUMP_DIR",
        "EXTRACTOR_LIMIT",
        "FORCE_REPROCESS",
        "COMPOSE_PROJECT_NAME",
        "NETWORK_PREFIX",
        "COMPOSE_PROFILES",
    )
    told["orders"].append({"words": words, "environment": {name: os.environ[name] for name in watched if name in os.environ}})
    code = answer(words[1:], told)
    state.write_text(json.dumps(told), encoding="utf-8")
    return code


def answer(words: list[str], told: dict[str, Any]) -> int:
    """What the engine would say, from what the test has put there."""
    match words:
        case ["version" | "--format", *_]:  # of compose, of the engine
            print("2.26.1")
        case ["config", *_]:
            print(json.dumps(PROJECT))
        case ["ps", *_]:
            for name, state in told["containers"].items():
                health = "healthy" if state == "running" and name not in told["ill"] else ""
                print(json.dumps({"Service": name, "State": state, "Health": health, "ExitCode": 1 if state == "exited" else 0}))
        case ["up", *rest]:
            named = [word for word in rest if not word.startswith("-")]
            names = RUNNING if len(named) > 1 else named
            told["containers"] |= dict.fromkeys(names, "running") | told["fails"]
            return 1 if told["fails"] else 0
        case ["stop"]:
            told["containers"] = dict.fromkeys(told["containers"], "exited")
        case ["down", *_]:
            told["containers"] = {}
        case ["exec", "-T", _, "curl", *_]:
            print('{"status": "healthy"}\n200', end="")
        case ["exec", "-T", _, "sh", *_]:
            with tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as archive:
                for name, text in told["markers"].items():
                    entry = tarfile.TarInfo(f"./{name}")
                    entry.size, entry.mtime = len(text), int(time.time())
                    archive.addfile(entry, io.BytesIO(text.encode()))
        case ["logs", name, *_]:
            print(f"last words of {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
