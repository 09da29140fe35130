import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** By Debian's name of the package. */
const PROGRAMS: Readonly<Record<string, readonly string[]>> = {
  iproute2: ['ip'],
  'iputils-ping': ['ping'],
  tinc: ['tincd'],
  'etcd-server': ['etcd'],
  'etcd-client': ['etcdctl'],
};

/** Why the lab can not run on this machine, a line each. */
export function findProblems(): readonly string[] {
  if (process.platform !== 'linux') return ['it needs Linux and its network namespaces'];
  const isRoot = process.geteuid?.() === 0;
  return [
    ...(isRoot ? [] : ['it needs root, to make network namespaces: run it with sudo']),
    ...Object.entries(PROGRAMS).flatMap(([debianPackage, programs]) => {
      const missing = programs.filter((program) => !isInstalled(program));
      return missing.length === 0 ? [] : [`${missing.join(', ')} not found: apt-get install ${debianPackage}`];
    }),
  ];
}

function isInstalled(program: string): boolean {
  return (process.env['PATH'] ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
