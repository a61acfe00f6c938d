// The dashboard of the real host, from signing in to the history: what somebody does who syncs a server for the first time.
import assert from 'node:assert/strict';
import test from 'node:test';
import { launchChromium, openPage } from './chromium.js';
import { createDatabase } from './database.js';
import { setting } from './environment.js';
import { Host } from './host.js';
import { libraryItems, serveSlowSubsonic, stranger } from './slow_subsonic.js';
import { UndoStack } from './undo_stack.js';

const items = libraryItems.toLocaleString('en-US');

// Every state that the widget hands out, and with what it resolves. Collected in the page, for as long as the run takes.
function follow(page, name, runID) {
  return page.evaluate(async ([name, runID]) => {
    const states = [];
    const widget = await import('/job-progress.js');
    window.updateProgressUI = (run) => states.push(run); // what the proposal's function calls
    const onProgress = name === 'pollJobProgress' ? undefined : (run) => states.push(run);
    const last = await widget[name](runID, onProgress);
    return { name, states, last };
  }, [name, runID]);
}

function assertFollowed({ name, states, last }) {
  const percents = states.map((run) => run.progress);
  assert.deepEqual(percents, [...percents].sort((a, b) => a - b));
  // Who polls waits longer and longer while the host is away, and may find the sync ended.
  assert.ok(new Set(percents).size >= (name === 'pollJobProgress' ? 2 : 3), percents.join());
  assert.equal(last.status, 'completed', last.errorMessage);
  assert.deepEqual(last, states.at(-1));
}

test('Somebody syncs a server', { timeout: 200_000 }, async (t) => {
  const undo = new UndoStack();
  t.after(() => undo.unwind());

  const host = new Host(await createDatabase(undo));
  const subsonic = await serveSlowSubsonic(undo);
  const url = await host.serve(undo);
  const token = await host.addUser('ana');
  const browser = await launchChromium(undo);
  const { page, complaints } = await openPage(browser, url);
  page.setDefaultTimeout(60_000);

  const card = page.locator('.run');
  const row = (status) => page.locator('.row', { hasText: status });
  const bar = page.getByRole('progressbar', { name: 'Music · Music box' });
  const barIsAt = (percent) => page.waitForFunction(
    (percent) => document.querySelector('[role=progressbar]')?.ariaValueNow >= percent, percent);
  const startMusic = () => page.getByRole('button', { name: 'Sync now: Music · Music box' }).press('Enter');

  await t.test('A token that is not valid is refused, the right one lets in', async () => {
    await page.getByLabel('Token').fill('a guess');
    await page.keyboard.press('Enter');
    await page.getByText('This token is not valid').waitFor();

    await page.getByLabel('Token').fill(token);
    await page.keyboard.press('Enter');

    await page.getByText('Nothing is running').waitFor();
    assert.equal(await page.locator('#user-name').textContent(), 'ana');
    assert.equal(await page.evaluate(() => document.cookie), '');
  });

  await t.test('A media server is added', async () => {
    await page.getByLabel('Kind').selectOption('Subsonic');
    await page.getByLabel('Address').fill(subsonic);
    await page.getByLabel('User name').fill('listener');
    await page.getByLabel('Password').fill('any');
    await page.locator('#client-name').fill('Music box');
    await page.keyboard.press('Enter');

    await page.getByRole('heading', { name: 'Music box' }).waitFor();
  });

  await t.test('A sync is started, its bar moves, and it is cancelled', async () => {
    await startMusic();
    await bar.waitFor();
    await barIsAt(21);
    const before = Number(await bar.getAttribute('aria-valuenow'));
    await barIsAt(before + 5);
    assert.match(await page.title(), /^\d+ % – Suasor$/);

    await card.getByRole('button', { name: 'Cancel' }).press('Enter');

    await card.getByText('Cancelled at').waitFor();
    await row('Cancelled').getByText('Music · Music box').waitFor();
    await card.getByRole('button', { name: 'Dismiss' }).press('Enter');
    await page.getByText('Nothing is running').waitFor();
  });

  await t.test('The next goes on where a restart of the host has interrupted it, and the page with it', async () => {
    await page.evaluate(() => { window.isTheSamePage = true; });
    await startMusic();
    await barIsAt(25);
    const runID = await page.evaluate(async () => (await (await fetch('/api/v1/jobs/active')).json())[0].id);
    const followed = ['watchJobProgress', 'pollJobProgress'].map((name) => follow(page, name, runID));

    await host.stop();
    await page.getByText('The host is away, trying again…').waitFor();
    await host.serve(undo, new URL(url).port);

    await card.getByText(`Completed · ${items} items`).waitFor();
    await page.screenshot({ path: `${setting('SUASOR_SCREENSHOTS')}/completed.png` });
    await row('Completed').getByText(`${items} items`).waitFor();
    assert.equal(await page.locator('#away').textContent(), '');
    assert.equal(await page.evaluate(() => window.isTheSamePage), true);
    for (const each of followed) assertFollowed(await each);
  });

  await t.test('A sync that fails says why', async () => {
    await host.addSubsonicClient('ana', subsonic, stranger);
    await page.reload();
    const why = /refuses the user name or the password/;

    await page.getByRole('button', { name: 'Sync Subsonic' }).press('Enter');

    await row('Failed').getByText('Everything · Subsonic').waitFor();
    await row('Failed').getByText(why).waitFor();
    await page.screenshot({ path: `${setting('SUASOR_SCREENSHOTS')}/failed.png` });
  });

  await t.test('The history tells what became of everything', async () => {
    await row('Failed').waitFor();
    assert.deepEqual(await page.locator('.row .status').allTextContents(), ['Failed', 'Completed', 'Cancelled']);

    await row('Completed').locator('.row-title').click();
    await row('Completed').getByText('continued 1 time').waitFor();

    assert.equal(await row('Completed').locator('.count.created dd').isVisible(), true);
    const counts = await row('Completed').locator('.count dd').allTextContents();
    assert.equal(counts.reduce((sum, each) => sum + Number(each.replaceAll(',', '')), 0), libraryItems);
  });

  await t.test('A schedule is kept', async () => {
    const open = () => page.locator('.client', { hasText: 'Music box' }).getByText('What and how often').click();
    await open();
    await page.getByLabel('How often: Music · Music box').selectOption('Daily');
    await page.locator('.client').getByText('Music daily').waitFor();
    await page.getByLabel('How often: Music · Music box').selectOption('Weekly');
    await page.locator('.client').getByText('Music weekly').waitFor();

    await page.reload();

    await page.locator('.client').getByText('Music weekly').waitFor();
  });

  await t.test('Signing out shows nothing any more', async () => {
    await page.getByRole('button', { name: 'Sign out' }).click();

    await page.getByLabel('Token').waitFor();
    assert.deepEqual(await page.context().cookies(), []);
    assert.equal(await page.locator('.row, .client').count(), 0);
  });

  await t.test('The console shows what did not come over the network and nothing else', () => {
    assert.deepEqual(complaints.filter((each) => !each.includes('Failed to load resource')), []);
  });
});
