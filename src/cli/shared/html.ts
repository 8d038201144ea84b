// What pages share: text made safe, and how they look.

export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export const pageStyle = `
body { font: 15px/1.5 system-ui, sans-serif; color: #24292f; max-width: 1020px; margin: 2em auto; padding: 0 1em }
h1 { font-size: 1.5em } h2 { font-size: 1.2em; margin-top: 2em }
table { font-size: 14px; border-collapse: collapse; margin: 1em 0; font-variant-numeric: tabular-nums; display: block; overflow-x: auto }
th, td { padding: .3em .6em; text-align: right; border-bottom: 1px solid #d8dee4; white-space: nowrap }
th { font-weight: 600; border-bottom-width: 2px }
th:first-child, td:first-child { text-align: left }
code { font-size: .85em }
.above td { border-bottom: 0; padding-bottom: 0 } .again { white-space: normal; padding-top: 0 }
svg { max-width: 100%; height: auto }
`;
