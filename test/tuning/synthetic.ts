// A small table of a made-up topology, written to files as an operator would have them.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const mapYaml = `
measures: { throughput: rate, latencyMs: ms }
valid: ok
knobs:
  pending: { knob: topology.max.spout.pending }
  splits: { knob: executors, component: split }
  buffer: { knob: other }
topology: [ { from: text, to: split } ]
`;

/** 1000 pending tuples take 100 ms without queues; one split executor handles 2000/s; the buffer adds up to 5 %. */
export function syntheticCsv(): string {
  const lines = ['pending,splits,buffer,rate,ms,ok'];
  for (const pending of [100, 300, 1000, 3000]) {
    for (let splits = 1; splits <= 8; splits++) {
      for (const buffer of [0, 1, 2]) {
        const cycle = Math.hypot(0.1 / pending, 1 / (2000 * splits ** 0.7));
        const rate = (1 / cycle) * (1 + 0.025 * buffer);
        lines.push(
          `${pending},${splits},${buffer},${rate.toFixed(2)},${((1000 * pending) / rate).toFixed(3)},1`,
        );
      }
    }
  }
  lines.push('100,9,0,999999,1,0');
  return `${lines.join('\n')}\n`;
}

export interface GridFiles {
  readonly grid: string;
  readonly map: string;
}

export function writeFiles(csv = syntheticCsv(), map = mapYaml): GridFiles {
  const directory = mkdtempSync(join(tmpdir(), 'trimtab-test-'));
  const files = { grid: join(directory, 'grid.csv'), map: join(directory, 'map.yaml') };
  writeFileSync(files.grid, csv);
  writeFileSync(files.map, map);
  return files;
}
