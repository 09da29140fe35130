// The measured process's hand on the other side (`peers.mjs`), which runs in a process of its own so that its work is
// not measured as ours. It ends with the process that started it, whatever ends that one.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ourAddress, theirAddress } from './addresses.mjs';

const program = fileURLToPath(new URL('peers.mjs', import.meta.url));

/**
 * Starts the other side: `count` peers from number `first` on, of a role that `roles.mjs` knows. `ask` sends a request
 * and resolves to the answer.
 */
export async function startFarSide({ first = 0, count, holdTimeSeconds, role = 'quiet' }) {
  const child = startChild(program, { first, count, holdTimeSeconds, role });
  const { port } = await child.answer();
  return {
    ...child,
    /** What dials these peers, as settings of the measured speaker. */
    settings: Array.from({ length: count }, (_, i) => ({
      name: String(first + i),
      peerAddress: theirAddress(first + i),
      peerPort: port,
      localAddress: ourAddress(first + i),
      localAs: 65001,
      peerAs: 65002,
      routerId: '10.0.0.1',
      holdTimeSeconds,
    })),
  };
}

/** A child with one JSON argument that answers each message with one. */
export function startChild(file, options) {
  const child = fork(file, [JSON.stringify(options)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  ended.then(() => process.off('exit', kill));
  const answer = () =>
    new Promise((resolve, reject) => {
      child.once('message', resolve);
      ended.then((code) => reject(new Error(`${file} ended with exit code ${code}`)));
    });
  return {
    answer,
    ask(request) {
      const answered = answer();
      child.send(request);
      return answered;
    },
    close() {
      child.send('close');
      return ended;
    },
  };
}
