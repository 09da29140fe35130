import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/* The status page of the VIP service, as a browser has it: the service runs with its sample, and is told of addresses. */

const SERVICE = fileURLToPath(new URL('../vip-service/bin/vip-service.mjs', import.meta.url));
const run = promisify(execFile);
const [WIDTH, HEIGHT] = [1200, 800];
/** What the page must show, as the browser's document has it. */
const SHOWN = [
  /<p class="good" id="ready">ready<\/p>/,
  /<td>127\.0\.0\.1<\/td><td>65001<\/td><td class="good">established\s*<\/td>/,
  /<td><code>203\.0\.113\.10\/32<\/code><\/td><td class="good">yes\s*<\/td>/,
  /<td><code>203\.0\.113\.11\/32<\/code><\/td><td class="bad">no\s*<\/td>/,
  /127\.0\.0\.1: written/,
  /<td><code>203\.0\.113\.11\/32<\/code><\/td><td>withdrawn<\/td>/,
];

/** What is wrong with the page, undefined where nothing is. Leaves a picture of it at `picture`. */
export async function statusPageFailure({ program, folder, picture }) {
  const service = spawn(process.execPath, [SERVICE], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, VIP_SERVER_PORT: '0' },
  });
  try {
    const url = await addressOf(service);
    await post(`${url}/api/v1/routes/batch`, { advertise: [{ vip: '203.0.113.10' }, { vip: '203.0.113.11' }] });
    await post(`${url}/api/v1/routes/withdraw`, { vip: '203.0.113.11' });
    while (!(await (await fetch(url)).text()).includes('127.0.0.1: written'))
      await (await fetch(`${url}/health`)).text();
    const flags = [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      `--user-data-dir=${path.join(folder, 'profile-of-status')}`,
    ];
    await run(program, [...flags, `--window-size=${WIDTH},${HEIGHT}`, `--screenshot=${picture}`, `${url}/`], {
      timeout: 60_000,
    });
    const { stdout } = await run(program, [...flags, '--dump-dom', `${url}/`], { timeout: 60_000 });
    const missing = SHOWN.find((one) => !one.test(stdout));
    if (missing) return `the status page does not show ${missing}:\n${stdout}`;
    const size = readFileSync(picture);
    const [width, height] = [size.readUInt32BE(16), size.readUInt32BE(20)];
    return width === WIDTH && height === HEIGHT ? undefined : `the picture has ${width} × ${height} points`;
  } finally {
    service.kill('SIGTERM');
  }
}

/** Where the service listens, as its log says. */
async function addressOf(service) {
  for await (const line of createInterface({ input: service.stderr })) {
    const { event, host, port } = JSON.parse(line);
    if (event !== 'http started') continue;
    service.stderr.resume();
    return `http://${host}:${port}`;
  }
  throw new Error('the service has ended');
}

async function post(url, body) {
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(await answer.text());
}
