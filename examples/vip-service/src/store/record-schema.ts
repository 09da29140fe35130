import { z } from 'zod';
import { address, communities, localPref } from '../settings/settings.js';

/** An address as it is stored. */
export const recordSchema = z.strictObject({
  vip: address(),
  prefix_len: z.int().min(0).max(128),
  communities: communities(),
  local_pref: localPref(),
  advertised: z.boolean(),
  since: z.int(),
  expires: z.int().optional(),
});
