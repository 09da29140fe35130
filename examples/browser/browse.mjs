import { spawn } from 'node:child_process';
import { createServer } from 'node:http';

/* Pages on loopback in a headless browser: each loads the driver, runs a part of it and sends back what it says. */

const FLAGS = [
  '--no-sandbox', // a suite that runs as root, on a page of its own
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/** A page whose script has `driver` and says the lines that `body` gives back. */
function page(body) {
  return `<!doctype html>
<meta charset="utf-8">
<script type="module">
  const send = (place, text) => fetch(place, { method: 'POST', body: text });
  try {
    const load = async (place) => {
      const response = await fetch(place);
      if (!response.ok) throw new Error(place + ': ' + response.status);
      return response;
    };
    const driver = await import('/driver.mjs');
    const say = async () => { ${body} };
    await send('/lines', (await say()).join('\\n'));
  } catch (error) {
    await send('/failure', String(error?.stack ?? error));
  }
</script>
`;
}

/** Runs `drive` on the vectors and the MRT file. */
export const DRIVE = page(`
      const [vectors, mrt] = await Promise.all([
        load('/vectors.jsonl').then((response) => response.text()),
        load('/sample.mrt.gz').then((response) => response.arrayBuffer()),
      ]);
      return driver.drive({ vectors, mrt: new Uint8Array(mrt) });`);

/** Runs `call`, to the WebSocket server the page came from. */
export const CALL = page("return driver.call('ws://' + location.host + '/bgp');");

/**
 * The lines that a page says in the browser. `onServer` gets the page's server before it is asked for anything. Rejects
 * with the page's error, or when the time is over.
 */
export async function browse({ program, page: content, files, profile, limitMs, onServer }) {
  const { server, answer } = serve({ ...files, '/': content });
  onServer?.(server);
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}/`;
  const child = spawn(program, [...FLAGS, `--user-data-dir=${profile}`, '--remote-debugging-pipe', url], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    detached: true, // a process group of its own, so that its helpers can be ended with it
  });
  try {
    return await Promise.race([answer, failureOf(child, limitMs)]);
  } finally {
    await end(child);
    server.closeAllConnections();
    server.close();
  }
}

/** A server of some files, and a promise of what is posted to it. */
function serve(files) {
  let settle;
  const answer = new Promise((resolve, reject) => {
    settle = { '/lines': (text) => resolve(text.split('\n')), '/failure': (text) => reject(new Error(text)) };
  });
  const server = createServer((request, response) => {
    const content = files[request.url];
    if (request.method === 'GET') {
      response.writeHead(content === undefined ? 404 : 200, { 'content-type': typeOf(request.url) }).end(content);
      return;
    }
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      response.end();
      settle[request.url]?.(Buffer.concat(chunks).toString('utf8'));
    });
  });
  return { server, answer };
}

function typeOf(place) {
  if (place === '/') return 'text/html';
  return place.endsWith('.mjs') ? 'text/javascript' : 'application/octet-stream';
}

/** Rejects when the browser ends by itself, or is not done in time. */
function failureOf(child, limitMs) {
  let said = '';
  child.stderr.on('data', (chunk) => {
    said = `${said}${chunk}`.slice(-2_000);
  });
  return new Promise((_, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the browser ended with exit code ${code}: ${said}`)));
    setTimeout(() => reject(new Error(`the page was not done in ${limitMs} ms: ${said}`)), limitMs).unref();
  });
}

/** Ends the browser and its helpers, and lets go of the pipes to them. */
async function end(child) {
  if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) {
    const gone = new Promise((resolve) => child.once('exit', resolve));
    process.kill(-child.pid, 'SIGKILL');
    await gone;
  }
  for (const stream of child.stdio) stream?.destroy();
}
