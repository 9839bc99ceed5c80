"""One extraction run: choose a version, look at its marker, fetch, publish every file, say that it is complete.

The marker decides what is left to do, and is saved before anything is done that relies on it. A file is complete only after the
broker has confirmed its `file_complete`, the run only after `extraction_complete` is confirmed on every exchange.
"""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from enum import StrEnum
import hashlib
from importlib import resources
from pathlib import Path
from typing import Final

from common.domain.data_types import Source
from common.domain.messages import ExtractionComplete, FileComplete, RunStamp, format_timestamp
from common.runtime.errors import DiscogsographyError, describe_exception
from common.runtime.logging import get_logger
from common.runtime.marks import Mark
from common.runtime.state_marker import Decision, StateMarker, Status, discogs_marker_path, load_marker, musicbrainz_marker_path
from extractor.blocks import MAX_MALFORMED
from extractor.download.retention import remove_old_versions
from extractor.dumps import Choice, DumpSource
from extractor.files import flagged_sink, open_blocks
from extractor.links import build_links
from extractor.pipeline import DumpFile, Edition, FileFailed, FilePublisher, OpenFile
from extractor.publish.control import ControlChannel
from extractor.publish.pool import WorkerPool
from extractor.publish.worker import WorkerConfig
from extractor.rules import load_rules
from extractor.settings import ExtractorSettings
from extractor.state.keeper import MarkerKeeper
from extractor.status import LiveStatus


DRAIN_S: Final = 3.0
"""How long a cancelled run waits for what the broker is about to confirm, so that less is sent twice."""

log = get_logger(__name__)


class RunFailed(DiscogsographyError):  # noqa: N818 - named for what it is
    """The run ended without its completion message; the next one goes on from the marker."""


class Outcome(StrEnum):
    """How a run that did not fail ended."""

    PUBLISHED = "published"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Run:
    """One run; `execute` does it."""

    settings: ExtractorSettings
    source: DumpSource
    live: LiveStatus
    force: bool = False

    async def execute(self) -> Outcome:
        """Do whatever the marker says is left.

        Raises:
            DiscogsographyError, OSError: the run failed; the marker says where the next one goes on.
        """
        try:
            return await self._execute()
        finally:
            await self.source.close()

    async def _execute(self) -> Outcome:
        settings, live = self.settings, self.live
        live.stage = "choosing"
        choice = await self.source.choose()
        live.version = choice.version
        live.partial = choice.is_partial or settings.extractor_limit is not None
        live.verified = bool(choice.checksums)
        path = marker_path(settings, choice.version, partial=live.partial)
        keeper = MarkerKeeper(self._marker(choice, path), path, save_every_records=settings.state_save_interval)
        decision = keeper.marker.decide()
        if decision is Decision.SKIP:
            log.info(Mark.SKIPPED, "Version is already complete", version=choice.version)
            return Outcome.SKIPPED
        if decision is Decision.REPROCESS:
            keeper.marker = StateMarker.new(choice.version)
        await asyncio.to_thread(path.parent.mkdir, parents=True, exist_ok=True)
        log.info(Mark.PROCESSING, "Run begins", version=choice.version, decision=decision.value, partial=live.partial)
        live.stage = "fetching"
        try:
            files = await self.source.fetch(choice, keeper)
        except (DiscogsographyError, OSError) as error:
            if settings.source is Source.DISCOGS:
                keeper.marker.fail_download(describe_exception(error))
            await keeper.try_save()
            raise
        await self._process(keeper, files)
        await self._remove_old()
        return Outcome.PUBLISHED

    async def _remove_old(self) -> None:
        settings = self.settings
        if not settings.dumps_kept or settings.extractor_dump_dir is not None:
            return
        try:
            removed = await asyncio.to_thread(remove_old_versions, settings.root, settings.source, settings.dumps_kept)
        except OSError as error:
            log.warning(Mark.WARNING, "Old versions not removed", error=describe_exception(error))
            return
        if removed:
            log.info(Mark.CLEANUP, "Old versions removed", versions=removed)

    def _marker(self, choice: Choice, path: Path) -> StateMarker:
        stored = None if self.force else load_marker(path)
        if stored is None and not self.force and path.exists():
            log.warning(Mark.WARNING, "State marker cannot be read, starting afresh", path=str(path))
        return stored or StateMarker.new(choice.version)

    async def _process(self, keeper: MarkerKeeper, files: Sequence[DumpFile]) -> None:
        marker, live = keeper.marker, self.live
        phase = marker.processing_phase
        if phase.status is Status.PENDING or phase.started_at is None:
            marker.start_processing(len(files), keeper.clock)
        else:
            marker.resume_processing(len(files))
        for file in files:
            entry = phase.progress_by_file.get(file.name)
            if entry is not None and entry.status is Status.COMPLETED:
                live.restored(file.data_type, entry.messages_published)
        await keeper.save()
        run = RunStamp(marker.current_version, phase.started_at or format_timestamp(keeper.clock()))
        live.started_at = run.started_at
        pending = [file for file in files if not _is_complete(marker, file)]
        async with AsyncExitStack() as stack:
            live.stage = "connecting"
            control = await stack.enter_async_context(ControlChannel.open(self.settings))
            if pending:
                await self._publish_files(keeper, files, pending, run, control)
            marker.complete_processing(keeper.clock)
            await keeper.save()
            live.stage = "completing"
            try:
                await control.extraction_complete(self._completion(marker, files, run, keeper), self.settings.types, run)
            except DiscogsographyError as error:
                marker.fail_publishing(describe_exception(error))
                await keeper.try_save()
                raise
            marker.complete_extraction()
            await keeper.save()
        log.info(Mark.COMPLETE, "Run complete", version=run.version)

    async def _publish_files(
        self, keeper: MarkerKeeper, files: Sequence[DumpFile], pending: Sequence[DumpFile], run: RunStamp, control: ControlChannel
    ) -> None:
        settings, live = self.settings, self.live
        links = keeper.path.with_name(f".links_{run.version}.sqlite") if settings.source is Source.MUSICBRAINZ else None
        pool = WorkerPool(_worker_config(settings, links), settings.extractor_workers)
        beside = [asyncio.create_task(keeper.keep_saving()), asyncio.create_task(live.report_progress())]
        gate = asyncio.Semaphore(settings.max_workers)
        try:
            await pool.start()
            live.workers = pool.state
            if links is not None:
                live.stage = "linking"
                await build_links(links, files, pool, settings.block_bytes)
            live.stage = "publishing"
            for file in files:
                live.found(file.name, file.data_type, file.path.stat().st_size, is_complete=file not in pending)
            outcomes = await asyncio.gather(*(self._file_in_turn(gate, keeper, file, run, control, pool) for file in pending), return_exceptions=True)
        except asyncio.CancelledError:
            await pool.drain(DRAIN_S)
            raise
        finally:
            for task in beside:
                task.cancel()
            await keeper.try_save()
            live.workers = list
            await pool.close()
        failures = [outcome for outcome in outcomes if isinstance(outcome, BaseException)]
        for bug in (failure for failure in failures if not isinstance(failure, (DiscogsographyError, OSError))):
            raise bug
        if failures:
            error = "; ".join(str(failure) if isinstance(failure, DiscogsographyError) else describe_exception(failure) for failure in failures)
            keeper.marker.fail_processing(error)
            await keeper.try_save()
            raise RunFailed(error)

    async def _file_in_turn(
        self, gate: asyncio.Semaphore, keeper: MarkerKeeper, file: DumpFile, run: RunStamp, control: ControlChannel, pool: WorkerPool
    ) -> None:
        async with gate:
            self.live.active_files.add(file.name)
            try:
                await self._publish_file(keeper, file, run, control, pool)
            except asyncio.CancelledError:
                raise
            except (DiscogsographyError, OSError) as error:
                log.error(Mark.FAILED, "File failed", file=file.name, error=describe_exception(error))
                keeper.marker.fail_file_processing(file.name, str(error))
                raise FileFailed(f"{file.name}: {error}") from error
            finally:
                self.live.active_files.discard(file.name)

    async def _publish_file(self, keeper: MarkerKeeper, file: DumpFile, run: RunStamp, control: ControlChannel, pool: WorkerPool) -> None:
        marker, settings = keeper.marker, self.settings
        entry = marker.processing_phase.progress_by_file.get(file.name)
        flagged = flagged_sink(settings, run.version, file)
        opened = OpenFile(file, edition(settings), keeper.path.with_name(f".ids_{run.version}_{file.data_type}{_suffix(settings)}.log"), flagged)
        resumed = await opened.restore(entry.checkpoint if entry else None)
        if resumed:
            marker.resume_file_processing(file.name)
            self.live.restored(file.data_type, opened.total.published)
            log.info(Mark.PROCESSING, "File goes on from its checkpoint", file=file.name, records=opened.total.parsed, offset=opened.done.offset)
        else:
            marker.start_file_processing(file.name, keeper.clock)
        await keeper.save()
        publisher = FilePublisher(
            opened,
            control.exchange(file.data_type),
            run,
            pool,
            keeper,
            self.live,
            limit=settings.extractor_limit,
            malformed_limit=MAX_MALFORMED if settings.source is Source.DISCOGS else None,
        )
        source = await asyncio.to_thread(open_blocks, settings, file, opened.done)
        # Tracked until it is complete or failed, and once more by the save at the end of a cancelled run.
        keeper.track(opened)
        try:
            await publisher.publish(source)
        finally:
            source.close()
        await keeper.save()
        await asyncio.to_thread(flagged.finish, opened.total.parsed)
        keeper.untrack(opened)
        message = FileComplete(file.data_type, opened.total.parsed, file.name, format_timestamp(keeper.clock()))
        await control.file_complete(message, file.data_type, run)
        done = marker.processing_phase.progress_by_file[file.name]
        done.distinct_published = await asyncio.to_thread(opened.ids.count)
        marker.complete_file_processing(file.name, opened.total.parsed, keeper.clock)
        await keeper.save()
        await asyncio.to_thread(opened.id_log.remove)
        self.live.completed_files += 1
        log.info(
            Mark.COMPLETE,
            "File complete",
            file=file.name,
            records=opened.total.parsed,
            published=opened.total.published,
            distinct=done.distinct_published,
            skipped=opened.total.skipped,
            malformed=opened.total.malformed,
        )

    def _completion(self, marker: StateMarker, files: Sequence[DumpFile], run: RunStamp, keeper: MarkerKeeper) -> ExtractionComplete:
        entries = {file.data_type.value: marker.processing_phase.progress_by_file[file.name] for file in files}
        zeros = dict.fromkeys((kind.value for kind in self.settings.types), 0)
        records = {kind: entry.records_extracted for kind, entry in entries.items()}
        published = {
            kind: entry.messages_published if entry.distinct_published is None else entry.distinct_published for kind, entry in entries.items()
        }
        log.info(Mark.COMPLETE, "All files are published", version=run.version, records=records, published=published)
        return ExtractionComplete(
            version=run.version,
            started_at=run.started_at,
            timestamp=format_timestamp(keeper.clock()),
            record_counts={**zeros, **records},
            published_counts={**zeros, **published},
            partial=self.live.partial,
            malformed_counts={kind: entry.records_malformed for kind, entry in entries.items() if entry.records_malformed},
        )


def _is_complete(marker: StateMarker, file: DumpFile) -> bool:
    entry = marker.processing_phase.progress_by_file.get(file.name)
    return entry is not None and entry.status is Status.COMPLETED


def _suffix(settings: ExtractorSettings) -> str:
    return f"_limit{settings.extractor_limit}" if settings.extractor_limit is not None else ""


def marker_path(settings: ExtractorSettings, version: str, *, partial: bool) -> Path:
    """Where a version's marker lies. A partial run has one of its own, under a name that no reader of full runs looks for."""
    full = discogs_marker_path(settings.root, version) if settings.source is Source.DISCOGS else musicbrainz_marker_path(settings.root, version)
    return full.with_name(f".partial{full.stem}{_suffix(settings)}.json") if partial else full


def edition(settings: ExtractorSettings) -> Edition:
    """What message bytes depend on beside the dump: the rules file and the code of the readers."""
    rules = settings.data_quality_rules
    rules_hash = load_rules(rules).fingerprint if rules is not None else "none"
    code = hashlib.sha256()
    for package in ("discogs", "musicbrainz", "rules"):
        for module in sorted(resources.files("extractor").joinpath(package).iterdir(), key=lambda each: each.name):
            if module.name.endswith((".py", ".so")):
                code.update(module.read_bytes())
    return Edition(rules_hash, code.hexdigest()[:16])


def _worker_config(settings: ExtractorSettings, links: Path | None) -> WorkerConfig:
    return WorkerConfig(
        source=settings.source.value,
        amqp_url=settings.amqp_url,
        connection_name=f"extractor-{settings.source}-worker",
        window=settings.queue_size,
        give_up_after_s=settings.publish_give_up,
        unroutable_patience_s=settings.unroutable_give_up,
        rules_path=str(settings.data_quality_rules) if settings.data_quality_rules is not None else None,
        links_path=str(links) if links is not None else None,
        log_level=settings.log_level,
    )
