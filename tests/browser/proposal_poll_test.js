// The polling function of the proposal follows a run from a page of the host. proposal_poll.js is that function as the
// proposal has it, to the byte: what it takes for granted is what the routes owe every client.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { define, launchChromium, openPage } from './chromium.js';
import { createDatabase } from './database.js';
import { setting } from './environment.js';
import { Host } from './host.js';
import { until } from './scripted_page.js';
import { libraryItems, serveSlowSubsonic } from './slow_subsonic.js';
import { UndoStack } from './undo_stack.js';

const pollingFunction = await readFile(new URL('proposal_poll.js', import.meta.url), 'utf8');

function fetchInPage(page, path, method = 'GET', content = undefined) {
  return page.evaluate(async ([path, method, body]) => {
    const response = await fetch(path, { method, body, headers: body && { 'Content-Type': 'application/json' } });
    return { status: response.status, body: await response.json() };
  }, [path, method, content && JSON.stringify(content)]);
}

// Every answer that the proposal's function hands to the page, once it has stopped asking.
function pollToTheEnd(page, runID) {
  return page.evaluate((runID) => new Promise((resolve) => {
    const answers = [];
    window.updateProgressUI = (data) => answers.push(data);

    const clearInterval = window.clearInterval;
    window.clearInterval = (interval) => {
      clearInterval(interval);
      resolve(answers);
    };
    pollJobProgress(runID);
  }), runID);
}

function assertNeverFalls(numbers) {
  assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
}

test("The proposal's polling function follows a run to its end", { timeout: 120_000 }, async (t) => {
  const undo = new UndoStack();
  t.after(() => undo.unwind());

  const host = new Host(await createDatabase(undo));
  const subsonic = await serveSlowSubsonic(undo);
  const url = await host.serve(undo);
  const token = await host.addUser('ana');
  const clientID = await host.addSubsonicClient('ana', subsonic);
  const browser = await launchChromium(undo);
  const { page, policy, complaints } = await openPage(browser, url);
  let runID;

  await t.test("The page's policy lets in its own scripts and connections only", () => {
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /script-src 'self'(;|$)/);
    assert.match(policy, /connect-src 'self'(;|$)/);
  });

  await t.test('Signing in leaves a cookie that no script can read', async () => {
    const signedIn = await fetchInPage(page, '/api/v1/auth/session', 'POST', { token });

    assert.equal(signedIn.status, 200);
    assert.equal(await page.evaluate(() => document.cookie), '');
    const [cookie] = await page.context().cookies();
    assert.equal(cookie.value, token);
    assert.equal(cookie.httpOnly, true);
    assert.equal(cookie.sameSite, 'Strict');
  });

  await t.test('The page starts a sync', async () => {
    const started = await fetchInPage(page, '/api/v1/jobs/media-sync/run', 'POST', { clientID, syncType: 'music' });

    assert.equal(started.status, 202);
    assert.equal(started.body.existing, false);
    runID = started.body.runID;
    // The proposal's function stops at a run that still waits for its executor.
    await until(async () => (await fetchInPage(page, `/api/v1/jobs/runs/${runID}/progress`)).body.status === 'running');
  });

  await t.test('Every answer advances, up to that of the completed run', async () => {
    await define(page, pollingFunction);

    const answers = await pollToTheEnd(page, runID);

    t.diagnostic(answers.map((each) => `${each.progress} % (${each.processedItems})`).join(', '));
    assert.ok(answers.length >= 3, `only ${answers.length} answers`);
    assert.ok(answers.every((each) => each.id === runID));
    assertNeverFalls(answers.map((each) => each.progress));
    assertNeverFalls(answers.map((each) => each.processedItems ?? 0));
    assert.ok(answers.every((each) => each.totalItems === null || each.processedItems <= each.totalItems));

    const last = answers.pop();
    assert.ok(answers.every((each) => each.status === 'running'));
    assert.ok(new Set(answers.map((each) => each.progress)).size >= 2, 'the bar did not move');
    assert.equal(last.status, 'completed', last.errorMessage);
    assert.equal(last.progress, 100);
    assert.equal(last.processedItems, libraryItems);
    assert.equal(last.totalItems, libraryItems);
  });

  await t.test('The console shows no error', async () => {
    await page.screenshot({ path: `${setting('SUASOR_SCREENSHOTS')}/start_page.png` });

    assert.deepEqual(complaints, []);
  });

  await t.test('A page without the cookie is refused', async () => {
    const stranger = await openPage(browser, url);

    const refused = await fetchInPage(stranger.page, `/api/v1/jobs/runs/${runID}/progress`);

    assert.equal(refused.status, 401);
    assert.equal(refused.body.statusCode, 401);
  });
});
