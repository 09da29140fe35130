import {
  AttributeCode,
  formatFamily,
  isPrefixNlri,
  MP_REACH_NLRI,
  NEXT_HOP,
  type Nlri,
  type UpdateView,
} from '@mesh/bgp-wire';
import { formatRoute, type RouteText } from '@mesh/config';

/** Attributes that the text says by its prefix and its next hop. */
const PLACE: readonly number[] = [AttributeCode.NEXT_HOP, AttributeCode.MP_REACH_NLRI, AttributeCode.MP_UNREACH_NLRI];

/** An UPDATE as route text, a line for each route it announces, and a comment for each it withdraws. */
export function routeTextOf(view: UpdateView): string[] {
  const attributes = view.attributes().filter(({ code }) => !PLACE.includes(code));
  const reach = view.get(MP_REACH_NLRI);
  const line = (nlri: Nlri, nextHop: string | undefined): string => {
    if (!isPrefixNlri(nlri)) return `# ${formatFamily(nlri.family)} has no route text`;
    const { family, prefix, pathId } = nlri;
    const route: RouteText = {
      family,
      prefix,
      attributes,
      ...(pathId === undefined ? {} : { pathId }),
      ...(nextHop === undefined ? {} : { nextHop }),
    };
    return formatRoute(route);
  };
  const inReach = new Set(reach?.nlri.map(({ family }) => family));
  return [
    ...view.withdrawn().map((nlri) => `# withdrawn: ${isPrefixNlri(nlri) ? nlri.prefix : formatFamily(nlri.family)}`),
    ...view
      .announced()
      .map((nlri) => line(nlri, inReach.has(nlri.family) ? reach?.nextHop.address : view.get(NEXT_HOP))),
  ];
}
