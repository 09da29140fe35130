import {
  type CodecContext,
  createContext,
  type Family,
  formatFamily,
  type JsonField,
  standardFamilies,
} from '@mesh/bgp-wire';
import { Failure } from '../failure.js';
import { families, toggle } from '../options/kinds.js';
import type { Option, OptionValues } from '../options/option.js';
import { UsageError } from '../usage-error.js';

const section = 'What the session agreed on';

/** Options that say how octets are read: what both OPENs would have said. */
export const CONTEXT_OPTIONS: {
  readonly asn2: Option<boolean>;
  readonly addPath: Option<readonly Family[] | undefined>;
  readonly extendedMessage: Option<boolean>;
  readonly internal: Option<boolean>;
  readonly external: Option<boolean>;
} = {
  asn2: toggle({ section, help: 'AS numbers in AS_PATH and AGGREGATOR have two octets' }),
  addPath: families({ section, help: 'NLRI of the family carry a path identifier' }),
  extendedMessage: toggle({ section, help: 'messages may have up to 65535 octets' }),
  internal: toggle({ section, help: 'judge as from a peer in our own AS' }),
  external: toggle({ section, help: 'judge as from a peer in another AS' }),
};

/** `--path-information` as the families it stands for: those that are named, or all. */
export function withPathInformation<
  T extends { readonly addPath: readonly Family[] | undefined } & {
    readonly pathInformation: boolean;
    readonly families: readonly Family[] | undefined;
  },
>(options: T): T {
  if (!options.pathInformation) return options;
  return { ...options, addPath: options.families ?? UNKNOWN.extendedNextHop };
}

/** The context that the options describe. */
export function contextFromOptions(options: OptionValues<typeof CONTEXT_OPTIONS>): CodecContext {
  if (options.internal && options.external) throw new UsageError('--internal and --external exclude each other');
  return createContext({
    ...UNKNOWN,
    asn4: !options.asn2,
    addPath: options.addPath ?? [],
    extendedMessage: options.extendedMessage,
    peering: options.internal ? 'internal' : options.external ? 'external' : 'any',
  });
}

/** Next hops of RFC 8950 say by their length what they are: not to know of the capability is no reason to refuse them. */
const UNKNOWN = { extendedNextHop: standardFamilies.rows.map(({ family }) => family) };

const MEMBERS = ['asn4', 'addPath', 'extendedMessage', 'families', 'internal'];

/**
 * The context of a JSON line. What is absent or null: 4-octet AS numbers, no path identifiers, 4096 octets, all
 * families, and none of the rules that ask which kind of peer it was. Other members are left to whoever wrote them,
 * but a known one in another spelling is an error: it would change what the octets mean.
 */
function contextFromJson(field: JsonField): CodecContext {
  if (!field.isPresent) return createContext(UNKNOWN);
  for (const name of Object.keys(field.members())) {
    const meant = MEMBERS.find((one) => one.toLowerCase() === name.toLowerCase().replaceAll(/[-_]/g, ''));
    if (meant !== undefined && meant !== name) throw new Failure(`${field.path}.${name} is written ${meant}`);
  }
  const isTrue = (name: string, otherwise: boolean) => {
    const member = field.member(name);
    return member.isPresent ? member.toggle() : otherwise;
  };
  const list = familiesOf(field.member('families'));
  return createContext({
    ...UNKNOWN,
    asn4: isTrue('asn4', true),
    addPath: familiesOf(field.member('addPath')),
    extendedMessage: isTrue('extendedMessage', false),
    families: list.length === 0 ? undefined : list,
    peering: field.member('internal').isPresent ? (isTrue('internal', false) ? 'internal' : 'external') : 'any',
  });
}

/** Contexts of a stream of JSON lines: few differ, and none is made twice. */
export class JsonContexts {
  readonly #known = new Map<string, CodecContext>();

  of(field: JsonField): CodecContext {
    const key = JSON.stringify(field.value) ?? '';
    const known = this.#known.get(key);
    if (known) return known;
    if (this.#known.size >= MOST_KNOWN) this.#known.clear();
    const context = contextFromJson(field);
    this.#known.set(key, context);
    return context;
  }
}

const MOST_KNOWN = 1000;

function familiesOf(field: JsonField): Family[] {
  if (!field.isPresent) return [];
  return field
    .items()
    .flatMap((one) =>
      one.value === 'all families' ? standardFamilies.rows.map(({ family }) => family) : [one.family()],
    );
}

/** The one family of a context, for NLRI that stand alone. */
export function soleFamily(context: CodecContext): Family {
  const [family, ...more] = context.families ?? [];
  if (family === undefined) throw new Failure('NLRI alone need their family');
  if (more.length > 0) {
    throw new Failure(`NLRI alone have one family, got ${[family, ...more].map(formatFamily).join(', ')}`);
  }
  return family;
}
