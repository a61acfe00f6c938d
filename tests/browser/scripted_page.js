// The dashboard in front of a host that shows what the test wants to see.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { ScriptedHost } from '../sample-host/web/scripted_host.js';
import { openPage } from './chromium.js';
import { fill } from './household.js';
import { UndoStack } from './undo_stack.js';

const patience = 30_000;

// `prepare(host)` says what there is before the page is opened. The card of a run is found by what its heading holds.
export async function servePage(t, browser, prepare = fill, options = {}) {
  const undo = new UndoStack();
  t.after(() => undo.unwind());
  const host = new ScriptedHost();
  prepare(host);
  const { page, complaints } = await openPage(browser, await host.listen(undo), options);
  undo.push(() => page.context().close());
  const card = (name) => page.locator('.run', { has: page.getByRole('heading', { name }) });
  return { host, page, complaints, card };
}

export async function until(isTrue, what) {
  const deadline = Date.now() + patience;
  while (!await isTrue()) {
    assert.ok(Date.now() < deadline, what);
    await delay(10);
  }
}
