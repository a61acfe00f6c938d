// A database of its own for each test, on the PostgreSQL that ctest has started.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { setting } from './environment.js';

const run = promisify(execFile);

async function administer(statement) {
  await run('psql', ['--no-psqlrc', '--quiet', '--set=ON_ERROR_STOP=1', '--command', statement, setting('SUASOR_TEST_DATABASE')]);
}

// Resolves with its connection string.
export async function createDatabase(undo) {
  const name = `suasor_browser_${process.pid}`;
  await administer(`CREATE DATABASE ${name}`);
  undo.push(() => administer(`DROP DATABASE ${name} WITH (FORCE)`));

  // libpq takes the last of two values.
  return `${setting('SUASOR_TEST_DATABASE')} dbname=${name}`;
}
