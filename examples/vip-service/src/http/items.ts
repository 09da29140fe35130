import { formatCloseReason } from '@mesh/bgp-session';
import { formatDuration } from '../duration.js';
import type { VipService } from '../service.js';
import type { VipRecord } from '../state.js';
import { keyOf } from '../vip.js';
import type { PeerItem, RouteItem } from './schemas.js';

/** A time as RFC 3339 in UTC, with seconds. */
export function formatTime(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

export function routeItemOf(service: VipService, record: VipRecord): RouteItem {
  const { vip, prefix_len, advertised, since, communities, local_pref, expires } = record;
  return {
    vip,
    prefix_len,
    advertised,
    since: formatTime(since),
    communities: [...communities],
    local_pref,
    ...(expires === undefined ? {} : { expires: formatTime(expires) }),
    delivery: Object.fromEntries(service.deliveries(keyOf(record))),
  };
}

export function peerItemsOf(service: VipService): readonly PeerItem[] {
  return service.peers().map(({ settings, snapshot, announced }) => ({
    address: settings.address,
    asn: settings.asn,
    state: snapshot.state.toLowerCase(),
    uptime: formatDuration(snapshot.uptimeMs ?? 0),
    prefixes_announced: announced,
    hold_time: settings.hold_time,
    keepalive: settings.keepalive,
    ...(snapshot.lastReason === undefined ? {} : { last_reason: formatCloseReason(snapshot.lastReason) }),
  }));
}
