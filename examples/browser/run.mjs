// Shows that the SDK runs unchanged in a browser. One bundle, made without any stand-in for Node's modules, is run here
// and in headless Chromium: it decodes every vector of the corpus, brings two speakers to Established in virtual time,
// and reads a compressed MRT file. What it says must be the same, line by line. Then a speaker in the browser and one
// here speak over a WebSocket. And the page that `mesh sim` writes shows its scenario, and the
// status page of the VIP service what it has been told (its picture stays in the folder of temporary files). A missing browser or corpus is a failure.
import { createHash } from 'node:crypto';
import { accessSync, constants, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { WebSocketServer } from 'ws';
import { browse, CALL, DRIVE } from './browse.mjs';
import { scenarioFailure } from './scenario.mjs';
import { statusPageFailure } from './status-page.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const CHROMIUM = '/usr/bin/chromium-headless-shell';
const LIMIT_MS = 120_000;
const PICTURE = path.join(tmpdir(), 'vip-service-status.png');

/** One BGP4MP_MESSAGE_AS4 (RFC 6396 §4.4.3), octet by octet: AS 65001 announces 203.0.113.0/24. */
const MRT = [
  '5f5e1000 0010 0004 00000043',
  '0000fde9 0000fdea 0000 0001 c0000201 c0000202',
  'ffffffffffffffffffffffffffffffff 002f 02 0000 0014',
  '40010100 4002060201 0000fde9 400304 c0000201 18cb0071',
];
/** What every host must make of that file, and of the route that two speakers exchange. */
const EXPECTED = {
  mrt: [{ timestamp: 1_600_000_000, peerAs: 65001, prefixes: ['203.0.113.0/24'] }],
  exchange: {
    states: ['Established', 'Established'],
    routes: [
      {
        prefix: '203.0.113.0/24',
        nextHop: '192.0.2.1',
        attributes: [
          { name: 'ORIGIN', flags: 0x40, value: 'igp' },
          { name: 'AS_PATH', flags: 0x40, value: [{ type: 'AS_SEQUENCE', asns: [65001] }] },
          { name: 'MULTI_EXIT_DISC', flags: 0x80, value: 10 },
        ],
      },
    ],
  },
};

/** What each end of the WebSocket must hear: a thousand /26 of the other, and then the Cease of the browser. */
const table = (net, nextHop) =>
  Array.from({ length: 1_000 }, (_, i) => `${net}.${Math.floor(i / 4)}.${(i % 4) * 64}/26 via ${nextHop}`).sort();
const HEARD = {
  browser: [...table('10.2', '192.0.2.2'), 'we ended the session: Cease / Administrative Shutdown (6/2)'],
  node: [...table('10.1', '192.0.2.1'), 'the peer ended the session: Cease / Administrative Shutdown (6/2)'],
};

const problems = findProblems();
if (problems.length > 0) {
  console.error(`the browser suite can't run:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  process.exit(1);
}
const folder = mkdtempSync(path.join(tmpdir(), 'mesh-browser-'));
try {
  process.exitCode = await run();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function findProblems() {
  const found = [];
  try {
    accessSync(CHROMIUM, constants.X_OK);
  } catch {
    found.push(`${CHROMIUM} not found: apt-get install chromium-headless-shell`);
  }
  const corpus = process.env.MESH_CORPUS;
  if (!corpus) found.push('MESH_CORPUS is not set: it names the folder of the corpus');
  else if (!statSync(path.join(corpus, 'vectors'), { throwIfNoEntry: false })?.isDirectory()) {
    found.push(`MESH_CORPUS is ${JSON.stringify(corpus)}, which has no folder vectors`);
  }
  return found;
}

async function run() {
  const bundle = path.join(folder, 'driver.mjs');
  await bundleDriver(bundle);
  const vectors = readVectors();
  const mrt = gzipSync(Buffer.from(MRT.join('').replaceAll(' ', ''), 'hex'));

  const { drive, answer } = await import(pathToFileURL(bundle).href);
  const node = await timed(() => drive({ vectors, mrt: new Uint8Array(mrt) }));
  const files = { '/driver.mjs': readFileSync(bundle), '/vectors.jsonl': vectors, '/sample.mrt.gz': mrt };
  const chromium = await timed(() =>
    browse({ program: CHROMIUM, page: DRIVE, files, profile: path.join(folder, 'profile'), limitMs: LIMIT_MS }),
  );
  const spoken = await speak(answer, { '/driver.mjs': files['/driver.mjs'] });

  const failure =
    differenceOf(node.lines, chromium.lines) ??
    surpriseOf(chromium.lines) ??
    differenceOfSession(spoken) ??
    (await scenarioFailure({ program: CHROMIUM, folder })) ??
    (await statusPageFailure({ program: CHROMIUM, folder, picture: PICTURE }));
  if (failure !== undefined) {
    console.error(`FAIL  ${failure}`);
    return 1;
  }
  const digest = createHash('sha256').update(chromium.lines.join('\n')).digest('hex');
  console.log(`${chromium.lines.length - 2} vectors, a session in virtual time and a gzip-compressed MRT file`);
  console.log(
    `Node ${node.seconds} s, Chromium ${chromium.seconds} s with its start; bundle ${statSync(bundle).size} octets`,
  );
  console.log('PASS  a session over a WebSocket, 1000 routes each way, ended by the browser');
  console.log('PASS  the page of a scenario draws itself, and asks for nothing');
  console.log(`PASS  the status page of the VIP service: ${PICTURE}`);
  console.log(`PASS  the same ${chromium.lines.length} lines, SHA-256 ${digest}`);
  return 0;
}

/** What the browser and this end heard of each other in a session over a WebSocket. */
async function speak(answer, files) {
  let here;
  const browser = await browse({
    program: CHROMIUM,
    page: CALL,
    files,
    profile: path.join(folder, 'profile-of-call'),
    limitMs: LIMIT_MS,
    onServer: (server) => {
      const sockets = new WebSocketServer({ server, path: '/bgp' });
      here = new Promise((resolve, reject) => {
        sockets.once('connection', (socket) => answer(socket).then(resolve, reject));
      });
    },
  });
  return { browser, node: await here };
}

/** No stand-ins and nothing external: whatever asks for a module of Node's ends the build. */
function bundleDriver(outfile) {
  return build({
    entryPoints: [path.join(here, 'src', 'driver.ts')],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    conditions: ['@mesh/source'],
    target: 'es2022',
    logLevel: 'error',
  });
}

/** What the corpus has of wire vectors, one a line; of what it expects, the driver needs tshark's reading only. */
function readVectors() {
  const corpus = process.env.MESH_CORPUS;
  const names = [
    ...readdirSync(path.join(corpus, 'vectors')).map((name) => path.join('vectors', name)),
    path.join('pcap', 'messages.jsonl'),
    path.join('exabgp', 'decode.jsonl'),
  ];
  return names.map((name) => readFileSync(path.join(corpus, name), 'utf8').trimEnd()).join('\n');
}

async function timed(work) {
  const start = performance.now();
  const lines = await work();
  return { lines, seconds: ((performance.now() - start) / 1000).toFixed(2) };
}

function differenceOf(ours, theirs) {
  const at = ours.findIndex((line, i) => line !== theirs[i]);
  if (at >= 0) return `line ${at + 1} differs:\n  Node      ${ours[at]}\n  Chromium  ${theirs[at]}`;
  return ours.length === theirs.length ? undefined : `Chromium said ${theirs.length} lines, Node ${ours.length}`;
}

/** Routes come in any order; the end of the session comes last. */
function differenceOfSession(spoken) {
  for (const [place, lines] of Object.entries(spoken)) {
    const heard = [...lines.slice(0, -1).sort(), lines.at(-1)];
    const at = HEARD[place].findIndex((line, i) => line !== heard[i]);
    if (at >= 0) return `what ${place} heard over the WebSocket, line ${at + 1}: ${heard[at]}, not ${HEARD[place][at]}`;
    if (heard.length > HEARD[place].length) return `${place} heard ${heard.length} lines over the WebSocket`;
  }
  return undefined;
}

function surpriseOf(lines) {
  const [exchange, mrt] = lines.slice(-2);
  if (exchange !== JSON.stringify(EXPECTED.exchange)) return `the session: ${exchange}`;
  return mrt === JSON.stringify(EXPECTED.mrt) ? undefined : `the MRT file: ${mrt}`;
}
