// The map of the decisions about a topology as SVG, drawn by ECharts on the server: three views, coloured by what was decided or how it did.
import * as echarts from 'echarts';
import type { Past } from '../../explain/index.js';

const font = 'system-ui, sans-serif';
const [hold, apply, own] = ['#6e7781', '#1f6feb', '#d1570b'];
const [width, height] = [420, 330];

type State = Past['map']['states'][number];

/** By the action; the decision itself is the large one. */
export function mapFigures({ map: { states, axes } }: Past): string {
  const title = (axis: number): string => {
    const { explained = 0, madeOf = [] } = axes[axis] ?? {};
    return `${axis + 1}: ${madeOf.join(' ')} (${Math.round(100 * explained)} %)`;
  };
  const byAction = (state: State): string => (state.action === 'apply' ? apply : hold);
  const linear = (axis: number) => (state: State) => [state.linear[0] ?? 0, state.linear[axis] ?? 0];
  return [
    scatter('principal components 1 and 2, by action', title(0), title(1), states, linear(1), byAction),
    scatter('principal components 1 and 3, by action', title(0), title(2), states, linear(2), byAction),
    scatter('UMAP, by action', '', '', states, (state) => [...state.neighbourly], byAction),
    scatter(
      'UMAP, by utility',
      '',
      '',
      states,
      (state) => [...state.neighbourly],
      scaleOf(states, (one) => one.utility),
    ),
    scatter(
      'UMAP, by how unusual',
      '',
      '',
      states,
      (state) => [...state.neighbourly],
      scaleOf(states, (one) => one.novelty),
    ),
  ].join('\n');
}

/** From grey-blue (least) to red (most); grey where it is not known. */
function scaleOf(states: readonly State[], of: (state: State) => number | null): (state: State) => string {
  const known = states.flatMap((state) => of(state) ?? []);
  const [low, high] = [Math.min(...known), Math.max(...known)];
  return (state) => {
    const value = of(state);
    if (value === null) return hold;
    const share = high > low ? (value - low) / (high - low) : 0;
    const mixed = (from: number, to: number): number => Math.round(from + share * (to - from));
    return `rgb(${mixed(80, 205)},${mixed(130, 50)},${mixed(190, 50)})`;
  };
}

function scatter(
  title: string,
  x: string,
  y: string,
  states: readonly State[],
  at: (state: State) => readonly number[],
  colour: (state: State) => string,
): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  const axis = (name: string, gap: number) => ({
    type: 'value',
    name,
    nameLocation: 'middle',
    nameGap: gap,
    scale: true,
    nameTextStyle: { fontFamily: font, fontSize: 11 },
    axisLine: { onZero: false },
    axisLabel: { show: name !== '' },
    splitLine: { lineStyle: { color: '#eeeeee' } },
  });
  const last = states.at(-1);
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    title: { text: title, left: 'center', textStyle: { fontFamily: font, fontSize: 13, fontWeight: 500 } },
    grid: { left: 62, right: 14, top: 34, bottom: 50 },
    xAxis: axis(x, 30),
    yAxis: axis(y, 42),
    series: [
      {
        type: 'scatter',
        symbolSize: 7,
        data: states
          .slice(0, -1)
          .map((state) => ({ value: at(state), itemStyle: { color: colour(state), opacity: 0.7 } })),
      },
      {
        type: 'scatter',
        symbol: 'diamond',
        symbolSize: 16,
        data: last === undefined ? [] : [{ value: at(last), itemStyle: { color: own } }],
      },
    ],
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}
