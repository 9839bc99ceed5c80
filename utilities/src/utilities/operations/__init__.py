"""Operator commands: `discogsography monitor`, `check-queues`, `dlq` and so on. Read-only unless the name says otherwise."""
