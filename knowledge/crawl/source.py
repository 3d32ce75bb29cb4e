"""What a crawl can read: a website, its sitemap or feed, a folder of saved pages, a CMS's export."""

from __future__ import annotations

from pathlib import Path

from bot.db import Database
from bot.errors import InputFileError
from knowledge.crawl.export import read_export
from knowledge.crawl.folder import crawl_pages, import_page_folder
from knowledge.crawl.options import CrawlOptions
from knowledge.crawl.report import CrawlReport
from knowledge.crawl.site import Progress, crawl_site

EXPORTS = (".jsonl", ".ndjson")


def crawl_source(
    database: Database,
    source: str,
    base_url: str = "",
    options: CrawlOptions | None = None,
    progress: Progress | None = None,
) -> CrawlReport:
    """Crawl whatever `source` is. Raises InputFileError for what is none of these, else as `crawl_site`."""
    if source.lower().startswith(("https://", "http://")):
        return crawl_site(database, source, options, progress)
    path = Path(source)
    if path.suffix.lower() in EXPORTS and path.is_file():
        return crawl_pages(database, read_export(path, base_url), str(path.resolve()), progress)
    if path.is_dir():
        return import_page_folder(database, path, base_url, progress)
    raise InputFileError(f"{source} is not a folder of saved pages, nor a .jsonl export, nor a web address")
