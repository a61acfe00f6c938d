// How many updates of its progress a job of BullMQ's makes a second: `update_progress.js redis SOCKET SECONDS` or
// `update_progress.js postgres SOCKET_FOLDER DATABASE SECONDS` prints JSON. As its documentation has it, the job waits for
// each update before the next; then the same with a hundred under way at a time.
import { createPostgresBackend, Queue, QueueEvents, Worker } from 'bullmq';
import { performance } from 'node:perf_hooks';

const [kind, host, ...rest] = process.argv.slice(2);
const milliseconds = 1000 * Number(rest.at(-1));
const onPostgres = kind === 'postgres';
const connection = onPostgres
  ? { host, port: 5432, user: 'postgres', database: rest[0], migrate: true }
  : { path: host, maxRetriesPerRequest: null };
const backend = onPostgres ? createPostgresBackend : undefined;

async function updatesPerSecond(job, atATime) {
  const began = performance.now();
  let updates = 0;
  while (performance.now() - began < milliseconds) {
    await Promise.all(Array.from({ length: atATime }, () => job.updateProgress(++updates)));
  }
  return (1000 * updates) / (performance.now() - began);
}

const name = 'export';
const worker = new Worker(
  name,
  async (job) => ({ awaited: await updatesPerSecond(job, 1), pipelined: await updatesPerSecond(job, 100) }),
  { connection },
  backend,
);
const queue = new Queue(name, { connection }, backend);
const events = new QueueEvents(name, { connection }, backend);
await Promise.all([worker.waitUntilReady(), events.waitUntilReady()]);

const job = await queue.add('one', {});
console.log(JSON.stringify(await job.waitUntilFinished(events)));
await Promise.all([worker.close(), queue.close(), events.close()]);
