// What an explanation says of the earlier decisions about a topology: typical states, and the nearest ones.
import type { Explanation } from '../../explain/index.js';
import { said } from '../shared/numbers.js';

export function pastLines({ typical, past, subject }: Explanation): string[] {
  return [...typicalLines(typical, subject?.text ?? 'the change'), ...nearestLines(past)];
}

function typicalLines(typical: Explanation['typical'], change: string): string[] {
  if (typical === null) return [];
  const [first, ...rest] = typical.map(({ worth }) => said(worth));
  if (first !== undefined && rest.length > 0 && rest.every((worth) => worth === first)) {
    const same = `nothing that was recorded of this topology makes a difference: ${change} would be worth ${first} all the same`;
    return ['', same];
  }
  const all = typical.map(({ for: wanted, worth, inputs, nearest }) => {
    const state =
      inputs.length === 0
        ? 'as it is now'
        : inputs.map(({ name, unit, there }) => `${name} ${said(there)} ${unit}`).join(', ');
    const alike =
      nearest === null ? '' : `; the most similar decision, ${nearest.id}, was to ${nearest.action}`;
    return `  ${wanted === 'apply' ? 'most ' : 'least'}  ${said(worth)}: ${state}${alike}`;
  });
  return ['', `within what was recorded of this topology, ${change} would be worth`, ...all];
}

function nearestLines(past: Explanation['past']): string[] {
  if (past === null) return [];
  const { decisions, nearest, unusual } = past;
  const rows = nearest.map(
    ({ id, at, action, distance }) => `  ${id}  ${at}  ${action}  at distance ${distance.toFixed(2)}`,
  );
  const how =
    unusual === null ? '' : `; its state is ${unusual.toFixed(1)} times as unusual as theirs usually are`;
  return ['', `nearest of ${decisions - 1} other decisions about this topology${how}:`, ...rows];
}
