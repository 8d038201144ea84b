// The way of a change through a configuration file, on a real 2.8.3: submitted by Flux, changed and written by the agent, killed, and submitted again from what was written.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTwoFilesPatch } from 'diff';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeRealCluster } from './available.js';
import { submitFlux, wordsFlux } from './flux/flux.js';
import { settingsInForce } from './flux/in-force.js';
import type { RealCluster } from './real-cluster.js';
import { type RunningAgent, startAgent } from './running-agent.js';
import { startStorm28 } from './storm28.js';
import { report } from './suggestions.js';
import { until } from './waiting.js';

describeRealCluster(
  'a Flux file',
  () => {
    let real: RealCluster;
    let agent: RunningAgent | undefined;
    beforeAll(async () => {
      real = await startStorm28();
    });
    afterAll(async () => {
      await agent?.stop();
      await real.stop();
    });

    it('has what was changed, verified and written; submitted anew from it, the topology is the same', async () => {
      const file = join(mkdtempSync(join(tmpdir(), 'trimtab-flux-')), 'words.flux.yaml');
      writeFileSync(file, wordsFlux);
      await submitFlux(real, file);
      const before = await settingsInForce(real, 'words');
      expect(before.settings).toMatchObject({ 'executors.split': 2, 'topology.max.spout.pending': 50 });

      agent = startAgent(`clusters: [{ name: real, nimbus: ['127.0.0.1:${real.nimbusPort}'] }]
agent: { policy: twin-greedy, schedule: '*/5 * * * * *', window: 30s, warmUp: 10s, coolDown: 10m }
topologies: { defaults: { mode: auto, persist: { files: [${JSON.stringify(file)}] } } }
`);
      const lines = agent.lines;
      await until(
        'the change is in the file',
        () => Promise.resolve(lines().find(({ kind }) => kind === 'persisted')),
        { limitSeconds: 420, describeFailure: agent.log },
      );
      // Before anything else is decided.
      await agent.stop();
      const changed = await settingsInForce(real, 'words');
      expect(changed.settings).not.toEqual(before.settings);

      await real.kill('words', 1);
      await submitFlux(real, file);
      const again = await settingsInForce(real, 'words');
      expect(again.id).not.toBe(changed.id);
      expect(again.settings).toEqual(changed.settings);
      const written = readFileSync(file, 'utf8');
      report(
        `submitted again from what was written, ${JSON.stringify(again.settings)}\n${createTwoFilesPatch('before', 'after', wordsFlux, written)}`,
      );
      // Only values were replaced or put in: no comment, no other line went.
      for (const comment of [
        '# Lines, split into words, and counted.',
        '# lines in flight',
        '# the slow one',
      ])
        expect(written).toContain(comment);
    });
  },
  17,
);
