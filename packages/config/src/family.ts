import { type Family, MeshError, parseFamilyName, standardFamilies } from '@mesh/bgp-wire';

/**
 * The families of a text: `all`, or pairs `afi safi` one after another (`ipv4 unicast ipv6 unicast`), each also in one
 * word (`ipv4-unicast`, `ipv4/unicast`). Without duplicates, in the order of the text. Throws `MESH_FAMILY_INVALID`.
 */
export function parseFamily(text: string): Family[] {
  const words = text.split(/[\s,]+/).filter((word) => word !== '');
  if (words.length === 0) throw invalid(`Invalid family format: ${text}`);
  if (words.length === 1 && words[0]!.toLowerCase() === 'all') return standardFamilies.rows.map(({ family }) => family);
  const families = new Set<Family>();
  for (let i = 0; i < words.length; i++) {
    const whole = parseFamilyName(words[i]!);
    if (whole !== undefined) {
      families.add(known(whole, words[i]!));
      continue;
    }
    const safi = words[++i];
    if (safi === undefined) throw invalid(`Invalid family format: ${text}`);
    families.add(known(parseFamilyName(`${words[i - 1]} ${safi}`), `${words[i - 1]} ${safi}`));
  }
  return [...families];
}

/** A family without a row cannot be written as text: it is as unknown as a misspelt one. */
function known(family: Family | undefined, text: string): Family {
  if (family === undefined || !standardFamilies.get(family)) throw invalid(`Unknown family: ${text}`);
  return family;
}

function invalid(message: string): MeshError {
  const names = standardFamilies.rows.map(({ name }) => name).join(', ');
  return new MeshError('MESH_FAMILY_INVALID', `${message} (all, or pairs of: ${names})`, { details: { known: names } });
}
