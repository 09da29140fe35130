// Runs the suite in a network namespace of its own: there the speaker and the daemons have port 179 and addresses to
// themselves, and whatever a daemon does to interfaces and routes is gone with it. What the suite can't do without is
// looked for first, and its absence is a failure: nothing here is ever skipped.
//
//   pnpm interop             everything
//   pnpm interop bird frr    the files whose names contain one of the words
//   pnpm conformance         the conformance pack against each daemon and ourselves, which takes some minutes
//   pnpm conformance --short what passed when the results were kept, against ourselves and BIRD: half a minute
import { spawn, spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(here, '../..');
const namespace = `mesh-${process.pid}`;
const PROGRAMS = {
  bird2: ['/usr/sbin/bird', '/usr/sbin/birdc'],
  frr: ['/usr/lib/frr/bgpd', '/usr/lib/frr/bfdd', '/usr/lib/frr/zebra', '/usr/bin/vtysh'],
  gobgpd: ['/usr/bin/gobgpd', '/usr/bin/gobgp'],
  exabgp: ['/usr/sbin/exabgp'],
  openbgpd: ['/usr/sbin/bgpd', '/usr/sbin/bgpctl'],
  stayrtr: ['/usr/bin/stayrtr', '/usr/bin/rtrdump'],
  'etcd-server': ['/usr/bin/etcd'],
  'etcd-client': ['/usr/bin/etcdctl'],
  tshark: ['/usr/bin/tshark'],
  prometheus: ['/usr/bin/prometheus', '/usr/bin/promtool'],
  curl: ['/usr/bin/curl'],
  iproute2: ['/usr/sbin/ip'],
  tinc: ['/usr/sbin/tincd'],
  'iputils-ping': ['/usr/bin/ping'],
  'ansible-core': ['/usr/bin/ansible-playbook'],
  'docker-compose': ['/usr/bin/docker-compose'],
  systemd: ['/usr/bin/systemd-analyze'],
};
/** Ours, the daemons', two more for what stands on either side of a daemon, and from 11 on many of ours at once. */
const HOSTS = Array.from({ length: 20 }, (_, i) => i + 1);
/** Neighbours of a device whose conformance is tried: one an address, external and internal ones. */
const NEIGHBOUR_NETWORKS = ['10.99.4.1/22', '10.99.8.1/24'];
const STOP_MS = 5_000;

const [first, ...others] = process.argv.slice(2);
const isConformance = first === '--conformance';
const words = isConformance ? others : process.argv.slice(2);
const isShort = words.includes('--short');

const problems = findProblems();
if (problems.length > 0) {
  console.error(`the interop suite can't run:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
  process.exit(1);
}

const temporary = mkdtempSync(path.join(tmpdir(), 'mesh-interop-'));
chmodSync(temporary, 0o755); // daemons that give up their rights look for their files in it
let child;
let interrupted = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => {
    interrupted = true;
    child?.kill('SIGTERM');
  });
}
try {
  makeNamespace();
  process.exitCode = await runSuite();
  if (interrupted) process.exitCode = 130;
} finally {
  await removeNamespace();
  rmSync(temporary, { recursive: true, force: true });
}

function findProblems() {
  const found = [];
  if (process.platform !== 'linux') found.push('it needs Linux and its network namespaces');
  if (process.getuid?.() !== 0) found.push('it needs root, to make a network namespace: run it with sudo');
  for (const [debianPackage, programs] of Object.entries(PROGRAMS)) {
    const missing = programs.filter((program) => !isExecutable(program));
    if (missing.length > 0) found.push(`${missing.join(', ')} not found: apt-get install ${debianPackage}`);
  }
  const corpus = process.env.MESH_CORPUS;
  if (!corpus) found.push('MESH_CORPUS is not set: it names the folder with the real tables');
  else if (!statSync(path.join(corpus, 'tables'), { throwIfNoEntry: false })?.isDirectory()) {
    found.push(`MESH_CORPUS is ${JSON.stringify(corpus)}, which has no folder tables`);
  }
  return found;
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Addresses on the loopback interface; a default route, so that any next hop counts as reachable. */
function makeNamespace() {
  ip('netns', 'add', namespace);
  const inside = (...args) => ip('-n', namespace, ...args);
  inside('link', 'set', 'lo', 'up');
  for (const host of HOSTS) {
    inside('addr', 'add', `10.99.0.${host}/32`, 'dev', 'lo');
    inside('addr', 'add', `fd99::${host}/128`, 'dev', 'lo', 'nodad');
  }
  for (const network of NEIGHBOUR_NETWORKS) inside('addr', 'add', network, 'dev', 'lo');
  inside('route', 'add', 'default', 'dev', 'lo');
  inside('-6', 'route', 'add', 'default', 'dev', 'lo');
}

function runSuite() {
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const config = path.join(here, isConformance ? 'conformance/vitest.config.ts' : 'vitest.config.ts');
  const command = [process.execPath, vitest, 'run', '--config', config, ...words.filter((word) => word !== '--short')];
  child = spawn('ip', ['netns', 'exec', namespace, ...command], {
    stdio: 'inherit',
    cwd: root,
    env: {
      ...process.env,
      TMPDIR: temporary,
      MESH_CORPUS: path.resolve(process.env.MESH_CORPUS),
      ...(isShort ? { MESH_CONFORMANCE: 'short' } : {}),
    },
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}

/** Ends what still runs in the namespace, by process id, then removes it. */
async function removeNamespace() {
  const left = () => ip('netns', 'pids', namespace).trim().split('\n').filter(Boolean).map(Number);
  for (const signal of ['SIGTERM', 'SIGKILL']) {
    for (const pid of left()) end(pid, signal);
    for (let waited = 0; waited < STOP_MS && left().length > 0; waited += 50) await sleep(50);
  }
  ip('netns', 'del', namespace);
}

function end(pid, signal) {
  try {
    process.kill(pid, signal);
  } catch {
    // gone meanwhile
  }
}

function ip(...args) {
  const { status, stdout, stderr } = spawnSync('ip', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`ip ${args.join(' ')}: ${stderr}`);
  return stdout;
}
