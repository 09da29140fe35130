import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { promisify } from 'node:util';
import { MeshError } from '@mesh/bgp-wire';
import { identityOf } from '../identity.js';
import { splitEndpoint } from '../peer.js';
import type { Settings } from '../settings/settings.js';
import { publicKeyIn, renderHostFile } from './host-file.js';
import { renderTincDown, renderTincUp } from './scripts.js';
import { renderTincConf } from './tinc-conf.js';
import { TincDirectory, type TincMode } from './tinc-directory.js';

const PKCS1 = { type: 'pkcs1', format: 'pem' } as const;
/** tinc's own default. */
const MODULUS_BITS = 2048;

/**
 * Makes what tincd and the node need in the folder of the net, where it is not there: the RSA key, `tinc.conf`, the node's own
 * host file, and the scripts. Nothing that is there is written over. Resolves to the paths of what was made. Throws
 * `MESH_NODE_TINC_KEY` where host file and private key do not belong together: others could never connect.
 */
export async function initTinc(settings: Settings): Promise<readonly string[]> {
  const directory = new TincDirectory(settings.tinc.directory);
  const identity = identityOf(settings);
  const made: string[] = [];
  const make = async (file: string, text: string, mode: TincMode) => {
    if (await directory.make(file, text, mode)) made.push(file);
  };
  await mkdir(directory.path('hosts'), { recursive: true, mode: 0o755 });

  const keyFile = directory.path('rsa_key.priv');
  // To make a key takes a third of a second.
  if ((await directory.read(keyFile)) === undefined) await make(keyFile, await newKey(), 'private');
  const key = publicKeyOf((await directory.read(keyFile))!, keyFile);

  const hostFile = directory.hostPath(identity.name);
  await make(hostFile, ownHostFile(settings, key), 'public');
  if (!isSameKey(publicKeyIn((await directory.read(hostFile))!), key)) {
    throw new MeshError('MESH_NODE_TINC_KEY', `${hostFile} does not have the public key of ${keyFile}: remove it`);
  }

  await make(directory.path('tinc.conf'), renderTincConf(settings), 'public');
  await make(directory.path('tinc-up'), renderTincUp(identity, settings), 'script');
  await make(directory.path('tinc-down'), renderTincDown(), 'script');
  return made;
}

/**
 * The node's own host file. tincd listens at the port in it, which need not be the one that others reach it at. In router mode
 * the subnets say what is sent here: our addresses, and the networks behind us.
 */
function ownHostFile(settings: Settings, key: string): string {
  const { tinc, bgp } = settings;
  const { address, address6 } = identityOf(settings);
  return renderHostFile({
    address: splitEndpoint(tinc.endpoint)!.host,
    port: tinc.port,
    subnets: [`${address}/32`, ...(tinc.mode === 'router' ? [`${address6}/128`, ...bgp.networks] : [])],
    key,
  });
}

/** A host file may have a key as PKCS#1 or as SubjectPublicKeyInfo. */
function isSameKey(told: string | undefined, key: string): boolean {
  try {
    return told !== undefined && createPublicKey(told).equals(createPublicKey(key));
  } catch {
    return false;
  }
}

async function newKey(): Promise<string> {
  const { privateKey } = await promisify(generateKeyPair)('rsa', {
    modulusLength: MODULUS_BITS,
    publicKeyEncoding: PKCS1,
    privateKeyEncoding: PKCS1,
  });
  return privateKey;
}

function publicKeyOf(text: string, file: string): string {
  let key: KeyObject;
  try {
    key = createPrivateKey(text);
  } catch (cause) {
    throw new MeshError('MESH_NODE_TINC_KEY', `${file} is no RSA private key`, { cause });
  }
  if (key.asymmetricKeyType !== 'rsa') throw new MeshError('MESH_NODE_TINC_KEY', `${file} is no RSA private key`);
  return createPublicKey(key).export(PKCS1) as string;
}
