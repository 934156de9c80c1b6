/** The numbers at some ranks of a sorted list. */
export interface Ranked {
  /** How many numbers there are. */
  readonly count: number;
  /** In the order in which their ranks were requested. */
  readonly values: readonly number[];
}

/**
 * Exact order statistics of more numbers than memory should hold. A first pass counts them by their size; a
 * second one sorts those of the same size as a wanted one (within a 2,048th). NaN is ignored.
 * @param pass yields the same numbers each time
 * @param choosePlaces the wanted ranks in the sorted list, from 0, once the count is known
 */
export function orderStatistics(
  pass: () => Iterable<Float64Array>,
  choosePlaces: (count: number) => readonly number[],
): Ranked {
  const counts = new SizeTable();
  let count = 0;
  for (const values of pass())
    for (const value of values) {
      if (Number.isNaN(value)) continue;
      counts.add(classifySize(value), 1);
      count += 1;
    }
  const places = choosePlaces(count);
  const wanted = new Map<number, Size>();
  for (const { size, before, count: many } of counts.inOrder())
    if (places.some((place) => place >= before && place < before + many))
      wanted.set(size, { before, occurs: new Map() });
  collect(pass, wanted);
  const sorted = [...wanted.values()].map(({ before, occurs }) => ({ before, values: inOrder(occurs) }));
  return { count, values: places.map((place) => valueAt(sorted, place)) };
}

/** Numbers of one size, and the count of smaller ones. */
interface Size {
  readonly before: number;
  /** How often each number occurs. */
  readonly occurs: Map<number, number>;
}

function collect(pass: () => Iterable<Float64Array>, wanted: ReadonlyMap<number, Size>): void {
  const marks = new SizeTable();
  for (const size of wanted.keys()) marks.add(size, 1);
  for (const values of pass())
    for (const value of values) {
      if (Number.isNaN(value)) continue;
      const size = classifySize(value);
      if (marks.get(size) === 0) continue;
      const occurs = wanted.get(size)?.occurs;
      occurs?.set(value, (occurs.get(value) ?? 0) + 1);
    }
}

function inOrder(occurs: ReadonlyMap<number, number>) {
  let before = 0;
  return [...occurs]
    .sort(([a], [b]) => a - b)
    .map(([value, count]) => {
      before += count;
      return { value, until: before };
    });
}

function valueAt(
  sizes: readonly { readonly before: number; readonly values: ReturnType<typeof inOrder> }[],
  place: number,
): number {
  const size = sizes.findLast(({ before }) => before <= place);
  return size?.values.find(({ until }) => place < size.before + until)?.value ?? Number.NaN;
}

const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** A float32 without its last twelve bits, as a number of 20 bits that grows with the value. */
function classifySize(value: number): number {
  float[0] = value;
  const own = bits[0] as number;
  // As integers, negative floats are in reverse order.
  return (own < 0 ? ~own : own | 0x8000_0000) >>> 12;
}

const pageSizes = 4096;

/** A count for each size. Memory grows with the orders of magnitude, not with the count. */
class SizeTable {
  readonly #pages: (Uint32Array | undefined)[] = [];

  add(size: number, count: number): void {
    const at = Math.floor(size / pageSizes);
    let page = this.#pages[at];
    if (page === undefined) {
      page = new Uint32Array(pageSizes);
      this.#pages[at] = page;
    }
    page[size % pageSizes] = (page[size % pageSizes] as number) + count;
  }

  get(size: number): number {
    return this.#pages[Math.floor(size / pageSizes)]?.[size % pageSizes] ?? 0;
  }

  /** The counts by size. */
  *inOrder(): Generator<{ readonly size: number; readonly before: number; readonly count: number }> {
    let before = 0;
    for (let at = 0; at < this.#pages.length; at += 1)
      for (const [own, count] of this.#pages[at]?.entries() ?? []) {
        if (count === 0) continue;
        yield { size: at * pageSizes + own, before, count };
        before += count;
      }
  }
}
