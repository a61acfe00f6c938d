// The dashboard in front of a host that shows what the test wants to see: what people see, hear and do, and what of it stays
// where it is.
import assert from 'node:assert/strict';
import test from 'node:test';
import { someClient, someRun, someSync } from '../sample-host/web/scripted_host.js';
import { launchChromium } from './chromium.js';
import { endedRun, failingMusic, fill, refused } from './household.js';
import { servePage, until } from './scripted_page.js';
import { UndoStack } from './undo_stack.js';

const undo = new UndoStack();
const browser = await launchChromium(undo);
test.after(() => undo.unwind());

function focused(page) {
  return page.evaluate(() => document.activeElement.getAttribute('aria-label') ?? document.activeElement.id);
}

test('Numbers change without anything moving', async (t) => {
  const { host, page, card } = await servePage(t, browser);
  const places = () => page.locator('.run, .run .bar, .run .percent, .row').evaluateAll(
    (all) => all.map((each) => JSON.stringify(each.getBoundingClientRect())));
  await card('Music').getByText('54 %').waitFor();
  await page.locator('.row').nth(4).waitFor();
  const before = await places();

  for (const state of [
    { progress: 55, processedItems: 1460, itemsPerSecond: 9.5, etaSeconds: 3700 },
    { progress: 99, processedItems: 2920, itemsPerSecond: 1234, etaSeconds: 0 },
    { progress: 99, processedItems: 2921, itemsPerSecond: null, etaSeconds: null },
  ]) {
    host.show({ ...failingMusic(61, 3), ...state });
    await card('Music').getByText(`${state.processedItems.toLocaleString('en-US')} of about`).waitFor();
    assert.deepEqual(await places(), before);
  }
});

test('A bar tells its value, and the title of the page the whole', async (t) => {
  const { host, page } = await servePage(t, browser);
  const bar = page.getByRole('progressbar', { name: 'Movies · Living room' });
  await bar.waitFor();

  assert.equal(await bar.getAttribute('aria-valuenow'), '63');
  assert.equal(await bar.getAttribute('aria-valuetext'), '63 % · 738 of 1,200 · Running');
  assert.equal(await page.title(), '58 % of 2 runs – Suasor');
  host.show(someRun({ id: 60, progress: 71 }));
  await page.waitForFunction(() => document.title === '62 % of 2 runs – Suasor');
  assert.equal(await bar.getAttribute('aria-valuenow'), '71');
});

test('The focus stays where it is while runs come, move and go', async (t) => {
  const { host, page, card } = await servePage(t, browser);
  await card('Movies').getByRole('button').focus();

  host.show(someRun({ id: 62, progress: 1, metadata: { syncType: 'series', clientIDs: [3] } }));
  await card('Series').waitFor();
  host.show(someRun({ id: 60, progress: 80 }));
  host.show(endedRun(61, 'completed', { metadata: { syncType: 'music', clientIDs: [2] } }));
  await page.locator('#history').getByText('Music · Music box').first().waitFor();

  assert.equal(await focused(page), 'Cancel Movies · Living room');
});

test('A run is cancelled and put away from the keyboard, with the focus always somewhere', async (t) => {
  const { host, page, card } = await servePage(t, browser);
  const button = card('Movies').getByRole('button');

  await button.press('Enter');
  await button.getByText('Cancelling…').waitFor();
  await until(() => host.requests.some((each) => each.startsWith('DELETE /api/v1/jobs/runs/60')));
  assert.equal(await button.getAttribute('aria-disabled'), 'true');
  host.show(endedRun(60, 'cancelled'));
  await card('Movies').getByText('Cancelled at 41 %').waitFor();

  assert.equal(await focused(page), 'Dismiss Movies · Living room');
  await button.press('Enter');
  await until(async () => await card('Movies').count() === 0);
  assert.equal(await focused(page), 'Cancel Music · Music box');
  host.show(endedRun(61, 'completed', { metadata: { syncType: 'music', clientIDs: [2] } }));
  await card('Music').getByRole('button', { name: 'Dismiss' }).press('Enter');
  await until(async () => await focused(page) === 'running-heading');
});

test('An end stays to be seen, for as long as somebody is there, and is in the history', async (t) => {
  const { host, page, card } = await servePage(t, browser);
  await page.clock.install();
  await page.reload();
  await card('Movies').hover();

  host.show(endedRun(60, 'failed', { errorMessage: 'the disk is full' }));
  await page.locator('.row', { hasText: 'the disk is full' }).waitFor();
  await page.clock.fastForward(11_000);
  assert.equal(await card('Movies').getByText('the disk is full').count(), 1);
  await page.mouse.move(0, 0);
  await page.clock.fastForward(11_000);

  await until(async () => await card('Movies').count() === 0);
});

test('What runs do is said aloud, but not every percent', async (t) => {
  const { host, page } = await servePage(t, browser, (filled) => {
    fill(filled);
    filled.runs = [];
  });
  await page.getByText('Nothing is running').waitFor();
  const said = [];
  await page.exposeFunction('hear', (text) => said.push(text));
  await page.evaluate(() => new MutationObserver(() => hear(document.getElementById('announcements').textContent))
    .observe(document.getElementById('announcements'), { childList: true, characterData: true, subtree: true }));
  await until(() => host.openStreams === 1);

  host.show(someRun({ id: 60, progress: 0 }));
  await page.getByRole('heading', { name: 'Movies · Living room' }).waitFor();
  for (let progress = 1; progress < 60; ++progress) host.show(someRun({ id: 60, progress }));
  host.show(endedRun(60, 'completed'));
  await until(() => said.some((text) => text.includes('completed')));

  assert.deepEqual(said, ['Movies · Living room has started', 'Movies · Living room: 25 %',
    'Movies · Living room: 50 %', 'Movies · Living room has completed: 1,200 items']);
});

test('What media servers say is text and nothing else', async (t) => {
  const attack = '<img src=x onerror="document.title=1"><b>x</b>';
  const { page, complaints } = await servePage(t, browser, (host) => {
    host.clients = [someClient(1, 'jellyfin', attack)];
    const listed = [{ itemID: attack, title: attack, error: attack }];
    host.runs = [someRun({
      id: 60, statusMessage: attack, errorMessage: attack, allFailures: listed,
      progressData: someSync({ counts: { created: 0, updated: 0, unchanged: 0, failed: 1 }, failures: listed, steps: [
        { name: attack, status: 'running', processed: 1, total: 2 }, { name: 'b', status: 'pending', processed: 0, total: null }] }),
    })];
  });

  await page.getByText('1 item failed').click();
  await page.locator('.failures li', { hasText: attack }).waitFor();

  assert.equal(await page.locator('main img, main b > b').count(), 0);
  assert.equal(await page.getByRole('heading', { name: `Movies · ${attack}` }).count(), 1);
  assert.deepEqual(complaints, []);
});

test('The items that failed unfold, all of them, also those that are added', async (t) => {
  const { host, page, card } = await servePage(t, browser, (filled) => {
    fill(filled);
    filled.runs.push(failingMusic(61, 45));
    filled.runs.splice(6, 1);
  });
  const items = card('Music').locator('.failures li');

  await card('Music').getByText('45 items failed').click();
  await until(async () => await items.count() === 45, 'not all failures are listed');
  host.show(failingMusic(61, 60));
  await until(async () => await items.count() === 60, 'the new failures are not listed');

  assert.equal(await items.nth(59).textContent(), 'Track 59: the server answered with 500');
  await until(() => host.requests.filter((each) => each.includes('failures=all')).length === 2);
});

test('What is refused is said, and stays until it is closed', async (t) => {
  const { host, page } = await servePage(t, browser);
  await page.getByRole('button', { name: 'Sync Music box' }).waitFor();
  host.startRefusal = { status: 422, message: 'the client "Music box" is disabled' };

  await page.getByRole('button', { name: 'Sync Music box' }).click();
  await page.getByText('The client "Music box" is disabled').waitFor();
  await page.getByRole('button', { name: 'Close' }).click();

  assert.equal(await page.locator('.message').count(), 0);
});

test('A sync that is over before a list has it is shown all the same, and said', async (t) => {
  const { host, page, card } = await servePage(t, browser, (filled) => {
    fill(filled);
    const { progress, errorMessage } = refused;
    filled.endAtOnce = { status: 'failed', progress, errorMessage, endTime: someRun().startTime, liveness: null };
  });
  await page.getByText('Live').waitFor();
  await until(() => host.openStreams === 1);

  await page.getByRole('button', { name: 'Sync Music box' }).press('Enter');

  await card('Everything · Music box').getByText('refuses the user name').waitFor();
  await page.locator('.row', { hasText: 'Everything · Music box' }).getByText('refuses the user name').waitFor();
  await until(async () => (await page.locator('#announcements').textContent()).includes('Everything · Music box has failed'));
});

test('A server syncs what it can, now or on a schedule', async (t) => {
  const { host, page, card } = await servePage(t, browser);
  const box = page.locator('.client', { has: page.getByRole('heading', { name: 'Music box' }) });
  await box.getByText('What and how often').click();

  assert.deepEqual(await box.locator('tbody th > span:first-child').allTextContents(),
    ['Everything', 'Music', 'Playlists', 'History', 'Favorites']);
  assert.equal(await box.getByText('Subsonic cannot sync movies, series or collections.').isVisible(), true);
  await box.getByLabel('How often: Playlists · Music box').selectOption('Monthly');
  await box.getByText('Music weekly, Playlists monthly').waitFor();
  await box.getByLabel('How often: Music · Music box').selectOption('By hand');
  await until(async () => await box.locator('summary .hint').textContent() === 'Playlists monthly');
  assert.deepEqual(host.storedSyncs.map(({ clientID, syncType, frequency }) => [clientID, syncType, frequency]),
    [[1, 'full', 'daily'], [2, 'music', 'manual'], [2, 'playlists', 'monthly']]);

  await box.getByRole('button', { name: 'Sync now: Favorites · Music box' }).click();
  await card('Favorites · Music box').getByText('0 %').waitFor();
});

test('The history goes on as far as it reaches', async (t) => {
  const { page } = await servePage(t, browser, (host) => {
    fill(host);
    host.runs = Array.from({ length: 45 }, (_, i) => endedRun(i + 1, 'completed'));
  });
  const rows = page.locator('.row');
  await until(async () => await rows.count() === 20);

  await page.getByRole('button', { name: 'Show more' }).press('Enter');
  await until(async () => await rows.count() === 40);
  await page.getByRole('button', { name: 'Show more' }).press('Enter');
  await until(async () => await rows.count() === 45);

  assert.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0);
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'SUMMARY');
});

test('What was today is yesterday after midnight', async (t) => {
  const { page } = await servePage(t, browser);
  await page.clock.install();
  await page.reload();
  await page.locator('.row-time').nth(4).waitFor();
  const before = await page.locator('.row-time').allTextContents();

  await page.clock.fastForward('24:01:00');

  await until(async () => {
    const now = await page.locator('.row-time').allTextContents();
    return before.every((each, i) => !each.includes('day') || now[i] !== each);
  });
});

test('Who wants less motion gets none', async (t) => {
  const { page } = await servePage(t, browser, fill, { reducedMotion: 'reduce' });

  const durations = await page.locator('.run .fill').evaluateAll(
    (all) => all.map((each) => getComputedStyle(each).transitionDuration));

  assert.ok(durations.every((each) => each === '0s'), durations);
});
