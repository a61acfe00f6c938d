// Chromium, and pages in it.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export async function launchChromium(undo) {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--disable-gpu', '--disable-background-networking', '--no-first-run'],
  });
  undo.push(() => browser.close());
  return browser;
}

// A page in a session of its own, without any cookie yet; `complaints` fills with what its console shows as an error.
export async function openPage(browser, url, options = {}) {
  const page = await browser.newPage({ baseURL: url, ...options });
  const complaints = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`${message.location().url}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  const policy = (await page.goto('/')).headers()['content-security-policy'];
  return { page, policy, complaints };
}

// What a <script> of the page would define, past a policy that rightly lets nobody else's scripts in.
export async function define(page, script) {
  const session = await page.context().newCDPSession(page);
  const { exceptionDetails } = await session.send('Runtime.evaluate', { expression: script });
  assert.equal(exceptionDetails, undefined);
}

// Whether people who see, hear or reach less than others can use what the page shows, as far as a machine can tell.
export async function assertAccessible(page, what) {
  if (!await page.evaluate(() => 'axe' in window)) await define(page, axe);
  const violations = await page.evaluate(async () => (await axe.run(document)).violations
    .map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map((node) => `${node.html} ${node.failureSummary}`) })));
  assert.deepEqual(violations, [], what);
}
