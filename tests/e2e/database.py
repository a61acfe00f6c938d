"""A fresh database on the tests' PostgreSQL, which is named by SUASOR_TEST_DATABASE, asked through psql."""

import atexit
import contextlib
import copy
import json
import os
import re
import subprocess
import threading
import uuid

from api import wait_until

LOCK_SECONDS = 600


class Database:
    """On the tests' server or another; with an owner who is no superuser, and whom its conninfo names, if a name is given; a copy of
    another database, which nobody is using, if there is one."""

    def __init__(self, server=None, owner=None, like=None):
        self._server = server or os.environ["SUASOR_TEST_DATABASE"]
        self._name = f"e2e_{uuid.uuid4().hex}"
        self._owner = owner
        if owner:
            _psql(self._server, f"CREATE ROLE {owner} LOGIN")
        options = (f" OWNER {owner}" if owner else "") + (f" TEMPLATE {like._name}" if like else "")
        _psql(self._server, f"CREATE DATABASE {self._name}{options}")
        self._exists = True
        atexit.register(self.drop)
        # The last one of a name wins.
        self._superuser = f"{self._server} dbname={self._name}"
        self.conninfo = f"{self._superuser} user={owner}" if owner else self._superuser

    def on(self, server):
        """The same one, as another server has it."""
        copied = copy.copy(self)
        copied._exists = False  # to drop
        copied._superuser = copied.conninfo = f"{server.conninfo} dbname={self._name}"
        return copied

    @property
    def socket(self):
        """Of its server."""
        place = dict(word.split("=", 1) for word in self._server.split())
        return f"{place['host']}/.s.PGSQL.{place['port']}"

    def execute(self, sql, seconds=60):
        _psql(self._superuser, sql, seconds)

    def rows(self, query):
        """What the query gives, each row as a dict by column; JSON columns are decoded."""
        return json.loads(_psql(self._superuser, f"SELECT coalesce(json_agg(q), '[]') FROM ({query}) AS q"))

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

    def locked(self, rows):
        """Nobody else changes these rows, "TABLE WHERE ...", meanwhile."""
        return self.holding(f"SELECT FROM {rows} FOR UPDATE")

    @contextlib.contextmanager
    def holding(self, lock):
        """The statement `lock` has locked what it locks, for a session that does nothing else."""
        holder = f"lock {uuid.uuid4().hex}"
        script = f"BEGIN; SET application_name = '{holder}'; {lock}; SELECT pg_sleep({LOCK_SECONDS})"

        def hold():
            with contextlib.suppress(AssertionError):  # it is ended in the middle
                _psql(self._superuser, script, seconds=LOCK_SECONDS + 60)

        holding = f"application_name = '{holder}' AND query LIKE '%pg_sleep%'"
        thread = threading.Thread(target=hold)
        thread.start()
        try:
            there = f"SELECT count(*) AS n FROM pg_stat_activity WHERE {holding}"
            wait_until(lambda: self.value(there) == 1, 30, lambda: f"not done: {lock}")
            yield
        finally:
            self.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {holding}")
            thread.join()

    def take_away(self):
        """Nobody reaches it any more, as if its server had ended."""
        self._alter("WITH ALLOW_CONNECTIONS false")
        self.disconnect()

    def give_back(self):
        self._alter("WITH ALLOW_CONNECTIONS true")

    def make_read_only(self):
        """For every session from now on, and there is none from before."""
        self._alter("SET default_transaction_read_only = on")
        self.disconnect()

    def make_writable(self):
        self._alter("RESET default_transaction_read_only")

    def limit_connections(self, most):
        """Of its owner; -1 is no limit."""
        _psql(self._server, f"ALTER ROLE {self._owner} CONNECTION LIMIT {most}")

    def disconnect(self):
        """Ends every session."""
        _psql(self._server, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self._name}'")

    def _alter(self, how):
        _psql(self._server, f"ALTER DATABASE {self._name} {how}")

    def drop(self):
        """Also from under those who still use it. Tolerates a second call."""
        if self._exists:
            self._exists = False
            _psql(self._server, f"DROP DATABASE {self._name} WITH (FORCE)")
            if self._owner:
                _psql(self._server, f"DROP ROLE {self._owner}")


def _psql(conninfo, sql, seconds=60):
    command = ["psql", "--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1", "--dbname", conninfo]
    done = subprocess.run(command, input=sql, capture_output=True, text=True, timeout=seconds)
    if done.returncode != 0:
        raise AssertionError(f"psql: {re.sub(r'^psql:[^:]*:', '', done.stderr)}in: {sql}")
    return done.stdout
