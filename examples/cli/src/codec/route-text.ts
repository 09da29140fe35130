import {
  AttributeCode,
  isPrefixNlri,
  MP_REACH_NLRI,
  NEXT_HOP,
  type NextHop,
  type Nlri,
  type UpdateView,
} from '@mesh/bgp-wire';
import { formatRoute } from '@mesh/config';

/** Attributes that the text says by its prefix and its next hop. */
const PLACE: readonly number[] = [AttributeCode.NEXT_HOP, AttributeCode.MP_REACH_NLRI, AttributeCode.MP_UNREACH_NLRI];

/** An UPDATE as route text, a line for each route it announces, and a comment for each it withdraws. */
export function routeTextOf(view: UpdateView): string[] {
  const attributes = view.attributes().filter(({ code }) => !PLACE.includes(code));
  const reach = view.get(MP_REACH_NLRI);
  const line = (nlri: Nlri, hop: NextHop | undefined): string => {
    const { nextHop, linkLocal } = hop?.address === undefined ? {} : { nextHop: hop.address, linkLocal: hop.linkLocal };
    return formatRoute({ nlri, nextHop, linkLocal, attributes });
  };
  const classic = view.get(NEXT_HOP);
  const inReach = new Set(reach?.nlri.map(({ family }) => family));
  return [
    ...view
      .withdrawn()
      .map((nlri) => `# withdrawn: ${isPrefixNlri(nlri) ? nlri.prefix : formatRoute({ nlri, attributes: [] })}`),
    ...view
      .announced()
      .map((nlri) =>
        line(
          nlri,
          inReach.has(nlri.family) ? reach?.nextHop : classic === undefined ? undefined : { address: classic },
        ),
      ),
  ];
}
