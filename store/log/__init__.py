"""The statement log: a folder of Parquet files that answers without reading documents again.

``import_files`` takes statements in, ``info`` says what is there, ``simulate_log`` runs them through a journey.
``prepare`` makes the columns that a plan asks for and ``match_log`` what each owner's fold needs, by partition.
"""

from store.log.counts import LogMatchCounts, count_matching, count_standing
from store.log.events import effective_documents, events_of, events_of_owners
from store.log.importer import ImportTotals, import_files
from store.log.manifest import Manifest
from store.log.manifest import read as read_manifest
from store.log.match_phase import match_log, prepare
from store.log.rejects import read_rejects
from store.log.rows import partition_of
from store.log.simulation import simulate_log
from store.log.summary import Info, case_twins, info, sample

__all__ = [
    "ImportTotals",
    "Info",
    "LogMatchCounts",
    "Manifest",
    "case_twins",
    "count_matching",
    "count_standing",
    "effective_documents",
    "events_of",
    "events_of_owners",
    "import_files",
    "info",
    "match_log",
    "partition_of",
    "prepare",
    "read_manifest",
    "read_rejects",
    "sample",
    "simulate_log",
]
