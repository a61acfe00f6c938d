// The kinds of media server: what each is called, can sync, and asks for. The plugin refuses what a server cannot do, with
// a reason; here it is known beforehand, so that nobody is offered it.

export const syncTypes = {
  full: 'Everything',
  movies: 'Movies',
  series: 'Series',
  music: 'Music',
  playlists: 'Playlists',
  collections: 'Collections',
  history: 'History',
  favorites: 'Favorites',
};

export const frequencies = { manual: 'By hand', daily: 'Daily', weekly: 'Weekly', monthly: 'Monthly' };

const apiKey = { name: 'apiKey', label: 'API key', secret: true, required: true };
const optionalUser = { name: 'username', label: 'User name', secret: false, required: false };
const user = { name: 'username', label: 'User name', secret: false, required: true };
const password = { name: 'password', label: 'Password', secret: true, required: true };
const token = { name: 'token', label: 'Token', secret: true, required: true };

const all = ['movies', 'series', 'music', 'playlists', 'collections', 'history', 'favorites'];

export const serverKinds = {
  jellyfin: { label: 'Jellyfin', types: all, credentials: [apiKey, optionalUser] },
  emby: { label: 'Emby', types: all, credentials: [apiKey, optionalUser] },
  plex: { label: 'Plex', types: all.filter((each) => each !== 'favorites'), credentials: [token] },
  subsonic: { label: 'Subsonic', types: ['music', 'playlists', 'history', 'favorites'], credentials: [user, password] },
};

export function supportedTypes(kind) {
  const types = serverKinds[kind]?.types;
  return types ? ['full', ...types] : [];
}

// '' if the kind can sync everything.
export function unsupportedText(kind) {
  if (!serverKinds[kind]) return `This page does not know how to sync a server of the kind “${kind}”.`;
  const { label, types } = serverKinds[kind];
  const missing = all.filter((each) => !types.includes(each)).map((each) => syncTypes[each].toLowerCase());
  if (missing.length === 0) return '';
  const last = missing.pop();
  return `${label} cannot sync ${missing.length > 0 ? `${missing.join(', ')} or ${last}` : last}.`;
}

// What a run is about, in a few words. `clientName(id)` names a media server.
export function runTitle({ jobName, metadata }, clientName) {
  const what = syncTypes[metadata?.syncType];
  if (!what) return jobName.startsWith('system.media.sync') ? 'Media sync' : jobName;

  const clients = metadata.clientIDs ?? [];
  if (clients.length === 0) return what;
  return `${what} · ${clients.length === 1 ? clientName(clients[0]) : `${clients.length} servers`}`;
}
