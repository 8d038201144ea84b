// Guards in the fast environment: policies under them, wrong proposals against them, and planted changes that they have to judge.
import { parseArgs } from 'node:util';
import { printEpisodes } from './guards-episodes.mjs';
import { printPlanted } from './guards-planted.mjs';
import { printWrongProposals } from './guards-wrong.mjs';

const { values } = parseArgs({
  options: {
    episodes: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '240' },
    proposals: { type: 'string', default: '1000' },
    planted: { type: 'string', default: '1500' },
    /** Reported on: 1 and up. Tuned on: 100001 and up. */
    from: { type: 'string', default: '1' },
    /** Which sections, by commas. */
    sections: { type: 'string', default: 'episodes,wrong,planted' },
  },
});
const from = Number(values.from);
const printed = {
  episodes: () => printEpisodes({ episodes: Number(values.episodes), minutes: Number(values.minutes), from }),
  wrong: () => printWrongProposals({ proposals: Number(values.proposals), from }),
  planted: () => printPlanted({ changes: Number(values.planted), from }),
};
for (const section of values.sections.split(',')) {
  if (!Object.hasOwn(printed, section))
    throw new RangeError(`no section ${section}: ${Object.keys(printed)}`);
  await printed[section]();
}
