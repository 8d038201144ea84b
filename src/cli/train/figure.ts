// The learning curve of a training as SVG, drawn by ECharts on the server.
import * as echarts from 'echarts';
import type { ModelRecord } from '../../training/index.js';

const font = 'system-ui, sans-serif';
const text = { fontFamily: font, color: '#24292f', fontSize: 13 };
const [blue, grey, orange] = ['#1f6feb', '#8c959f', '#d1570b'];

export function learningCurve({ training, evaluation }: ModelRecord): string {
  const { rounds, chosenRound } = training;
  const asked = rounds.flatMap(({ round, validation }): [number, number][] =>
    validation === null ? [] : [[round, validation.utility]],
  );
  const played = rounds.map(({ round, utility }): [number, number] => [round, utility]);
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: 720, height: 420 });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    // Widths of words are guessed on the server: room for fonts that are wider.
    legend: { bottom: 0, textStyle: text, itemGap: 44 },
    grid: { left: 70, right: 30, top: 24, bottom: 76 },
    xAxis: { ...axis('round'), min: 1, max: Math.max(2, rounds.length), minInterval: 1 },
    yAxis: { ...axis('mean utility'), nameGap: 50, scale: true },
    series: [
      {
        name: 'prior alone, validation',
        type: 'line',
        showSymbol: false,
        data: [1, Math.max(2, rounds.length)].map((round) => [round, evaluation.prior]),
        lineStyle: { color: orange, width: 1.5, type: 'dashed' },
        itemStyle: { color: orange },
      },
      {
        name: 'training episodes, with exploration',
        type: 'line',
        showSymbol: rounds.length < 3,
        data: played,
        lineStyle: { color: grey, width: 1 },
        itemStyle: { color: grey },
      },
      {
        name: 'validation',
        type: 'line',
        symbolSize: 7,
        data: asked.map((value) => ({ value, symbol: value[0] === chosenRound ? 'diamond' : 'circle' })),
        lineStyle: { color: blue, width: 2 },
        itemStyle: { color: blue },
      },
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return `${svg}\n`;
}

function axis(name: string) {
  return {
    type: 'value' as const,
    name,
    nameLocation: 'middle' as const,
    nameGap: 32,
    nameTextStyle: text,
    axisLabel: { fontFamily: font, color: '#57606a' },
    axisLine: { onZero: false },
    splitLine: { lineStyle: { color: '#e6e6e6' } },
  };
}
