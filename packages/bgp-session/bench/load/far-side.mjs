import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('peers.mjs', import.meta.url));

/** Starts the other side in a process of its own. `ask` sends a request and resolves to the answer. */
export async function startFarSide(sessions, holdTimeSeconds) {
  const child = fork(program, [String(sessions), String(holdTimeSeconds)], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const answer = () =>
    new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => reject(new Error(`the other side ended with exit code ${code}`)));
    });
  const { port } = await answer();
  return {
    port,
    ask(request) {
      const answered = answer();
      child.send(request);
      return answered;
    },
    close() {
      child.send('close');
      return new Promise((resolve) => child.once('exit', resolve));
    },
  };
}
