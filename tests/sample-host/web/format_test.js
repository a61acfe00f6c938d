// What numbers and states are called.
import assert from 'node:assert/strict';
import test from 'node:test';
import {
  counted, duration, durationText, failuresText, numbersText, pageTitle, progressText, rateText, remainingText, warningText,
  whenText,
} from '../../../sample-host/web/format.js';
import { someRun, someSync } from './scripted_host.js';

function table(name, format, rows) {
  test(name, () => {
    for (const [input, expected] of rows) assert.equal(format(input), expected, JSON.stringify(input));
  });
}

table('Remaining time is coarse, and absent while it is not known', remainingText, [
  [null, ''], [0, 'under 5 s left'], [4.9, 'under 5 s left'], [7.8, 'about 10 s left'], [31, 'about 30 s left'],
  [57, 'about 55 s left'], [58, 'about 1 min left'], [130, 'about 2 min left'], [3540, 'about 59 min left'],
  [3600, 'about 1 h left'], [4900, 'about 1 h 20 min left'], [360000, 'about 100 h left'],
]);

table('A rate has as many digits as it takes', rateText, [
  [null, ''], [0, ''], [664.5, '665/s'], [59.4, '59/s'], [12345, '12,345/s'], [9.96, '10.0/s'], [4.24, '4.2/s'],
  [0.2, '12/min'],
]);

table('A duration is in two units at most', duration, [
  [0, 'less than 1 s'], [0.99, 'less than 1 s'], [1, '1 s'], [59.4, '59 s'], [59.6, '1 min 0 s'], [200, '3 min 20 s'],
  [3900, '1 h 5 min'], [7200, '2 h'],
]);

table('A duration takes both ends', durationText, [
  [{ startTime: null, endTime: null }, ''],
  [{ startTime: '2026-01-02T03:04:05.678Z', endTime: null }, ''],
  [{ startTime: '2026-01-02T03:04:05.678Z', endTime: '2026-01-02T03:05:07.678Z' }, '1 min 2 s'],
]);

table('Progress is in items, of as many as are known', progressText, [
  [someRun(), '738 of 1,200'],
  [someRun({ progressData: someSync({ totalIsEstimate: true }) }), '738 of about 1,200'],
  [someRun({ totalItems: null }), '738 items'],
  [someRun({ totalItems: null, processedItems: 1 }), '1 item'],
  [someRun({ totalItems: null, processedItems: null }), ''],
  [someRun({ totalItems: null, processedItems: 0 }), ''],
  [someRun({ progressData: null }), '738 of 1,200'],
]);

table('One line says how far a run is, or how it ended', numbersText, [
  [someRun(), '738 of 1,200 · 60/s · about 10 s left'],
  [someRun({ etaSeconds: null, itemsPerSecond: null }), '738 of 1,200'],
  [someRun({ liveness: 'stalled' }), '738 of 1,200'],
  [someRun({ liveness: 'lost' }), '738 of 1,200'],
  [someRun({ status: 'pending' }), 'Waiting to start'],
  [someRun({ progressData: someSync({ phase: 'fetching' }), statusMessage: 'Fetching media items from client' }),
    'Fetching media items from client'],
  [someRun({ progressData: null, statusMessage: 'Exported item 7' }),
    'Exported item 7 · 738 of 1,200 · 60/s · about 10 s left'],
  [someRun({ progressData: null, totalItems: null, statusMessage: 'Working' }), 'Working'],
  [someRun({ status: 'completed', processedItems: 1200, endTime: '2026-01-02T03:04:25.678Z' }),
    'Completed · 1,200 items · in 20 s'],
  [someRun({ status: 'completed', processedItems: 1 }), 'Completed · 1 item'],
  [someRun({ status: 'failed', endTime: '2026-01-02T03:04:25.678Z' }), 'Failed at 63 % · 738 of 1,200 · after 20 s'],
  [someRun({ status: 'cancelled' }), 'Cancelled at 63 % · 738 of 1,200'],
]);

test('A run that does not move says why', () => {
  assert.equal(warningText(someRun()), '');
  assert.match(warningText(someRun({ liveness: 'stalled' })), /alive and goes on/);
  assert.match(warningText(someRun({ liveness: 'lost' })), /Another host takes over/);
  assert.doesNotMatch(warningText(someRun({ jobName: 'example.export', liveness: 'lost' })), /takes over/);
  assert.equal(warningText(someRun({ liveness: null })), '');
});

table('What failed is counted, and entries that lead nowhere are not called failures', failuresText, [
  [someSync(), ''],
  [someSync({ counts: { failed: 1 } }), '1 item failed'],
  [someSync({ counts: { failed: 1500 } }), '1,500 items failed'],
  [someSync({ failures: [{ itemID: 'x', title: 'X', error: 'is not in the library' }] }),
    'Some entries of lists are not in the library'],
]);

test('A time is told as people tell it', () => {
  const now = new Date(2026, 0, 2, 15, 0);
  const rows = [
    [new Date(2026, 0, 2, 0, 5), 'today, 00:05'], [new Date(2026, 0, 1, 23, 59), 'yesterday, 23:59'],
    [new Date(2025, 11, 31, 12, 0), '31 Dec 2025, 12:00'], [new Date(2026, 2, 9, 12, 0), '9 Mar, 12:00'],
  ];
  for (const [time, expected] of rows) assert.equal(whenText(time.toISOString(), now), expected);
});

test('The title of the page tells how far all runs are, or that the host is away', () => {
  assert.equal(pageTitle([], 'streaming'), 'Suasor');
  assert.equal(pageTitle([someRun()], 'streaming'), '63 % – Suasor');
  assert.equal(pageTitle([someRun(), someRun({ progress: 20 })], 'polling'), '41 % of 2 runs – Suasor');
  assert.equal(pageTitle([someRun()], 'away'), 'Host away – Suasor');
});

test('One is not many', () => {
  assert.equal(counted(1, 'run', 'runs'), '1 run');
  assert.equal(counted(0, 'run', 'runs'), '0 runs');
  assert.equal(counted(20000, 'run', 'runs'), '20,000 runs');
});
