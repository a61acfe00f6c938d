// The widget against a host that does what the test wants: it streams, polls where streaming does not work, waits for a host
// that is away, and gives up only on what the host refuses for good.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import {
  JobProgressError, pollJobProgress, watchActiveJobs, watchJobProgress,
} from '../../../sample-host/web/job-progress.js';
import { UndoStack } from '../../browser/undo_stack.js';
import { ScriptedHost, someRun } from './scripted_host.js';

const running = (different) => someRun({ id: 42, ...different });
const ended = running({ status: 'completed', progress: 100, processedItems: 1200 });
const patience = { timeout: 50_000 };

// A host with one run, 42, and what the widget makes of it.
async function serve(t, run = running()) {
  const undo = new UndoStack();
  t.after(() => undo.unwind());
  const host = new ScriptedHost();
  host.runs = [run];
  const url = await host.listen(undo);

  const stop = new AbortController();
  undo.push(async () => stop.abort());
  const states = [];
  const connections = [];
  const options = {
    base: `${url}/api/v1`, interval: 20, signal: stop.signal, onConnection: (connection) => connections.push(connection),
  };
  return { host, options, states, connections, stop, take: (state) => states.push(state) };
}

async function until(isTrue) {
  while (!isTrue()) await delay(2);
}

function asked(host, type) {
  return host.requests.filter((each) => each.endsWith(type)).length;
}

test('Polls a run to its end and hears of news only', patience, async (t) => {
  const { host, options, states, connections, take } = await serve(t);

  const last = pollJobProgress(42, take, options);
  await until(() => asked(host, 'application/json') > 5);
  assert.equal(states.length, 1, 'an unchanged state came twice');
  host.show(ended);

  assert.deepEqual(await last, ended);
  assert.deepEqual(states.map((each) => each.progress), [63, 100]);
  assert.deepEqual(connections, ['polling']);
  assert.equal(asked(host, 'text/event-stream'), 0);
});

test('Waits for a run that has not begun', patience, async (t) => {
  const { host, options, states, take } = await serve(t, running({ status: 'pending', progress: 0 }));

  const last = pollJobProgress(42, take, options);
  await until(() => states.length === 1);
  host.show(running());
  await until(() => states.length === 2);
  host.show(ended);

  assert.equal((await last).status, 'completed');
});

test('Calls updateProgressUI of the page, as the function in the proposal does', patience, async (t) => {
  const { options, states, take } = await serve(t, ended);
  globalThis.updateProgressUI = take;
  t.after(() => { delete globalThis.updateProgressUI; });

  await pollJobProgress(42, undefined, options);

  assert.deepEqual(states, [ended]);
});

test('Streams a run to its end, with one question before', patience, async (t) => {
  const { host, options, states, connections, take } = await serve(t);

  const last = watchJobProgress(42, take, options);
  await until(() => host.openStreams === 1);
  for (let progress = 64; progress < 70; ++progress) host.show(running({ progress }));
  host.show(ended);

  assert.deepEqual(await last, ended);
  assert.deepEqual(states.map((each) => each.progress), [63, 64, 65, 66, 67, 68, 69, 100]);
  assert.deepEqual(connections, ['streaming']);
  assert.equal(host.requests.length, 2);
  await until(() => host.openStreams === 0);
});

test('Polls where streams are refused', patience, async (t) => {
  const { host, options, connections, take } = await serve(t);
  host.refusesStreams = true;

  const last = watchJobProgress(42, take, options);
  await until(() => connections.includes('polling'));
  host.show(ended);

  assert.equal((await last).status, 'completed');
  assert.deepEqual(connections, ['polling']);
  assert.equal(asked(host, 'text/event-stream'), 1, 'streams were tried again at once');
});

test('Polls for a while after a stream that broke early', patience, async (t) => {
  const { host, options, states, connections, take } = await serve(t);

  const last = watchJobProgress(42, take, options);
  await until(() => connections.includes('streaming'));
  host.cutStreams();
  await until(() => connections.includes('polling'));
  host.show(running({ progress: 70 }));
  await until(() => states.length === 2);
  host.show(ended);

  assert.equal((await last).status, 'completed');
  assert.deepEqual(connections, ['streaming', 'polling']);
});

test('Waits for a host that is away and goes on from where it was', patience, async (t) => {
  const { host, options, states, connections, take } = await serve(t);

  const last = watchJobProgress(42, take, options);
  await until(() => connections.includes('streaming'));
  host.isAway = true;
  host.cutStreams();
  await until(() => connections.includes('away'));
  host.isAway = false;
  await until(() => connections.length === 3);
  host.show(ended);

  assert.equal((await last).status, 'completed');
  assert.deepEqual(states.map((each) => each.progress), [63, 100]);
});

test('Takes a 503 for a host that is away, and comes back no sooner than it was told', patience, async (t) => {
  const { host, options, connections, take } = await serve(t);
  host.refusal = { status: 503, headers: { 'Retry-After': '2' } };

  const began = Date.now();
  const last = pollJobProgress(42, take, options);
  await until(() => connections.includes('away'));
  host.refusal = undefined;
  host.show(ended);

  assert.equal((await last).status, 'completed');
  assert.ok(Date.now() - began >= 1900);
});

test('Gives up on what is refused for good', patience, async (t) => {
  const { host, options, take } = await serve(t);

  await assert.rejects(pollJobProgress(43, take, options), new JobProgressError(404, 'there is no run 43'));
  host.isSignedIn = false;
  await assert.rejects(watchJobProgress(42, take, options), { name: 'JobProgressError', status: 401 });
  await assert.rejects(watchActiveJobs(take, options), { name: 'JobProgressError', status: 401 });
});

test('Gives up when the session ends while it streams', patience, async (t) => {
  const { host, options, take } = await serve(t);

  const last = watchActiveJobs(take, options);
  await until(() => host.openStreams === 1);
  host.isSignedIn = false;
  host.cutStreams();

  await assert.rejects(last, { status: 401 });
});

test('Follows the list until it is told to stop', patience, async (t) => {
  const { host, options, states, stop, take } = await serve(t);

  const over = watchActiveJobs(take, options);
  await until(() => host.openStreams === 1);
  host.show(someRun({ id: 43 }));
  host.show(ended);
  await until(() => states.length === 3);
  stop.abort();

  assert.equal(await over, undefined);
  assert.deepEqual(states.map((runs) => runs.map(({ id }) => id)), [[42], [43, 42], [43, 42]]);
  await until(() => host.openStreams === 0);
});

test('Is told to stop while it waits for the next poll', patience, async (t) => {
  const { options, states, stop, take } = await serve(t);

  const last = pollJobProgress(42, take, { ...options, interval: 1_000_000 });
  await until(() => states.length === 1);
  stop.abort();

  assert.equal(await last, undefined);
});

test('Reads answers in an envelope, and sends along what it is given', patience, async (t) => {
  const { host, options, states, take } = await serve(t, ended);
  host.envelops = true;

  await pollJobProgress(42, take, { ...options, headers: { Authorization: 'Bearer let-me-in' } });

  assert.deepEqual(states, [ended]);
  assert.equal(host.lastHeaders.authorization, 'Bearer let-me-in');
});

test('Does not hide what the callback throws', patience, async (t) => {
  const { host, options } = await serve(t);
  const fail = ({ progress }) => {
    if (progress > 63) throw new RangeError('no such bar');
  };

  const last = watchJobProgress(42, fail, options);
  await until(() => host.openStreams === 1);
  host.show(running({ progress: 64 }));

  await assert.rejects(last, new RangeError('no such bar'));
});
