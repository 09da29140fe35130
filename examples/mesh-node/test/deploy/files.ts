import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parseYaml } from '@mesh/config/yaml';

/** A file of `deploy/`. */
export function deployed(file: string): string {
  return readFileSync(path.resolve(import.meta.dirname, '../../deploy', file), 'utf8');
}

export function deployedYaml<T>(file: string): T {
  return parseYaml(deployed(file)) as T;
}
