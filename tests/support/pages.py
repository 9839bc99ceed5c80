"""A small build of a page, for services that serve one."""

import gzip
from pathlib import Path


SCRIPT = b"export {};" * 200
NONCE_META = '<meta property="csp-nonce" nonce="__CSP_NONCE__">'
SCRIPT_TAG = '<script type="module" src="/assets/index-Ab3dEf9h.js"></script>'


def page_folder(folder: Path, title: str) -> Path:
    """Write one."""
    files = {
        "index.html": f"<!doctype html><title>{title}</title>{NONCE_META}{SCRIPT_TAG}".encode(),
        "assets/index-Ab3dEf9h.js": SCRIPT,
        "assets/index-Ab3dEf9h.js.br": b"packed by brotli",  # nothing here unpacks it
        "assets/index-Ab3dEf9h.js.gz": gzip.compress(SCRIPT, mtime=0),
        "assets/style-Zz_9-aBc.css": b"body{}",
        "assets/inter-x2x2x2x2.woff2": b"font",
        "brand/favicon.ico": b"icon",
        "brand/site.webmanifest": b"{}",
    }
    for name, body in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    return folder
