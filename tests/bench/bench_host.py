"""The host that is measured: on a database of its own, with the plugin, with alice, and with a plugin that reports."""

import contextlib
import os
import shutil

from database import Database
from host import Host


@contextlib.contextmanager
def running_host():
    """The host, and alice's token."""
    with contextlib.ExitStack() as cleanup:
        database = Database()
        cleanup.callback(database.drop)
        host = Host(database, log_level="warn")
        cleanup.callback(host.remove)
        shutil.copy(os.environ["SUASOR_REPORTER"], host.plugins)
        token = host.add_user("alice")
        host.start()
        yield host, token


def start_export(host, token, **order):
    """The id of a new run of the reporting plugin: {items, itemMilliseconds, holdAt}."""
    answer = host.api(token).post("jobs/example.export/run", order)
    assert answer.status == 202, answer.body
    return answer.json()["runID"]
