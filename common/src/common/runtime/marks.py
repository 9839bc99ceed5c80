"""The emoji vocabulary of log messages: the only place where an emoji is spelled."""

from enum import StrEnum


class Mark(StrEnum):
    """First character of a log event. The member's comment is its meaning; the reference page is generated from it."""

    START = "🚀"  # start-up, ready, feature enabled
    STOP = "🛑"  # shutdown, signal, task cancelled
    CONFIGURE = "🔧"  # configuration, set-up, consumer cancellation, closing
    HEALTH = "🏥"  # health server
    OK = "✅"  # success, completion, established
    SAVED = "💾"  # data saved
    LOADED = "📋"  # metadata or state loaded, listing
    NEW_VERSION = "🆕"  # new data version
    FAILED = "❌"  # error, failure: needs a human
    WARNING = "⚠️"  # warning, retry, degradation
    CRITICAL = "🚨"  # critical
    SKIPPED = "⏩"  # skipped item
    PROCESSING = "🔄"  # processing, retry, reconnect, resume
    WAITING = "⏳"  # waiting, back-off
    PROGRESS = "📊"  # progress, statistics
    SCHEDULED = "⏰"  # scheduled or periodic wait
    TIMEOUT = "⏱️"  # timeout
    DOWNLOAD = "📥"  # download start, restore
    DOWNLOADING = "⬇️"  # download going on
    FILE = "📄"  # file operation
    SEARCH = "🔍"  # search, query, check
    RABBITMQ = "🐰"  # RabbitMQ
    NEO4J = "🔗"  # Neo4j, graph, Cypher
    POSTGRES = "🐘"  # PostgreSQL, SQL
    NETWORK = "🌐"  # network, remote API
    INDEXES = "📑"  # database index set-up
    EXTRACTION_COMPLETE = "🏁"  # extraction_complete received
    COMPLETE = "🎉"  # whole run or file finished
    MESSAGES_FOUND = "📬"  # messages found in queues
    IDLE = "😴"  # idle mode, failure cool-down
    CLEANUP = "🧹"  # clean-up, purge of stale data
    DLQ_PURGED = "🗑️"  # dead-letter queue purged
    GUARD = "🛡️"  # safety guard, security
    SHRINK = "📉"  # batch size reduced
    GROW = "📈"  # batch size increased
    NOTICE = "📝"  # mode notice
    AUTH = "🔐"  # authentication
    VERSION_FOUND = "📅"  # dump version or date discovery
    MUSICBRAINZ = "🎵"  # MusicBrainz or music operation
    PAUSED = "⏸️"  # remote rate limit, intake paused
    THROTTLED = "🐢"  # polite throttle
    ARCHIVE = "📦"  # archive streaming
    CLOSED = "🔌"  # connection closed
