"""A city's website into the database: politely, safely, page by page, and again only what changed."""
