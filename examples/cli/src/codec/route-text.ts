import {
  AttributeCode,
  type DecodedMessage,
  Family,
  formatFamily,
  isPrefixNlri,
  MP_REACH_NLRI,
  NEXT_HOP,
  type NextHop,
  type Nlri,
  type PathAttribute,
  RefreshSubtype,
  type UpdateView,
} from '@mesh/bgp-wire';
import { formatRoute } from '@mesh/config';

/** Attributes that the text says by its prefix and its next hop. */
const PLACE: readonly number[] = [AttributeCode.NEXT_HOP, AttributeCode.MP_REACH_NLRI, AttributeCode.MP_UNREACH_NLRI];

interface Told {
  readonly attributes: readonly PathAttribute[];
  readonly announced: readonly string[];
  readonly withdrawn: readonly Nlri[];
}

function told(view: UpdateView, rewrite: Rewrite): Told {
  const attributes = rewrite(view.attributes().filter(({ code }) => !PLACE.includes(code)));
  const reach = view.get(MP_REACH_NLRI);
  const line = (nlri: Nlri, hop: NextHop | undefined): string => {
    const { nextHop, linkLocal } = hop?.address === undefined ? {} : { nextHop: hop.address, linkLocal: hop.linkLocal };
    return formatRoute({ nlri, nextHop, linkLocal, attributes });
  };
  const classic = view.get(NEXT_HOP);
  const inReach = new Set(reach?.nlri.map(({ family }) => family));
  const announced = view
    .announced()
    .map((nlri) =>
      line(nlri, inReach.has(nlri.family) ? reach?.nextHop : classic === undefined ? undefined : { address: classic }),
    );
  return { attributes, announced, withdrawn: view.withdrawn() };
}

/** What is done to attributes before they are written. */
type Rewrite = (attributes: readonly PathAttribute[]) => readonly PathAttribute[];

/** An UPDATE as route text, a line for each route it announces, and a comment for each it withdraws. */
export function routeTextOf(view: UpdateView, rewrite: Rewrite): string[] {
  const { announced, withdrawn } = told(view, rewrite);
  return [
    ...withdrawn.map(
      (nlri) => `# withdrawn: ${isPrefixNlri(nlri) ? nlri.prefix : formatRoute({ nlri, attributes: [] })}`,
    ),
    ...announced,
  ];
}

/** A message as the commands that make it; none for one that no command makes. */
export function commandsOf(message: DecodedMessage, rewrite: Rewrite): string[] {
  if (message.type === 'ROUTE-REFRESH') {
    return message.subtype === RefreshSubtype.REQUEST ? [`announce route-refresh ${words(message.family)}`] : [];
  }
  if (message.type !== 'UPDATE') return [];
  if (message.endOfRib !== undefined) return [`announce eor ${words(message.endOfRib)}`];
  const { attributes, announced, withdrawn } = told(message, rewrite);
  if (announced.length === 0 && withdrawn.length === 0) return [attributesCommand(attributes)];
  return [
    ...withdrawn.map((nlri) => `withdraw ${formatRoute({ nlri, attributes: [] })}`),
    ...inOneStatement(announced).map((route) => `announce ${route}`),
  ];
}

/** Routes that differ in nothing but their prefix become one statement, so that they become one message again. */
function inOneStatement(routes: readonly string[]): readonly string[] {
  const parts = routes.map((route) => /^route (\S+) (.*)$/.exec(route) ?? []);
  const [, , rest] = parts[0] ?? [];
  if (routes.length < 2 || rest === undefined || parts.some((part) => part[2] !== rest)) return routes;
  return [`attributes ${rest} nlri ${parts.map(([, prefix]) => prefix).join(' ')}`];
}

/** The attributes of an UPDATE without routes are those of any route, less the route. */
function attributesCommand(attributes: readonly PathAttribute[]): string {
  const nlri = { family: Family.IPV4_UNICAST, prefix: '0.0.0.0/0' };
  return formatRoute({ nlri, attributes }).replace(/^route 0\.0\.0\.0\/0/, 'announce attributes');
}

/** `ipv4 unicast`, `l2vpn vpls`: only the first hyphen stands between the two. */
function words(family: Family): string {
  return formatFamily(family).replace(/^(bgp-ls|[^-]+)-/, '$1 ');
}
