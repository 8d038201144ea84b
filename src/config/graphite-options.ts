// The options of clusters[].graphite: where Storm's workers report what no other interface has.
import { z } from 'zod';
import { duration, hostAndPort, hostName, yesOrNo } from './kinds.js';
import { deciding, option, reading } from './option.js';

export const graphiteSchema = z.strictObject({
  listen: option(hostAndPort().default('0.0.0.0:2003'), {
    description:
      'Address and port on which Trimtab listens for the lines of the workers. The workers must reach it; nobody else needs to.',
    usedBy: reading,
    example: '0.0.0.0:2003',
  }),
  host: option(hostName().exactOptional(), {
    description:
      "Name or address by which the workers reach this machine. Left out: this machine's own name.",
    usedBy: reading,
    example: 'master-1',
  }),
  period: option(duration(1).prefault('10s'), {
    description:
      'How often a worker reports. What is older than three periods is not used; it takes two to tell a share of time.',
    usedBy: reading,
    example: '30s',
  }),
  propose: option(yesOrNo().default(false), {
    description:
      'Whether switching the reporter on is proposed for topologies whose workers do not report. It restarts their workers once.',
    usedBy: deciding,
  }),
});
