// A Subsonic server that lets in anybody but one and is slow to tell what is on an album.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

const artistCount = 20;
const albumCount = 300;
const tracksPerAlbum = 2;

// One album after the other, however many are asked for at once: a sync takes nine seconds at least, which is four polls.
const millisecondsPerAlbum = 30;

export const stranger = 'stranger';

export const libraryItems = artistCount + albumCount + albumCount * tracksPerAlbum;

const artists = Array.from({ length: artistCount }, (_, i) => ({
  id: `ar-${i}`, name: `Artist ${i}`, albumCount: albumCount / artistCount,
}));

const albums = Array.from({ length: albumCount }, (_, i) => {
  const artist = artists[i % artistCount];
  return { id: `al-${i}`, name: `Album ${i}`, artistId: artist.id, artist: artist.name, songCount: tracksPerAlbum, year: 1990 };
});

function songsOf(album) {
  return Array.from({ length: tracksPerAlbum }, (_, i) => ({
    id: `${album.id}-${i}`, title: `Track ${i}`, albumId: album.id, album: album.name, artistId: album.artistId,
    artist: album.artist, track: i + 1, discNumber: 1, duration: 180,
  }));
}

let lastAlbum = Promise.resolve();

async function albumInItsTurn(id) {
  lastAlbum = lastAlbum.then(() => delay(millisecondsPerAlbum));
  await lastAlbum;
  const album = albums.find((each) => each.id === id);
  return { album: { ...album, song: songsOf(album) } };
}

const methods = {
  getArtists: () => ({ artists: { index: [{ name: 'A', artist: artists }] } }),
  getAlbumList2: (query) => {
    const offset = Number(query.get('offset'));
    return { albumList2: { album: albums.slice(offset, offset + Number(query.get('size'))) } };
  },
  getAlbum: (query) => albumInItsTurn(query.get('id')),
};

async function answer(request, response) {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const method = methods[pathname.replace(/^\/rest\/|\.view$/g, '')];
  const content = searchParams.get('u') === stranger
    ? { status: 'failed', error: { code: 40, message: 'Wrong username or password' } }
    : method
      ? { status: 'ok', ...await method(searchParams) }
      : { status: 'failed', error: { code: 0, message: `no ${pathname} here` } };
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ 'subsonic-response': { version: '1.16.1', ...content } }));
}

// Resolves with its URL.
export async function serveSlowSubsonic(undo) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  undo.push(async () => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${server.address().port}`;
}
