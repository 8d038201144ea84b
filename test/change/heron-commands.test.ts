// The heron update commands of a plan: exact for the command line alone and for an API server, and never for what removes a component.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { heronCommands, isSayable, runtimeCommand, submitCommand } from '../../src/change/index.js';
import type { Operation, TopologyManager } from '../../src/clusters/index.js';

const direct = { name: 'words', place: { cluster: 'local', role: 'ads', environ: 'prod' }, apiUrl: null };
const server = { ...direct, apiUrl: 'http://master-1:9000' };

function assignment(executors: Record<string, number>, workers: number | null = null): Operation[] {
  return [{ kind: 'rebalance-assignment', waitSeconds: 0, workers, executors }];
}

describe('the commands of a plan', () => {
  it('name the place, the topology, and what changes', () => {
    expect(heronCommands(direct, assignment({ split: 4, 'top.words_2': 2 }, 3))).toEqual([
      'heron update local/ads/prod words --component-parallelism split:4 --component-parallelism top.words_2:2 --container-number 3',
    ]);
  });

  it('through an API server are two where it would ignore the number of containers', () => {
    expect(heronCommands(server, assignment({ split: 4 }, 3))).toEqual([
      'heron update --service-url http://master-1:9000 local/ads/prod words --component-parallelism split:4',
      'heron update --service-url http://master-1:9000 local/ads/prod words --container-number 3',
    ]);
    expect(heronCommands(server, assignment({}, 3))).toHaveLength(1);
  });

  it('through an API server do not ask for the containers that the parallelism alone leads to: Heron would refuse', () => {
    expect(heronCommands(server, assignment({ split: 4 }, 3), 3)).toEqual([
      'heron update --service-url http://master-1:9000 local/ads/prod words --component-parallelism split:4',
    ]);
    expect(heronCommands(server, assignment({ split: 4 }, 3), 2)).toHaveLength(2);
    expect(heronCommands(server, assignment({ split: 4 }), 3)).toHaveLength(1);
    expect(heronCommands(direct, assignment({ split: 4 }, 3), 3)).toEqual([
      'heron update local/ads/prod words --component-parallelism split:4 --container-number 3',
    ]);
  });

  it('for what only a new submission changes kill and submit', () => {
    expect(submitCommand(direct, ['heron.class.repacking.algorithm=a.B'])).toEqual([
      'heron kill local/ads/prod words',
      'heron submit local/ads/prod JAR MAIN_CLASS words --config-property heron.class.repacking.algorithm=a.B',
    ]);
    expect(submitCommand(server, [])).toEqual([
      'heron kill --service-url http://master-1:9000 local/ads/prod words',
      'heron submit --service-url http://master-1:9000 local/ads/prod JAR MAIN_CLASS words',
    ]);
  });

  it('that set a value beside an API server go to the topology manager, and are none where nobody knows it', () => {
    const manager = { host: 'n1', controllerPort: 31001, topologyId: 'a&b' } as TopologyManager;
    expect(runtimeCommand(server, manager, 'split:k:1')).toEqual([
      "curl 'http://n1:31001/runtime_config/update?topologyid=a%26b&runtime-config=split%3Ak%3A1'",
    ]);
    expect(runtimeCommand(server, null, 'split:k:1')).toEqual([]);
    expect(runtimeCommand(direct, null, 'split:k:1')).toEqual([
      'heron update local/ads/prod words --runtime-config split:k:1',
    ]);
  });

  it('have no number but a count: Heron takes 0 and -1, and removes the component', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.integer({ max: 0 }), fc.double({ min: 1, noInteger: true }), fc.constant(NaN)),
        (n) => {
          expect(() => heronCommands(direct, assignment({ split: n }))).toThrow(
            /expected an integer of at least 1/,
          );
          expect(() => heronCommands(direct, assignment({}, n))).toThrow(/containers: found/);
        },
      ),
      { examples: [[0], [-1]] },
    );
  });

  it.each(['split words', 'a:b', 'größe', 'a/b', ''])(
    'refuse the name %j, which heron update does not take',
    (name) => {
      expect(isSayable(name)).toBe(false);
      expect(() => heronCommands(direct, assignment({ [name]: 2 }))).toThrow(
        expect.objectContaining({ code: 'TRIMTAB_E_INVALID_PLAN' }),
      );
    },
  );

  it('refuse settings, which Heron does not change in a running topology', () => {
    const settings: Operation[] = [
      { kind: 'rebalance-configuration', waitSeconds: 0, settings: { 'topology.max.spout.pending': 1 } },
    ];
    expect(() => heronCommands(direct, settings)).toThrow(/only parallelism and containers/);
  });
});
