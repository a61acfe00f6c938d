"""A fresh database on the tests' PostgreSQL, which is named by SUASOR_TEST_DATABASE, asked through psql."""

import atexit
import contextlib
import json
import os
import re
import subprocess
import threading
import uuid

from api import wait_until

LOCK_SECONDS = 600


class Database:
    def __init__(self, server=None):
        """On another server if there is one."""
        self._server = server or os.environ["SUASOR_TEST_DATABASE"]
        self._name = f"e2e_{uuid.uuid4().hex}"
        _psql(self._server, f"CREATE DATABASE {self._name}")
        self._exists = True
        atexit.register(self.drop)
        # The last one of a name wins.
        self.conninfo = f"{self._server} dbname={self._name}"

    def execute(self, sql):
        _psql(self.conninfo, sql)

    def rows(self, query):
        """What the query gives, each row as a dict by column; JSON columns are decoded."""
        return json.loads(_psql(self.conninfo, f"SELECT coalesce(json_agg(q), '[]') FROM ({query}) AS q"))

    def value(self, query):
        """The only column of the only row."""
        (row,) = self.rows(query)
        (value,) = row.values()
        return value

    def texts(self):
        """Every value that can hold text, of every table: (table, column, text)."""
        columns = self.rows(
            "SELECT table_name AS tab, column_name AS col FROM information_schema.columns WHERE table_schema = 'public' AND"
            " data_type IN ('text', 'character varying', 'json', 'jsonb', 'bytea', 'ARRAY')"
        )
        for column in columns:
            name, table = f'"{column["col"]}"', f'"{column["tab"]}"'
            for row in self.rows(f"SELECT {name}::text AS value FROM public.{table} WHERE {name} IS NOT NULL"):
                yield column["tab"], column["col"], row["value"]

    @contextlib.contextmanager
    def locked(self, rows):
        """Nobody else changes these rows, "TABLE WHERE ...", meanwhile."""
        holder = f"lock {uuid.uuid4().hex}"
        lock = f"BEGIN; SET application_name = '{holder}'; SELECT FROM {rows} FOR UPDATE; SELECT pg_sleep({LOCK_SECONDS})"

        def hold():
            with contextlib.suppress(AssertionError):  # it is ended in the middle
                _psql(self.conninfo, lock, seconds=LOCK_SECONDS + 60)

        holding = f"application_name = '{holder}' AND query LIKE '%pg_sleep%'"
        thread = threading.Thread(target=hold)
        thread.start()
        try:
            there = f"SELECT count(*) AS n FROM pg_stat_activity WHERE {holding}"
            wait_until(lambda: self.value(there) == 1, 30, lambda: f"no lock of {rows}")
            yield
        finally:
            self.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {holding}")
            thread.join()

    def take_away(self):
        """Nobody reaches it any more, as if its server had ended."""
        _psql(self._server, f"ALTER DATABASE {self._name} WITH ALLOW_CONNECTIONS false")
        _psql(self._server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self._name}'")

    def give_back(self):
        _psql(self._server, f"ALTER DATABASE {self._name} WITH ALLOW_CONNECTIONS true")

    def drop(self):
        """Also from under those who still use it. Tolerates a second call."""
        if self._exists:
            self._exists = False
            _psql(self._server, f"DROP DATABASE {self._name} WITH (FORCE)")


def _psql(conninfo, sql, seconds=60):
    command = ["psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1", "--dbname", conninfo]
    done = subprocess.run(command, input=sql, capture_output=True, text=True, timeout=seconds)
    if done.returncode != 0:
        raise AssertionError(f"psql: {re.sub(r'^psql:[^:]*:', '', done.stderr)}in: {sql}")
    return done.stdout
