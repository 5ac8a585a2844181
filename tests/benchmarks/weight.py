"""What a page weighs on the wire for a browser that reads gzip: the first time, and later."""

import gzip
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from werkzeug.test import Client

from tests.benchmarks.figures import Figure
from tests.benchmarks.journey import BASE_URL

FIRST_BUDGET, LATER_BUDGET = 40, 10  # kilobytes
_ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Weight:
    """A page's bytes: as text, compressed, on the wire, and what it needs beside itself."""

    path: str
    raw: int
    gzipped: int
    wire: int
    assets: int


def weigh(app: Flask, pages: Mapping[str, bytes]) -> list[Weight]:
    """Weigh pages as they came over the wire, compressed."""
    client, known = Client(app), dict[str, int]()

    def asset(path: str) -> int:
        if path not in known:
            response = client.get(path, base_url=BASE_URL, headers={"Accept-Encoding": "gzip"})
            known[path] = len(response.data)
        return known[path]

    return [
        Weight(
            path=path,
            raw=len(html := gzip.decompress(body)),
            gzipped=len(gzip.compress(html)),
            wire=len(body),
            assets=sum(asset(address) for address in set(_ASSET.findall(html.decode()))),
        )
        for path, body in pages.items()
    ]


def figures(weights: list[Weight]) -> Iterator[Figure]:
    """The heaviest page, the first time and later."""
    first = max(weights, key=lambda weight: weight.wire + weight.assets)
    later = max(weights, key=lambda weight: weight.wire)
    heaviest = (first.wire + first.assets) / 1000
    yield Figure("Heaviest page, first visit", "kB", heaviest, budget=FIRST_BUDGET)
    yield Figure("Heaviest page, later", "kB", later.wire / 1000, budget=LATER_BUDGET)


def listing(weights: list[Weight]) -> str:
    """Every page as a Markdown table."""
    rows = "\n".join(
        f"| {w.path} | {w.raw:,} | {w.gzipped:,} | {w.wire:,} | {w.wire + w.assets:,} |"
        for w in weights
    )
    head = "| Page | Bytes of HTML | gzipped | later, as sent | first visit, as sent |"
    return f"{head}\n|---|---:|---:|---:|---:|\n{rows}"
