// The forms in which records leave the journal: as they are, or as comma-separated values.
import type { JournalLine, ReadText } from '../../audit/index.js';

export const exportFormats = ['jsonl', 'csv'] as const;
export type ExportFormat = (typeof exportFormats)[number];

export interface Export {
  /** Before the first record. */
  readonly header: string;
  readonly form: (read: ReadText) => string;
}

export function exportLines(format: ExportFormat): Export {
  switch (format) {
    case 'jsonl':
      return { header: '', form: ({ text }) => `${text}\n` };
    case 'csv':
      return { header: csvRow(csvColumns), form: ({ line }) => csvRow(csvCells(line)) };
  }
}

const csvColumns = ['seq', 'at', 'kind', 'id', 'cluster', 'topology', 'topologyId', 'body', 'prev', 'hash'];

function csvCells({ seq, at, kind, id, topology, prev, hash, ...body }: JournalLine): readonly string[] {
  const { cluster = '', name = '', id: topologyId = '' } = topology ?? {};
  return [String(seq), at, kind, id ?? '', cluster, name, topologyId, JSON.stringify(body), prev, hash];
}

/** RFC 4180: quotes where they are needed, lines end with CR LF. */
function csvRow(cells: readonly string[]): string {
  return `${cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\r\n`;
}
