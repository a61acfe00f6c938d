// The page that the README shows, with the widget in it, does what the README says.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { ScriptedHost, someRun } from '../sample-host/web/scripted_host.js';
import { launchChromium } from './chromium.js';
import { UndoStack } from './undo_stack.js';

const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
const [, example] = readme.match(/^```html\n(.*?)^```/ms);

test("The README's page follows a run, and says why it failed", async (t) => {
  const undo = new UndoStack();
  t.after(() => undo.unwind());
  const host = new ScriptedHost();
  host.runs = [someRun({ id: 42 })];
  const browser = await launchChromium(undo);
  const page = await browser.newPage({ baseURL: await host.listen(undo) });
  await page.route('/page.html', (route) => route.fulfill({ contentType: 'text/html', body: `<!doctype html>${example}` }));
  const said = new Promise((resolve) => page.on('dialog', (dialog) => {
    resolve(dialog.message());
    dialog.dismiss();
  }));
  const barIsAt = (percent) => page.waitForFunction((percent) => document.getElementById('bar').value === percent, percent);

  await page.goto('/page.html');
  await barIsAt(63);
  await page.getByText('Processing item 738 of 1200').waitFor();
  host.show(someRun({ id: 42, progress: 80 }));
  await barIsAt(80);
  host.show(someRun({ id: 42, progress: 81, status: 'failed', errorMessage: 'the disk is full' }));

  assert.equal(await said, 'the disk is full');
});
