export {
  formatStorm,
  planStorm,
  runStorm,
  type StormOptions,
  type StormPlan,
  type StormReport,
  shrinkStorm,
} from './storm.js';
export { STORM_KINDS, type StormEvent, type StormKind } from './storm-event.js';
