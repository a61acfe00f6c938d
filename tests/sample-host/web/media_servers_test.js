// The kinds of media server, and what runs are called.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { runTitle, serverKinds, supportedTypes, syncTypes, unsupportedText } from '../../../sample-host/web/media-servers.js';

test('Each kind is offered what the README says that it can sync', async () => {
  const readme = await readFile(new URL('../../../README.md', import.meta.url), 'utf8');
  const [, table] = readme.match(/^\| sync type \| Jellyfin \| Emby \| Plex \| Subsonic \|\n((?:\|.*\n)+)/m);
  const rows = [...table.matchAll(/^\| `(\w+)`.* \| (.+) \| (.+) \| (.+) \| (.+) \|$/gm)];
  const kinds = ['jellyfin', 'emby', 'plex', 'subsonic'];

  assert.equal(rows.length, Object.keys(syncTypes).length - 1);
  for (const [, type, ...cells] of rows) {
    kinds.forEach((kind, i) => assert.equal(supportedTypes(kind).includes(type), cells[i] !== '–', `${type} of ${kind}`));
  }
  assert.deepEqual(Object.keys(serverKinds), kinds);
});

test('Everything is offered first, and of an unknown kind nothing', () => {
  assert.equal(supportedTypes('subsonic')[0], 'full');
  assert.deepEqual(supportedTypes('sonarr'), []);
});

test('What a kind lacks is said', () => {
  assert.equal(unsupportedText('jellyfin'), '');
  assert.equal(unsupportedText('plex'), 'Plex cannot sync favorites.');
  assert.equal(unsupportedText('subsonic'), 'Subsonic cannot sync movies, series or collections.');
  assert.match(unsupportedText('sonarr'), /sonarr/);
});

test('A run is called after what it syncs, and of which server', () => {
  const titleOf = (jobName, metadata) => runTitle({ jobName, metadata }, (id) => `box ${id}`);
  assert.equal(titleOf('system.media.sync', { syncType: 'music', clientIDs: [3] }), 'Music · box 3');
  assert.equal(titleOf('system.media.sync.full', { syncType: 'full', clientIDs: [3] }), 'Everything · box 3');
  assert.equal(titleOf('system.media.sync.full', { syncType: 'full', clientIDs: [3, 4] }), 'Everything · 2 servers');
  assert.equal(titleOf('system.media.sync', { syncType: 'full', clientIDs: [] }), 'Everything');
  assert.equal(titleOf('system.media.sync', undefined), 'Media sync');
  assert.equal(titleOf('example.export', { anything: 1 }), 'example.export');
});
