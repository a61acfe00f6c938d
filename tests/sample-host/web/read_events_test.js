// The reader of server-sent events, whatever the network makes of their bytes.
import assert from 'node:assert/strict';
import test from 'node:test';
import { readEvents } from '../../../sample-host/web/job-progress.js';

const bytesOf = (text) => new TextEncoder().encode(text);

function streamOf(chunks, finish = (controller) => controller.close()) {
  const left = [...chunks];
  return new ReadableStream({
    pull: (controller) => (left.length > 0 ? controller.enqueue(left.shift()) : finish(controller)),
  });
}

async function read(stream, onBytes) {
  const events = [];
  for await (const event of readEvents(stream, onBytes)) events.push(event);
  return events;
}

const progress = (data, id = '') => ({ type: 'progress', id, data });

const cases = {
  'an event': ['event: progress\nid: W/"17-1-ok"\ndata: {"id":42}\n\n', [progress('{"id":42}', 'W/"17-1-ok"')]],
  'two events and a comment between': ['event: progress\ndata: 1\n\n: keep-alive\n\nevent: progress\ndata: 2\n\n',
    [progress('1'), progress('2')]],
  'an end without data': ['event: end\ndata\n\n', [{ type: 'end', id: '', data: '' }]],
  'data in several lines': ['event: progress\ndata: a\ndata:b\ndata:  c\n\n', [progress('a\nb\n c')]],
  'an event without a type': ['data: x\n\n', [{ type: 'message', id: '', data: 'x' }]],
  'an id that stays': ['id: 1\nevent: progress\ndata: x\n\nevent: progress\ndata: y\n\n', [progress('x', '1'), progress('y', '1')]],
  'fields that nobody knows': ['retry: 5\ncolour: red\nevent: progress\ndata: x\n\n', [progress('x')]],
  'a colon in the data': ['event: progress\ndata: a: b\n\n', [progress('a: b')]],
  'an event that is not finished': ['event: progress\ndata: x\n\nevent: progress\ndata: y\n', [progress('x')]],
  'characters of two to four bytes': ['event: progress\ndata: "Björk — 坂本 🎵"\n\n', [progress('"Björk — 坂本 🎵"')]],
};

for (const [name, [text, expected]] of Object.entries(cases)) {
  test(`Reads ${name}, however its lines end and wherever it is cut`, async () => {
    for (const lineEnd of ['\n', '\r\n', '\r']) {
      const bytes = bytesOf(text.replaceAll('\n', lineEnd));
      assert.deepEqual(await read(streamOf([...bytes].map((byte) => Uint8Array.of(byte)))), expected);
      for (let cut = 0; cut <= bytes.length; ++cut) {
        const events = await read(streamOf([bytes.slice(0, cut), bytes.slice(cut)]));
        assert.deepEqual(events, expected, `cut at ${cut}, lines ending in ${JSON.stringify(lineEnd)}`);
      }
    }
  });
}

test('Gives an event as soon as its line has ended, without waiting for what follows', async () => {
  for (const lineEnd of ['\n', '\r\n', '\r']) {
    let send;
    const stream = new ReadableStream({ start: (controller) => { send = (text) => controller.enqueue(bytesOf(text)); } });
    const events = readEvents(stream);

    send(`data: x${lineEnd}${lineEnd}`);

    assert.equal((await events.next()).value.data, 'x');
    await events.return();
  }
});

test('Takes a stream that breaks for one that ends', async () => {
  const lose = (controller) => controller.error(new Error('the connection was lost'));

  assert.deepEqual(await read(streamOf([bytesOf('event: progress\ndata: x\n\nevent: pro')], lose)), [progress('x')]);
  assert.deepEqual(await read(streamOf([], lose)), []);
});

test('Says of every chunk that it has come, also of a comment', async () => {
  let chunks = 0;

  await read(streamOf([bytesOf(': keep-alive\n\n'), bytesOf(': keep'), bytesOf('-alive\n\n')]), () => { ++chunks; });

  assert.equal(chunks, 3);
});

test('Lets go of the stream when nobody reads on', async () => {
  let isCancelled = false;
  const stream = new ReadableStream({
    pull: (controller) => controller.enqueue(bytesOf('data: x\n\n')),
    cancel: () => { isCancelled = true; },
  });

  for await (const event of readEvents(stream)) if (event.data === 'x') break;

  assert.ok(isCancelled);
});
