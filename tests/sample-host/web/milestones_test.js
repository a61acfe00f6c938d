// What a screen reader says of runs.
import assert from 'node:assert/strict';
import test from 'node:test';
import { Milestones } from '../../../sample-host/web/milestones.js';
import { someRun } from './scripted_host.js';

function said(...states) {
  const milestones = new Milestones();
  return states.map((state) => milestones.next(someRun(state), 'Music')).filter((text) => text !== '');
}

const percents = (from, to) => Array.from({ length: to - from + 1 }, (_, i) => ({ progress: from + i }));

test('A run is heard of when it begins, at each quarter, and when it ends', () => {
  assert.deepEqual(said(...percents(0, 99), { status: 'completed', progress: 100, processedItems: 1200 }),
    ['Music has started', 'Music: 25 %', 'Music: 50 %', 'Music: 75 %', 'Music has completed: 1,200 items']);
});

test('A run that is under way already is heard of at its next quarter', () => {
  assert.deepEqual(said(...percents(40, 60)), ['Music: 50 %']);
});

test('A run that skips quarters is heard of once', () => {
  assert.deepEqual(said({ progress: 0 }, { progress: 80 }), ['Music has started', 'Music: 80 %']);
});

test('An end is heard of once, and why a run failed with it', () => {
  const failed = { status: 'failed', progress: 10, errorMessage: 'the server is gone' };
  assert.deepEqual(said(failed, failed), ['Music has failed: the server is gone']);
  assert.deepEqual(said({ progress: 30 }, { status: 'cancelled', progress: 30 }), ['Music was cancelled']);
});
