"""`sample-catalogue`: write the sample catalogue as dump files."""

from pathlib import Path
import sys
import time
from typing import Annotated

from rich.console import Console
import typer

from utilities.sample import discogs, musicbrainz
from utilities.sample.month import Month, grown
from utilities.sample.world import World


THIS_MONTH = "20260101"
NEXT_MONTH = "20260201"
SAMPLE_MARK = "SAMPLE"

app = typer.Typer(add_completion=False, help=__doc__)


@app.command()
def write(
    out: Annotated[Path, typer.Option(help="Folder to write into; it is made when absent.")],
    releases: Annotated[int, typer.Option(min=1, help="Releases; artists, labels and masters come in proportion.")] = 3000,
    seed: Annotated[int, typer.Option(help="The same seed and size always give the same files.")] = 1,
    month: Annotated[str, typer.Option(help="`this`, or `next`: the same world a month later, with edits, additions and removals.")] = "this",
    musicbrainz_share: Annotated[
        float, typer.Option(min=0, max=1, help="1: MusicBrainz knows and links every record; below: part of the usual shares.")
    ] = 0.99,
    quiet: Annotated[bool, typer.Option(help="No progress.")] = False,
) -> None:
    """Write a made-up catalogue: Discogs .xml.gz files with CHECKSUM, and MusicBrainz .jsonl.xz files in `musicbrainz/`."""
    if month not in ("this", "next"):
        raise typer.BadParameter("must be 'this' or 'next'", param_hint="--month")
    console = Console(stderr=True, quiet=quiet)
    world = World(releases, seed)
    shown = Month(THIS_MONTH)
    if month == "next":
        world, shown = grown(world), Month(NEXT_MONTH, is_next=True)
    began = time.monotonic()
    with console.status("writing …") as status:
        counts = discogs.write_dump(world, shown, out, lambda kind, n: status.update(f"writing {kind}: {n:,}"))
        if musicbrainz_share:
            folder = out / "musicbrainz" / f"{shown.date}-000000"
            counts |= {
                f"musicbrainz {k}": v
                for k, v in musicbrainz.write_dump(
                    world, shown, folder, musicbrainz_share, lambda kind, n: status.update(f"writing {kind}: {n:,}")
                ).items()
            }
    # The mark by which `./up --dumps` tells these dumps from real ones, which must never mix in one store.
    (out / SAMPLE_MARK).write_text("A made-up catalogue: nothing in it exists.\n", encoding="utf-8")
    for kind, count in counts.items():
        sys.stdout.write(f"{kind}: {count:,}\n")
    console.print(f"done in {time.monotonic() - began:.1f} s: {out}")


def main() -> None:
    """Entry point of the command."""
    app()
