// A household with three media servers, two syncs under way and some behind it, for pages to show.
import { someClient, someRun, someSync } from '../sample-host/web/scripted_host.js';

const hour = 3_600_000;
const ago = (milliseconds) => new Date(Date.now() - milliseconds).toISOString();

export function endedRun(id, status, different = {}) {
  const startTime = ago((60 - id) * hour);
  const isWhole = status === 'completed';
  return someRun({
    id, status, startTime, endTime: new Date(Date.parse(startTime) + 75_000).toISOString(), liveness: null,
    progress: isWhole ? 100 : 41, processedItems: isWhole ? 1200 : 492, remainingItems: isWhole ? 0 : 708, ...different,
  });
}

function failures(count) {
  const error = 'the server answered with 500';
  return Array.from({ length: count }, (_, i) => ({ itemID: `tr-${i}`, title: `Track ${i}`, error }));
}

export function failingMusic(id, count) {
  const all = failures(count);
  return someRun({
    id, progress: 54, totalItems: 2921, processedItems: 1452, itemsPerSecond: 664.5, etaSeconds: 64, allFailures: all,
    metadata: { syncType: 'music', clientIDs: [2] },
    progressData: someSync({
      totalIsEstimate: true, failures: all.slice(0, 20),
      counts: { created: 1452 - count, updated: 0, unchanged: 0, failed: count },
      steps: [
        { name: 'artists', status: 'completed', processed: 121, total: 121 },
        { name: 'albums', status: 'completed', processed: 400, total: 400 },
        { name: 'tracks', status: 'running', processed: 931, total: 2400 },
      ],
    }),
  });
}

export const refused = {
  progress: 0, totalItems: null, processedItems: null, progressData: null, metadata: { syncType: 'music', clientIDs: [2] },
  errorMessage: 'Subsonic server "Music box": http://subsonic.example:8096/rest/getArtists.view refuses the user name or the '
    + "password; correct them in the client's settings",
};

export function fill(host) {
  host.clients = [
    someClient(1, 'jellyfin', 'Living room'), someClient(2, 'subsonic', 'Music box'), someClient(3, 'plex', 'Plex'),
  ];
  host.storedSyncs = [
    { id: 1, clientID: 1, syncType: 'full', frequency: 'daily', enabled: true, lastSyncTime: ago(5 * hour) },
    { id: 2, clientID: 2, syncType: 'music', frequency: 'weekly', enabled: true, lastSyncTime: ago(30 * hour) },
  ];
  host.runs = [
    endedRun(33, 'completed', { metadata: { syncType: 'full', clientIDs: [1, 2, 3] }, processedItems: 15230 }),
    endedRun(50, 'cancelled'),
    endedRun(52, 'failed', refused),
    endedRun(57, 'completed', { metadata: { syncType: 'playlists', clientIDs: [3] }, processedItems: 14 }),
    endedRun(59, 'completed', { metadata: { syncType: 'history', clientIDs: [1] } }),
    someRun({ id: 60, etaSeconds: 130 }),
    failingMusic(61, 3),
  ];
}
