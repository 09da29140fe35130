import { spawn } from 'node:child_process';

/** How a process ended. */
export interface IpResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `ip` with these words and this input. Rejects where it cannot be run, or does not end. */
export type RunIp = (args: readonly string[], stdin: string) => Promise<IpResult>;

const TIME_LIMIT_MS = 30_000;

/** The `ip` of the host. */
export const runIp: RunIp = (args, stdin) =>
  new Promise((resolve, reject) => {
    const child = spawn('ip', args, { stdio: 'pipe', timeout: TIME_LIMIT_MS, env: { ...process.env, LC_ALL: 'C' } });
    const output = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        output[stream] += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code, signal) => {
      if (code === null) reject(new Error(`ip was ended by ${signal}`));
      else resolve({ code, ...output });
    });
    // It may end before it has read all.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
  });
