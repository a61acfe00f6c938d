// Every view of the dashboard, wide and narrow, light and dark: whether nothing is cut off, and whether everybody can use it,
// which does not depend on the width. Leaves pictures of them.
import assert from 'node:assert/strict';
import test from 'node:test';
import { someRun } from '../sample-host/web/scripted_host.js';
import { assertAccessible, launchChromium } from './chromium.js';
import { setting } from './environment.js';
import { fill, refused } from './household.js';
import { servePage } from './scripted_page.js';
import { UndoStack } from './undo_stack.js';

const undo = new UndoStack();
const browser = await launchChromium(undo);
test.after(() => undo.unwind());

const looks = [
  ['light', { colorScheme: 'light', viewport: { width: 1200, height: 900 } }],
  ['dark', { colorScheme: 'dark', viewport: { width: 1200, height: 900 } }],
  ['phone', { colorScheme: 'light', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
  ['small_phone', { colorScheme: 'dark', viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true }],
];

for (const [look, options] of looks) {
  test(`Every view is for everybody and fits: ${look}`, async (t) => {
    const { host, page } = await servePage(t, browser, (empty) => { empty.isSignedIn = false; }, options);
    const check = async (view) => {
      const path = `${setting('SUASOR_SCREENSHOTS')}/${view}_${look}.png`;
      await page.screenshot({ path, fullPage: true, animations: 'disabled' });
      if (!options.isMobile) await assertAccessible(page, `${view}, ${look}`);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(width, options.viewport.width, `${view} is wider than the page`);
    };

    await page.getByLabel('Token').fill('a guess');
    await page.keyboard.press('Enter');
    await page.getByText('This token is not valid').waitFor();
    await check('sign_in');

    await page.getByLabel('Token').fill('let-me-in');
    await page.keyboard.press('Enter');
    await page.getByText('Nothing is running').waitFor();
    await page.getByLabel('API key').waitFor();
    await check('empty');

    fill(host);
    await page.reload();
    await page.getByText('3 items failed').waitFor();
    await page.getByText('Everything · 3 servers').waitFor();
    await check('dashboard');

    host.show(someRun({ id: 60, liveness: 'stalled' }));
    host.show(someRun({ id: 62, liveness: 'lost', metadata: { syncType: 'series', clientIDs: [3] } }));
    host.show(someRun({ ...refused, id: 63, status: 'failed', liveness: null }));
    await page.getByText('3 items failed').click();
    await page.getByText('Track 2').waitFor();
    await page.locator('.row-title', { hasText: 'Playlists · Plex' }).click();
    await page.getByText('Run 57').waitFor();
    await page.getByText('What and how often').first().click();
    await page.getByText('Another host takes over').waitFor();
    await check('everything_unfolded');

    host.isAway = true;
    host.cutStreams();
    await page.getByText('The host is away, trying again…').waitFor();
    await check('host_away');
  });
}
