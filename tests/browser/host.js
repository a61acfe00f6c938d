// suasor-host with the plugin, as a process that others use like anybody: by its command line and by HTTP.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { setting } from './environment.js';

const run = promisify(execFile);
const patienceToStop = 20_000;

export class Host {
  #environment;
  #stop;

  constructor(database) {
    this.#environment = { ...process.env, SUASOR_DATABASE: database };
  }

  // Resolves with the URL that it listens on: of any free port, or of the one that it is to take.
  async serve(undo, port = 0) {
    // Were this test killed, the host would outlive it.
    const command = ['--pdeathsig', 'TERM', setting('SUASOR_HOST'), 'serve', '--plugins', setting('SUASOR_PLUGINS'),
      '--listen', `127.0.0.1:${port}`];
    const child = spawn('setpriv', command, { env: this.#environment, stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(child, 'exit');
    this.#stop = () => stop(child, ended);
    undo.push(() => child.exitCode === null && stop(child, ended));

    for await (const line of createInterface({ input: child.stdout })) {
      const listening = line.match(/^listening on (http:\/\/\S+)$/);
      if (listening) return listening[1];
    }
    throw new Error('the host ended before it listened');
  }

  // In order, as a service manager does.
  async stop() {
    await this.#stop();
  }

  // Resolves with a token.
  async addUser(name) {
    return this.#command(['user', 'add', name]);
  }

  // Resolves with its id.
  async addSubsonicClient(user, url, username = 'listener') {
    return Number(await this.#command(['client', 'add', '--user', user, '--type', 'subsonic', '--url', url,
      '--username', username], { SUASOR_CLIENT_PASSWORD: 'any' }));
  }

  async #command(words, more = {}) {
    const { stdout } = await run(setting('SUASOR_HOST'), words, { env: { ...this.#environment, ...more } });
    return stdout.trim();
  }
}

async function stop(child, ended) {
  child.kill('SIGTERM');
  const late = new AbortController();
  const killed = delay(patienceToStop, undefined, { signal: late.signal }).then(() => child.kill('SIGKILL'), () => {});
  const [code, signal] = await ended;
  late.abort();
  await killed;
  if (code !== 0) throw new Error(`the host ended with ${signal ?? `status ${code}`}`);
}
