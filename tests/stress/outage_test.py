#!/usr/bin/python3
"""A database that is stopped, that crashes and that ends sessions in the middle of what they do, while hosts are killed and the media
server has bad days."""

from host_case import main
from private_postgres import PrivatePostgres
from stress_case import IN_A_TRANSACTION, PATIENCE_SECONDS, SPOILT_PERCENT, Database, StressCase
from watchers import wait_for

OUTAGES = 8
STORMS = 4  # before each, in which sessions are ended
SHORT_SECONDS = (0.1, 1.5)
LONG_SECONDS = (4, 7)  # longer than it takes to be taken for dead

# A share of all sessions of the hosts; heartbeats and listeners are among them.
END_SOME = """
    SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity
    WHERE datname = current_database() AND application_name LIKE 'suasor-host%' AND random() < {share}"""

# Those that are in the middle of a transaction; waits for them.
END_TRANSACTIONS = f"""
    CREATE FUNCTION end_transactions() RETURNS bigint LANGUAGE plpgsql AS $$
    DECLARE ended bigint;
    BEGIN
        FOR i IN 1..1500 LOOP
            PERFORM pg_stat_clear_snapshot();
            SELECT count(pg_terminate_backend(pid)) INTO ended FROM pg_stat_activity WHERE {IN_A_TRANSACTION};
            EXIT WHEN ended > 0;
            PERFORM pg_sleep(0.001);
        END LOOP;
        RETURN ended;
    END $$"""


class Outage(StressCase):
    kind = "emby"

    def make_database(self):
        self.postgres = PrivatePostgres()
        self.addCleanup(self.postgres.remove)
        return Database(self.postgres.conninfo)

    def end_some_sessions(self):
        self.faults["sessions ended"] += self.database.value(END_SOME.format(share=self.dice.choice([0.2, 0.6, 1])))

    def end_transactions(self):
        self.faults["sessions ended in a transaction"] += self.database.value("SELECT end_transactions() AS n")

    def kill_a_host(self):
        """The executor in the middle of a transaction, or anybody."""
        victim = self.dice.choice(self.hosts)
        if self.dice.random() < 0.5:
            self.a_moment_within_a_transaction()
            victim = self.executing_host(self.run_id)
        victim.kill()
        self.faults["kills of a host"] += 1
        victim.start()

    def stop_the_database_for_a_while(self):
        how = self.dice.choice(["fast", "immediate"])
        self.postgres.halt(how)
        self.faults["crashes of the database" if how == "immediate" else "stops of the database"] += 1
        self.any_moment(self.dice.uniform(*self.dice.choice([SHORT_SECONDS, LONG_SECONDS])))
        self.postgres.resume()

    def test_again_and_again_in_one_sync(self):
        with self.telling():
            self.database.execute(END_TRANSACTIONS)
            self.server.spoil(SPOILT_PERCENT)
            self.server.pause(self.pause)
            run = self.run_id = self.start_sync()
            for left in range(OUTAGES, 0, -1):
                self.spread_over(left)
                # One kill, because three attempts in a row that commit nothing end the run.
                storms = [self.kill_a_host, *self.dice.choices([self.end_some_sessions, self.end_transactions], k=STORMS)]
                self.dice.shuffle(storms)
                for storm in storms:
                    self.any_moment(0.5)
                    storm()
                self.stop_the_database_for_a_while()
                self.wait_for_more(run)
            self.hurry()
            self.assert_all_arrived(run)
            self.assert_nothing_is_left_over()

    def wait_for_more(self, run):
        """Until the run has moved since the database is back."""
        before = self.database.value(f"SELECT processed_items FROM job_runs WHERE id = {run}")
        wait_for(self.pollers, lambda run: run["processedItems"] > before, PATIENCE_SECONDS, "another item")


if __name__ == "__main__":
    main()
