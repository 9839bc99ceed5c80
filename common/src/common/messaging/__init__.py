"""RabbitMQ: topology, confirmed publisher, frame intake."""
