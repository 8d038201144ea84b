// The figures of an explanation as SVG, drawn by ECharts on the server: what the worth comes of, and its parts.
import * as echarts from 'echarts';
import type { Explanation } from '../../explain/index.js';

const font = 'system-ui, sans-serif';
const [blue, orange] = ['#1f6feb', '#d1570b'];
const rowHeight = 34;
const inputsShown = 12;

/** Two bars for each input: what it gives by the attribution, and what is lost without it by masking. */
export function causesFigure({ attribution, masking, worth }: Explanation): string {
  const inputs = (attribution?.inputs ?? [])
    .filter(({ contribution }) => Math.abs(contribution) >= 0.005)
    .slice(0, inputsShown)
    .reverse();
  const lostBy = (name: string): number => masking?.inputs.find(({ input }) => input === name)?.lost ?? 0;
  return bars(
    inputs.map(({ name }) => name),
    [
      { name: 'gives', color: blue, values: inputs.map(({ contribution }) => contribution) },
      { name: 'lost without it', color: orange, values: inputs.map(({ name }) => lostBy(name)) },
    ],
    worth?.unit ?? '',
  );
}

/** The worth by the parts of the objective; of a learned policy the twin's part and the networks' own apart. */
export function partsFigure({ worth }: Explanation): string {
  if (worth === null) return '';
  const names = (Object.keys(worth.parts) as (keyof typeof worth.parts)[]).reverse();
  const { prior, network, parts } = worth;
  return bars(
    names,
    prior === null || network === null
      ? [{ name: 'worth', color: blue, values: names.map((name) => parts[name]) }]
      : [
          { name: 'the twin', color: blue, values: names.map((name) => prior[name]) },
          { name: 'the networks', color: orange, values: names.map((name) => network[name]) },
        ],
    worth.unit,
  );
}

interface Bars {
  readonly name: string;
  readonly color: string;
  readonly values: readonly number[];
}

function bars(rows: readonly string[], all: readonly Bars[], unit: string): string {
  const height = rows.length * rowHeight + 110;
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 860, height });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    legend: { top: 0, textStyle: { fontFamily: font, color: '#24292f' }, itemGap: 40 },
    grid: { left: 190, right: 40, top: 34, bottom: 56 },
    xAxis: {
      type: 'value',
      name: unit,
      nameLocation: 'middle',
      nameGap: 32,
      nameTextStyle: { fontFamily: font, color: '#24292f', fontSize: 13 },
      axisLabel: {
        fontFamily: font,
        color: '#57606a',
        formatter: (value: number) => String(value).replace('-', '−'),
      },
      splitLine: { lineStyle: { color: '#e6e6e6' } },
    },
    yAxis: {
      type: 'category',
      data: [...rows],
      axisTick: { show: false },
      axisLine: { show: false },
      axisLabel: { fontFamily: font, color: '#24292f', fontSize: 13, width: 180, overflow: 'truncate' },
    },
    series: all.map(({ name, color, values }) => ({
      name,
      type: 'bar' as const,
      data: [...values],
      barWidth: 11,
      itemStyle: { color },
    })),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
