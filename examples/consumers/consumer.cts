// The same from CommonJS: both module systems, and the classes of a package are the same through all its entries.
import config = require('@mesh/config');
import session = require('@mesh/bgp-session');
import testing = require('@mesh/bgp-session/testing');
import wire = require('@mesh/bgp-wire');
import mrt = require('@mesh/bgp-wire/mrt');
import rib = require('@mesh/rib');

const clock = new testing.VirtualClock();
const speaker = new session.Speaker({ clock });
const settings = config.createMinimalConfiguration();
const store = new rib.RouteStore();
const index = store.storeRoute({ prefix: '10.0.0.0/24', nextHop: 'self', attributes: [] });
if (index !== '0101180a000000') throw new Error(`10.0.0.0/24 has index ${index}`);
if (wire.parseFamilyName('ipv4/unicast') !== wire.Family.IPV4_UNICAST) throw new Error('a family has lost its name');
const exported: readonly unknown[] = [speaker, settings, mrt.readMrt];
if (exported.some((value) => value === undefined)) throw new Error('an export is missing');
console.log(`CommonJS consumer: 10.0.0.0/24 is ${index}`);
