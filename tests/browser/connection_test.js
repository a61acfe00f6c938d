// How the dashboard hears of news: with one stream, by polling where streams do not come through, and while the host is away,
// does not know who asks, or has nothing to tell.
import assert from 'node:assert/strict';
import test from 'node:test';
import { someRun } from '../sample-host/web/scripted_host.js';
import { launchChromium } from './chromium.js';
import { endedRun, fill } from './household.js';
import { servePage, until } from './scripted_page.js';
import { UndoStack } from './undo_stack.js';

const undo = new UndoStack();
const browser = await launchChromium(undo);
test.after(() => undo.unwind());

test('The page has one stream, and gives it back while nobody looks for long', async (t) => {
  const { host, page } = await servePage(t, browser);
  await page.clock.install();
  await page.reload();
  const look = (hidden) => page.evaluate((hidden) => {
    Object.defineProperty(document, 'hidden', { value: hidden, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }, hidden);
  await page.getByText('Live').waitFor();
  await until(() => host.openStreams === 1);

  await look(true);
  await page.clock.fastForward(61_000);
  await page.getByText('Polling').waitFor();
  await until(() => host.openStreams === 0);
  host.show(someRun({ id: 60, progress: 80 }));
  await page.clock.fastForward(16_000);
  await page.waitForFunction(() => document.title === '67 % of 2 runs – Suasor');
  await look(false);

  await page.getByText('Live').waitFor();
  await until(() => host.openStreams === 1);
});

test('A stream that has fallen silent is given up for another', async (t) => {
  const { host, page } = await servePage(t, browser);
  await page.clock.install();
  await page.reload();
  await page.getByText('Live').waitFor();
  const streams = () => host.requests.filter((each) => each.endsWith('text/event-stream')).length;
  const before = streams();

  await page.clock.fastForward(41_000);

  await until(() => streams() === before + 1, 'the stream was not renewed');
});

test('Where streams are refused the page polls, and asks only for news', async (t) => {
  const { host, page, card } = await servePage(t, browser, (filled) => {
    fill(filled);
    filled.refusesStreams = true;
  });
  await page.getByText('Polling').waitFor();
  host.show(someRun({ id: 60, progress: 80 }));
  await card('Movies').getByText('80 %').waitFor();
  await until(() => host.unchanged > 0, 'no poll was answered with 304');

  // A poll finds a run gone that has ended, and does not say how.
  host.show(endedRun(60, 'completed'));

  await card('Movies').getByText('Completed · 1,200 items · in 1 min 15 s').waitFor();
});

test('A host that is away is waited for, and nothing has to be loaded again', async (t) => {
  const { host, page, card } = await servePage(t, browser);
  await card('Movies').getByText('63 %').waitFor();
  await page.evaluate(() => { window.isTheSamePage = true; });

  host.isAway = true;
  host.cutStreams();
  await page.getByText('The host is away, trying again…').waitFor();
  assert.equal(await page.title(), 'Host away – Suasor');
  await card('Movies').getByRole('button').click();
  await page.getByText('The host is away; try again in a moment').waitFor();
  host.isAway = false;
  host.show(someRun({ id: 60, progress: 90 }));

  await card('Movies').getByText('90 %').waitFor();
  await until(async () => await page.locator('#away').textContent() === '');
  assert.equal(await page.evaluate(() => window.isTheSamePage), true);
});

test('A page that is opened while the host cannot tell who it is waits for it', async (t) => {
  const { host, page } = await servePage(t, browser, (filled) => {
    fill(filled);
    filled.refusal = { status: 503, message: 'the database is away' };
  });
  await page.getByText('The host is away, trying again…').waitFor();

  host.refusal = undefined;

  await page.getByText('3 items failed').waitFor();
});

test('A session that ends shows the sign-in again, and nothing of what was there', async (t) => {
  const { host, page } = await servePage(t, browser);
  await page.getByText('3 items failed').waitFor();

  host.isSignedIn = false;
  host.cutStreams();
  await page.getByLabel('Token').waitFor();
  await until(() => host.openStreams === 0);
  assert.equal(await page.getByText('Movies').count(), 0);
  assert.equal(await page.title(), 'Suasor');
  await page.getByLabel('Token').fill('let-me-in');
  await page.keyboard.press('Enter');

  await page.getByText('3 items failed').waitFor();
});

test('A host without the plugin is told from one without runs', async (t) => {
  const { page } = await servePage(t, browser, (host) => {
    fill(host);
    host.hasPlugin = false;
  });

  await page.getByText('This host has no progress to show').waitFor();
});
