/** Lists of processors in Linux' notation: `0-1,3`. */

/** Maximum number of processors of a Linux kernel. */
const mostProcessors = 8_192;

const cpuListPattern = /^\d{1,4}(?:-\d{1,4})?(?:,\d{1,4}(?:-\d{1,4})?)*$/;

/** The processors of a list, each once, in order; null if it is invalid. */
export function parseCpuList(text: string): readonly number[] | null {
  if (!cpuListPattern.test(text)) return null;
  const found = new Set<number>();
  for (const range of text.split(',')) {
    const [first = Number.NaN, last = first] = range.split('-').map(Number);
    if (last < first || last >= mostProcessors) return null;
    for (let cpu = first; cpu <= last; cpu += 1) found.add(cpu);
  }
  return [...found].sort((a, b) => a - b);
}

/** The shortest list of processors that are in order. */
export function cpuListText(cpus: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const cpu of cpus) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] === cpu - 1) last[1] = cpu;
    else ranges.push([cpu, cpu]);
  }
  return ranges.map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`)).join(',');
}
